"""A complaint from its registration to its closing over REST, by the people whose duty each step is (CMP-2, CASE)."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from api.log import EventLog
from api.projector import Projector
from api.schemas import AgentChange, NewTicket
from scripts_lib.model import Channel, Weight
from tests.integration.desk_rest_rig import DeskRig, desk, problem
from tests.unit.api import desk_samples as sample

FORM = sample.complaint(department="engineering", weight=Weight.IMPORTANT, phone="13800001234")
VISIT = NewTicket(complaint=FORM, channel=Channel.VISIT)
TABLES = ("ticket", "ticket_duty", "ticket_key", "ticket_day", "duty_item")


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[DeskRig]:
    async with desk(tmp_path) as made:
        of_engineering = AgentChange(departments=("engineering",))
        await post(made, "root", f"/api/agents/{made.people['ma'].agent_id}", of_engineering, method="PATCH")
        yield made


async def post(rig: DeskRig, who: str, path: str, body: object = None, method: str = "POST", **headers: str) -> Any:
    answer = await rig.ask(who, method, path, {} if body is None else body, headers=headers)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


async def step(rig: DeskRig, who: str, number: str, what_is_done: str, **body: Any) -> Any:
    return await post(rig, who, f"/api/tickets/{number}/{what_is_done}", body)


async def waits(rig: DeskRig, who: str) -> dict[str, int]:
    """What waits for this person, by what for."""
    counts: dict[str, int] = (await rig.get(who, "/api/tickets/mine"))["counts"]
    return counts


async def rows(rig: DeskRig) -> list[list[tuple[Any, ...]]]:
    async with rig.database.reading() as session:
        return [
            [tuple(row) for row in await session.execute(text(f"SELECT * FROM {one} ORDER BY 1, 2"))]
            for one in TABLES
        ]


async def test_from_a_visit_to_the_archive(rig: DeskRig) -> None:
    ticket = (await post(rig, "li", "/api/tickets", VISIT))["ticket"]
    number = ticket["number"]
    assert (ticket["channel"], ticket["state"], ticket["call_id"]) == ("visit", "registered", None)
    assert {"send", "reply", "propose"} <= (await waits(rig, "li")).keys()
    assert (await waits(rig, "chief"))["pass_up"] == 1
    assert await waits(rig, "ma") == {}
    assert (await rig.ask("ma", "GET", f"/api/tickets/{number}")).status_code == 404, "not sent to the department yet"
    await step(rig, "li", number, "send")
    assert await waits(rig, "ma") == {"sign": 1}
    await step(rig, "ma", number, "sign")
    await step(rig, "ma", number, "take")
    await step(rig, "chief", number, "pass-up", note="已报物业部经理")
    await step(rig, "li", number, "propose", what="更换阀门")
    assert problem(
        await rig.ask("ma", "POST", f"/api/tickets/{number}/answer", {"cause": "", "measures": "换", "result": "好"})
    ).fields.keys() == {"cause"}
    await step(rig, "ma", number, "answer", cause="阀门老化", measures="更换阀门", result="不再漏水")
    await step(rig, "li", number, "done", result="已修好")
    assert (await waits(rig, "li")).keys() == {"follow_up", "tell", "check"}
    await step(rig, "li", number, "tell", what="已修好")
    early = await rig.ask("li", "POST", f"/api/tickets/{number}/close", {"result": "好", "agreed_by": "王女士"})
    assert early.status_code == 409
    await step(rig, "ma", number, "repair-order", order_number="WX-7", signed_by="王女士")
    await step(rig, "li", number, "follow-up", result="很满意", satisfied=True)
    assert (await rig.get("li", "/api/duty", kind="follow_up"))["items"] == [], "it is off the duty list too"
    closed = await step(rig, "li", number, "close", result="已修好", agreed_by="王女士")
    assert (closed["state"], closed["closing"]["agreed_by"]) == ("closed", "王女士")
    assert {one["state"] for one in closed["clocks"]} <= {"met", "void"}
    assert await waits(rig, "li") == await waits(rig, "ma") == {}
    await told_whole(rig, number)


async def test_in_doubt_the_supervisor_is_asked_and_the_answer_comes_back(rig: DeskRig) -> None:
    asked = replace(VISIT, complaint=replace(FORM, doubt="电梯广告挡住按钮，算投诉吗？"))
    number = (await post(rig, "li", "/api/tickets", asked))["ticket"]["number"]
    assert (await waits(rig, "chief"))["judge_doubt"] == 1
    assert "judge_doubt" not in await waits(rig, "li")
    assert (await rig.ask("li", "POST", f"/api/tickets/{number}/doubt", {"note": "我看行"})).status_code == 403
    assert problem(await rig.ask("chief", "POST", f"/api/tickets/{number}/doubt", {})).fields.keys() == {"note"}
    ticket = await step(rig, "chief", number, "doubt", note="广告位由我们管理，照此立项")
    assert ticket["doubt"]["end"] == "stands"
    assert "judge_doubt" not in await waits(rig, "chief")
    assert (await rig.ask("chief", "POST", f"/api/tickets/{number}/doubt", {"note": "再答"})).status_code == 409
    (answer,) = (await rig.get("li", "/api/duty", kind="advice"))["items"]
    assert "算投诉吗" in answer["what"]
    assert "照此立项" in answer["what"]
    await post(rig, "li", f"/api/duty/{answer['item_id']}/done", {"result": "按主管意见办理"})
    assert (await rig.get("li", "/api/duty", kind="advice"))["items"] == []
    story = (await rig.get("li", f"/api/tickets/{number}/story"))["lines"]
    assert "算投诉吗" in story[0]["facts"]["doubt"]
    assert {one["kind"] for one in story} >= {"TicketRegistered", "DoubtSettled"}


async def told_whole(rig: DeskRig, number: str) -> None:
    """The story names everything and everybody; folding the log anew gives the same rows."""
    story = await rig.get("wu", f"/api/tickets/{number}/story")
    kinds = [one["kind"] for one in story["lines"]]
    assert (kinds[0], kinds[-1], len(kinds)) == ("TicketRegistered", "TicketClosed", 12)
    assert {one["name"] for one in story["lines"]} == {"li 明", "ma 明", "chief 明"}
    assert "13800001234" not in str(story), "the general manager needs no number"
    before = await rows(rig)
    await EventLog(rig.database, Projector(sample.CN)).rebuild()
    assert await rows(rig) == before


async def test_a_department_that_refuses_and_one_that_asks_for_time(rig: DeskRig) -> None:
    number = (await post(rig, "li", "/api/tickets", VISIT))["ticket"]["number"]
    await step(rig, "li", number, "send")
    await step(rig, "ma", number, "refuse", reason="属保洁责任")
    assert (await rig.ask("li", "POST", f"/api/tickets/{number}/send", {"department": "nowhere"})).status_code == 422
    await step(rig, "li", number, "send", department="cleaning", reason="工程部查明")
    assert (await rig.ask("ma", "GET", f"/api/tickets/{number}")).status_code == 404, "it is with another department"
    await step(rig, "chief", number, "sign", name="保洁部 周姐")
    await step(rig, "chief", number, "take")
    until = time.time() + 10 * 86_400
    asked = await step(rig, "chief", number, "extensions", clock_id="SLA-5:done", until=until, why="等药剂")
    (extension,) = asked["extensions"]
    path = f"/api/tickets/{number}/extensions/{extension['extension_id']}"
    assert (await waits(rig, "wu"))["decide"] == 1
    assert (await rig.ask("sun", "POST", path, {"granted": True})).status_code == 403, "SLA-5: the general manager"
    granted = await post(rig, "wu", path, {"granted": True})
    due = {one["clock_id"]: one["due"] for one in granted["clocks"]}
    assert due["SLA-5:done"] == due["SLA-8:done"] == until
    assert (await rig.ask("wu", "POST", path, {"granted": True})).status_code == 409


async def test_the_same_request_under_its_key_is_carried_out_once(rig: DeskRig) -> None:
    first = await post(rig, "li", "/api/tickets", VISIT, **{"Idempotency-Key": "k-1"})
    again = await post(rig, "li", "/api/tickets", VISIT, **{"Idempotency-Key": "k-1"})
    assert (first["again"], again["again"]) == (False, True)
    assert first["ticket"] == again["ticket"]
    other = NewTicket(complaint=sample.complaint(matter="别的"), channel=Channel.LETTER)
    refused = await rig.ask("li", "POST", "/api/tickets", other, headers={"Idempotency-Key": "k-1"})
    assert (refused.status_code, problem(refused).code) == (422, "key_reused")
    of_another = await post(rig, "chief", "/api/tickets", VISIT, **{"Idempotency-Key": "k-1"})
    assert of_another["ticket"]["number"] != first["ticket"]["number"], "keys are each sender's own"
    too_long = await rig.ask("li", "POST", "/api/tickets", VISIT, headers={"Idempotency-Key": "k" * 201})
    assert problem(too_long).fields.keys() == {"Idempotency-Key"}


async def test_every_channel_registers_by_the_same_procedure(rig: DeskRig) -> None:
    for channel in Channel:
        made = (await post(rig, "chief", "/api/tickets", NewTicket(complaint=FORM, channel=channel)))["ticket"]
        assert (made["channel"], len(made["clocks"])) == (channel, 7)
    letters = await rig.get("chief", "/api/tickets", channel="letter", still_open=True, q="漏水")
    assert letters["page"]["total"] == 1
    assert (await rig.get("chief", "/api/tickets", channel="letter", q="没有这个词"))["page"]["total"] == 0


async def test_a_problem_found_on_the_way_becomes_its_own_case(rig: DeskRig) -> None:
    number = (await post(rig, "li", "/api/tickets", VISIT))["ticket"]["number"]
    found = await step(rig, "li", number, "found", note="墙面发霉")
    problem_id = found["problems"][0]["problem_id"]
    own = NewTicket(complaint=FORM, channel=Channel.OTHER, found_in=number, problem_id=problem_id)
    second = (await post(rig, "li", "/api/tickets", own))["ticket"]
    first = await rig.get("li", f"/api/tickets/{number}")
    assert first["problems"][0]["ticket_number"] == second["number"]
    assert [one["number"] for one in second["related"]] == [number]
    twice = await rig.ask("li", "POST", "/api/tickets", own)
    assert twice.status_code == 409, "it has its case already"
