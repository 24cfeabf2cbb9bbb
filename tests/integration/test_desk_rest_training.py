"""The monthly test over REST: once a month, marked by the desk, and who is due (TRN-1, TRN-2)."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api.schemas import Team
from tests.integration.desk_rest_rig import DeskRig, desk, problem
from tests.integration.test_desk_rest_hearing import move


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[DeskRig]:
    async with desk(tmp_path) as made:
        yield made


async def hand_in(rig: DeskRig, who: str, answers: list[int | None], **more: Any) -> Any:
    paper = await rig.get(who, "/api/training/test")
    body = {"month": paper["month"], "answers": answers} | more
    return await rig.ask(who, "POST", "/api/training/test", body)


async def test_a_paper_shows_no_right_answer_and_counts_once(rig: DeskRig) -> None:
    paper = await rig.get("li", "/api/training/test")
    assert paper == await rig.get("li", "/api/training/test"), "opened again it is the same"
    assert paper["points"] is None
    assert set(paper["questions"][0]) == {"rule", "asked", "choices"}
    first = (await hand_in(rig, "li", [None] * 20)).json()
    assert (first["points"], first["passed"], len(first["right"])) == (0, False, 20)
    assert (await rig.get("li", "/api/training/test"))["points"] == 0, "nobody answers it all again in vain"
    again = await hand_in(rig, "li", first["right"])
    assert problem(again).code == "conflict"
    changed = await hand_in(rig, "zhao", [None] * 20, paper="another")
    assert problem(changed).code == "conflict"
    other = await hand_in(rig, "zhao", [None] * 20)
    assert other.json()["right"] != first["right"], "everybody has another paper"


async def test_who_is_due_stands_first(rig: DeskRig) -> None:
    await hand_in(rig, "zhao", [0] * 20)
    found = await rig.get("chief", "/api/training/tests")
    assert [one["name"] for one in found] == ["li 明", "zhao 明"]
    assert found[0]["points"] is None
    assert found[1]["points"] is not None


async def test_a_supervisor_sees_the_points_of_the_own_team_and_notes_who_came_of_every_team(rig: DeskRig) -> None:
    for login, team in (("chief", "early"), ("li", "early"), ("zhao", "late")):
        await rig.ask("root", "PUT", f"/api/organisation/teams/{team}", Team(key=team, name=team))
        await move(rig, login, team)
    seen = {who: await rig.get(who, "/api/training/tests") for who in ("chief", "qian")}
    assert {who: [one["name"] for one in found] for who, found in seen.items()} == {
        "chief": ["li 明"],
        "qian": ["li 明", "zhao 明"],
    }
    year = await rig.get("chief", "/api/training/year")
    assert [one["name"] for one in year["trainees"]] == ["li 明"]
    assert [one["name"] for one in year["agents"]] == ["li 明", "zhao 明"]


@pytest.mark.parametrize(
    ("answers", "more", "field"), [([0], {}, "answers"), ([0] * 20, {"month": "2020-01"}, "month")]
)
async def test_a_paper_that_is_not_this_months_or_not_whole(
    rig: DeskRig, answers: list[int | None], more: dict[str, Any], field: str
) -> None:
    answer = await hand_in(rig, "li", answers, **more)
    assert (answer.status_code, set(problem(answer).fields)) == (422, {field})
