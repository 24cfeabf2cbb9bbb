"""REST of homes: who may be calling, the home's card, search, repeats, and who opened it (SEC-1)."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api.schemas import NewResident
from tests.integration.desk_rest_rig import DeskRig, desk, problem

COMPLAINT: dict[str, Any] = {
    "disposition": "complaint",
    "contact": "王芳",
    "phone": "13800001234",
    "place": "3-1-502",
    "happened_at": "今天上午",
    "target": "",
    "matter": "楼上装修噪音",
    "demand": "请停工",
    "kind": "renovation_noise",
    "nature": "valid",
    "content": "quality",
    "weight": "slight",
    "department": "engineering",
}


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[DeskRig]:
    async with desk(tmp_path) as made:
        yield made


async def add(rig: DeskRig, *residents: NewResident) -> list[str]:
    ids = []
    for one in residents:
        answer = await rig.ask("chief", "POST", "/api/residents", one)
        assert answer.status_code == 201, answer.text
        ids.append(answer.json()["resident_id"])
    return ids


async def dispose(rig: DeskRig, who: str, call_id: str, outcome: dict[str, Any]) -> Any:
    answer = await rig.ask(who, "POST", f"/api/calls/{call_id}/disposition", outcome)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_single_resident_is_shown_with_household_calls_tickets_and_promise(rig: DeskRig) -> None:
    await add(rig, NewResident(name="王小明", building="3", unit="1", room="502", phones=("13700001111",)))
    by = time.time() + 7200
    await dispose(rig, "li", "c1", COMPLAINT | {"promise": {"what": "两小时内答复", "by": by}})
    caller = await rig.get("zhao", "/api/calls/c3/caller")
    card = caller["card"]
    assert [one["name"] for one in caller["matches"]] == ["王芳"]
    assert card["resident"]["name"] == "王芳"
    assert [one["name"] for one in card["household"]] == ["王小明"]
    assert [one["matter"] for one in card["tickets"]] == ["楼上装修噪音"]
    newest = [(one["call_id"], one["about"]) for one in card["calls"]]
    assert ("c1", "楼上装修噪音") in newest
    assert "c3" not in [one[0] for one in newest], "the present call is no past one"
    assert (card["promise"]["what"], card["promise"]["by"], card["promise"]["kept"]) == ("两小时内答复", by, False)
    assert any(who == "zhao" and what == "caller" for who, what, _ in await rig.opened())


async def test_several_residents_of_a_number_are_offered_and_one_is_chosen(rig: DeskRig) -> None:
    (other,) = await add(rig, NewResident(name="周强", building="9", unit="", room="2", phones=("13800001234",)))
    caller = await rig.get("li", "/api/calls/c1/caller")
    assert [one["name"] for one in caller["matches"]] == ["王芳", "周强"]
    assert caller["card"]["resident"] is None
    chosen = await rig.get("li", "/api/calls/c1/caller", resident_id=other)
    assert chosen["card"]["resident"]["name"] == "周强"


async def test_an_unknown_number_has_its_own_past(rig: DeskRig) -> None:
    caller = await rig.get("li", "/api/calls/c2/caller")
    assert (caller["matches"], caller["card"]["resident"], caller["card"]["household"]) == ([], None, [])


async def test_a_card_is_for_those_who_had_the_call(rig: DeskRig) -> None:
    assert (await rig.ask("zhao", "GET", "/api/calls/c1/caller")).status_code == 404
    assert (await rig.ask("chief", "GET", "/api/calls/c1/caller")).status_code == 200
    assert (await rig.ask("qian", "GET", "/api/calls/c1/caller")).status_code == 403
    assert (await rig.ask("", "GET", "/api/calls/c1/caller")).status_code == 401
    assert (await rig.ask("li", "GET", "/api/calls/c1/caller?resident_id=none")).status_code == 404


async def test_one_line_finds_by_home_name_pinyin_and_number_and_sees_changes(rig: DeskRig) -> None:
    for words in ("3-1-502", "王芳", "wangfang", "1234"):
        found = await rig.get("li", "/api/residents", q=words)
        assert [one["name"] for one in found["items"]] == ["王芳"], words
    await add(rig, NewResident(name="王方", building="4", unit="1", room="101", phones=("13500001234",)))
    found = await rig.get("li", "/api/residents", q="wf")
    assert [one["name"] for one in found["items"]] == ["王芳", "王方"]


async def test_a_repeat_is_linked_both_ways_and_must_be_of_the_same_home(rig: DeskRig) -> None:
    first = (await dispose(rig, "li", "c1", COMPLAINT))["ticket"]["number"]
    wrong = await rig.ask(
        "li", "POST", "/api/calls/c2/disposition", COMPLAINT | {"phone": "13900005678", "repeat_of": first}
    )
    assert problem(wrong).fields.keys() == {"repeat_of"}
    again = (await dispose(rig, "zhao", "c3", COMPLAINT | {"repeat_of": first}))["ticket"]
    assert again["complaint"]["repeat_of"] == first
    assert (await rig.get("chief", f"/api/tickets/{first}"))["repeats"] == [again["number"]]


async def test_a_promise_and_a_resident_are_checked(rig: DeskRig) -> None:
    bad = {"disposition": "explained", "promise": {"what": " ", "by": 1.0}}
    assert problem(await rig.ask("li", "POST", "/api/calls/c1/disposition", bad)).fields.keys() == {
        "promise_what",
        "promise_by",
    }
    unknown = {"disposition": "explained", "resident_id": "nobody"}
    assert problem(await rig.ask("li", "POST", "/api/calls/c1/disposition", unknown)).fields.keys() == {"resident_id"}


async def test_the_clocks_of_a_complaint_are_shown_before_it_is_registered(rig: DeskRig) -> None:
    answer = await rig.ask("li", "POST", "/api/tickets/clocks", {"weight": "important"})
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert {"SLA-1", "SLA-2", "SLA-5", "SLA-7", "SLA-8"} <= {one["rule"] for one in shown["clocks"]}
    dues = [one["due"] for one in shown["clocks"]]
    assert dues == sorted(dues)
    past = await rig.ask("li", "POST", "/api/tickets/clocks", {"weight": "slight", "requested_by": shown["at"] - 60})
    assert problem(past).fields.keys() == {"requested_by"}


async def test_the_number_that_called_is_kept_for_a_resident_and_the_keeping_logged(rig: DeskRig) -> None:
    (added,) = await add(rig, NewResident(name="陈静", building="5", unit="2", room="301"))
    assert (await rig.ask("zhao", "POST", "/api/calls/c1/caller", {"resident_id": added})).status_code == 404
    for _ in range(2):
        answer = await rig.ask("li", "POST", "/api/calls/c1/caller", {"resident_id": added})
        assert answer.status_code == 200, answer.text
    assert added in {one["resident_id"] for one in answer.json()["matches"]}
    found = await rig.get("chief", "/api/residents", name="陈静")
    assert len(found["items"][0]["phones"]) == 1
    assert ("li", "resident_number", f"c1 {added}") in await rig.opened()
    unknown = await rig.ask("li", "POST", "/api/calls/c1/caller", {"resident_id": "nobody"})
    assert (unknown.status_code, problem(unknown).code) == (404, "not_found")
