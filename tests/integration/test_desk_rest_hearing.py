"""Who may hear, read and review whose calls: every route that opens one, by every role, with two teams (SEC-1)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from api.log import EventLog
from api.projector import Projector
from api.quality.events import MomentJudged, RequiredJudged
from api.recordings.retention import Retention
from api.schemas import AgentChange, Team
from api.transcripts.events import PhraseSuspected
from api.transcripts.shelf import TranscriptShelf
from scripts_lib.model import Moment
from tests.integration.desk_rest_rig import DeskRig, desk
from tests.integration.test_desk_rest_quality import entered, post
from tests.integration.test_desk_rest_recordings import recorded, told
from tests.integration.test_desk_transcripts import said
from tests.unit.api.desk_samples import CN, NOON

ROUTES = (
    "/api/calls/c1/recordings",
    "/api/recordings/r1/audio?why=抽检",
    "/api/calls/c1/transcript?why=抽检",
    "/api/quality/calls/c1",
)
"""All that is opened of call c1, which li of the early team took."""
EVERYBODY_ELSE = {"qian": 200, "root": 200, "": 401} | dict.fromkeys(
    ("li", "zhao", "ma", "sun", "zhou", "wu", "zheng"), 403
)


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[DeskRig]:
    """li works with chief in the early team; zhao in the late one."""
    async with desk(tmp_path) as made:
        log = await told(made, recorded(tmp_path))
        shelf = TranscriptShelf(made.database, log, tmp_path, Retention(keep_days=0, ticket_days=0))
        await log.append_desk(judged(made))
        await shelf.keep(said("c1", "您好,青山物业客服中心,我姓李。", 0), (), "v1")
        for team in ("early", "late"):
            answer = await made.ask("root", "PUT", f"/api/organisation/teams/{team}", Team(key=team, name=team))
            assert answer.status_code < 300, answer.text
        for login, team in (("li", "early"), ("chief", "early"), ("zhao", "late")):
            await move(made, login, team)
        yield made


def judged(rig: DeskRig) -> RequiredJudged:
    """Of c1 the opening could be judged, the ending not."""
    heard, missing = ("LINE-2-1", "LINE-2-2", "LINE-2-3"), ("LINE-2-4",)
    opening = MomentJudged(moment=Moment.OPENING, agent_id=rig.people["li"].agent_id, heard=heard, missing=missing)
    return RequiredJudged(
        at=NOON,
        call_id="c1",
        arrived_at=NOON,
        moments=(opening,),
        rules_version="v1",
        engine="whisper",
        model="base",
    )


async def move(rig: DeskRig, login: str, team: str) -> None:
    path = f"/api/agents/{rig.people[login].agent_id}"
    assert (await rig.ask("root", "PATCH", path, AgentChange(team=team))).status_code == 200


async def statuses(rig: DeskRig, who: str) -> set[int]:
    return {(await rig.ask(who, "GET", path)).status_code for path in ROUTES}


async def audited(rig: DeskRig) -> list[tuple[str, str, str]]:
    """Who opened what, with the reason, as the audit log has it."""
    logins = {person.agent_id: login for login, person in rig.people.items()}
    kinds = "('recording', 'transcript', 'call_review')"
    async with rig.database.reading() as session:
        rows = await session.execute(
            text(f"SELECT user_id, what, detail FROM access_log WHERE what IN {kinds} ORDER BY number")
        )
        return [(logins[row[0]], row[1], row[2]) for row in rows]


async def test_a_supervisor_opens_calls_of_the_own_team_and_no_other(rig: DeskRig) -> None:
    assert await statuses(rig, "chief") == {200}
    assert await statuses(rig, "zhao") == {403}
    opened = [("chief", "recording", "抽检"), ("chief", "transcript", "抽检"), ("chief", "call_review", "")]
    assert await audited(rig) == opened, "each opening with its reason, and nothing of what was refused"
    for team in ("late", ""):
        await move(rig, "chief", team)
        assert await statuses(rig, "chief") == {403}
        assert (await rig.ask("chief", "GET", "/api/calls/m1/recordings")).status_code == 200, "nobody took it"
    refused = await rig.ask("chief", "GET", ROUTES[1])
    assert "own team" in refused.json()["detail"]
    for who, expected in EVERYBODY_ELSE.items():
        assert await statuses(rig, who) == {expected}, who


async def test_what_was_suspected_is_told_to_whoever_may_hear_the_call(rig: DeskRig) -> None:
    suspected = PhraseSuspected(
        at=NOON,
        call_id="c1",
        agent_id=rig.people["li"].agent_id,
        segment=0,
        rule="SAY-F2",
        phrase="急什么",
        confidence=0.9,
        start_ms=5000.0,
        offset_ms=0.0,
        engine="scripted",
        model="m",
        rules_version="r1",
    )
    await EventLog(rig.database, Projector(CN)).append_desk(suspected)
    for who, team, seen in (
        ("qian", "", True),
        ("li", "early", True),
        ("chief", "early", True),
        ("chief", "late", False),
    ):
        if who == "chief":
            await move(rig, who, team)
        answer = await rig.ask(who, "GET", "/api/calls/c1")
        assert answer.status_code == 200
        assert ("急什么" in answer.text) is seen, (who, team)


async def test_an_agent_hears_what_an_offence_of_the_own_is_proposed_of(rig: DeskRig) -> None:
    await entered(rig)
    assert [(await rig.ask("li", "GET", path)).status_code for path in ROUTES] == [200, 200, 200, 403]
    assert await statuses(rig, "zhao") == {403}
    assert (await rig.ask("li", "GET", "/api/calls/c2/recordings")).status_code == 403, "nothing is held of c2"


async def test_required_phrases_are_counted_for_whoever_may_see_them(rig: DeskRig) -> None:
    li = rig.people["li"].agent_id
    days = {"first": "2026-11-01", "last": "2026-11-30"}
    path = "/api/quality/required"

    async def seen(who: str) -> list[str]:
        return [one["key"] for one in (await rig.get(who, path, **days))["agents"]]

    assert await seen("li") == await seen("chief") == [li]
    assert await seen("zhao") == [rig.people["zhao"].agent_id]
    assert set(await seen("qian")) == {li, rig.people["zhao"].agent_id}
    (own,) = (await rig.get("li", path, **days))["agents"]
    assert own["calls"] > 1
    figures = {one["rule"]: (one["heard"], one["missing"], one["not_judged"]) for one in own["parts"]}
    others = own["calls"] - 1
    assert (figures["LINE-2-1"], figures["LINE-2-4"]) == ((1, 0, others), (0, 1, others))
    assert figures["LINE-5-1"] == (0, 0, own["calls"]), "nobody heard its ending"
    assert (await rig.ask("li", "GET", f"{path}?first=gestern")).status_code == 422


async def test_offences_of_another_team_are_neither_seen_nor_decided(rig: DeskRig) -> None:
    case = await entered(rig)
    assert len((await rig.get("chief", "/api/quality/cases"))["items"]) == 1
    await move(rig, "chief", "late")
    assert (await rig.get("chief", "/api/quality/cases"))["items"] == []
    assert (await rig.ask("chief", "GET", f"/api/quality/cases/{case}")).status_code == 403
    for step, body in (
        ("confirm", {}),
        ("reject", {"reason": "不属实"}),
        ("ruling", {"upheld": True, "reason": "属实"}),
        ("withdraw", {"reason": "记错"}),
    ):
        assert (await rig.ask("chief", "POST", f"/api/quality/cases/{case}/{step}", body)).status_code == 403
    zhao = rig.people["zhao"].agent_id
    assert [one["agent_id"] for one in (await rig.get("chief", "/api/quality/scores"))["items"]] == [zhao]
    bonus = {"agent_id": rig.people["li"].agent_id, "month": "2026-11", "rule": "PEN-2-3", "reason": "顶班"}
    given = (await post(rig, "qian", "bonuses", bonus, 201))["entry_id"]
    taken = await rig.ask("chief", "POST", f"/api/quality/entries/{given}/withdraw", {"reason": "重复"})
    assert taken.status_code == 403, "a bonus of another team's agent"
    plan = await rig.get("chief", "/api/quality/samples/plan", month="2026-11")
    assert {one["agent_id"] for one in plan["strata"]} == {zhao}
    assert plan["words"][0]["zh"].startswith("共 1 通可抽")
    every = await rig.get("qian", "/api/quality/samples/plan", month="2026-11")
    assert {one["agent_id"] for one in every["strata"]} == {zhao, rig.people["li"].agent_id}
    even = await rig.get("chief", "/api/quality/fairness")
    assert [(one["agent_id"], one["cases"]) for one in even["agents"]] == [(zhao, 0)]
    assert sum(one["cases"] for one in even["queues"]) == 0
    assert sum(one["cases"] for one in (await rig.get("qian", "/api/quality/fairness"))["queues"]) == 1
    await post(rig, "qian", f"cases/{case}/confirm", {})
