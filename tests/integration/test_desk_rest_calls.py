"""Calls and their outcomes over REST: lists, one with its story, registration, refusals."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec

from api.schemas import CallDetail, CallPage, CallState, Disposition, Explained, Saved, ScriptStep
from telephony.events import EndCause, Side, Verdict
from tests.integration.desk_rest_rig import DeskRig, desk, problem
from tests.unit.api import desk_samples as sample


async def page(rig: DeskRig, who: str = "chief", **query: Any) -> CallPage:
    return msgspec.convert(await rig.get(who, "/api/calls", **query), CallPage)


async def saved(rig: DeskRig, call_id: str, outcome: object, who: str = "li") -> Saved:
    answer = await rig.ask(who, "POST", f"/api/calls/{call_id}/disposition", outcome)
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=Saved)


async def test_a_list_is_filtered_and_paged_newest_first(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        await saved(rig, "c1", Explained(notes="说明了"))
        await saved(rig, "c2", sample.complaint())
        li = rig.people["li"].agent_id
        wanted: list[tuple[dict[str, Any], list[str]]] = [
            ({}, ["t1", "m1", "c3", "c2", "c1"]),
            ({"agent": li}, ["t1", "c2", "c1"]),
            ({"disposition": "explained"}, ["c1"]),
            ({"disposition": "complaint"}, ["c2"]),
            ({"disposition": "none"}, ["t1", "m1", "c3"]),
            ({"since": sample.NOON + 100, "until": sample.NOON + 300}, ["c3", "c2"]),
            ({"agent": li, "disposition": "none"}, ["t1"]),
        ]
        for query, names in wanted:
            found = await page(rig, **query)
            assert ([one.call_id for one in found.items], found.page.total) == (names, len(names)), query
        second = await page(rig, limit=2, offset=2)
        assert [one.call_id for one in second.items] == ["c3", "c2"]
        assert (second.page.total, second.page.limit, second.page.offset) == (5, 2, 2)


async def test_a_call_in_the_list_tells_its_rings_and_its_end(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        calls = {one.call_id: one for one in (await page(rig)).items}
    c1, m1, t1 = calls["c1"], calls["m1"], calls["t1"]
    assert c1.ring is not None
    assert (c1.ring.ring_ms, c1.ring.rings, c1.ring.verdict) == (8_250.5, 2, Verdict.MET)
    assert (c1.state, c1.ended_by, c1.cause) == (CallState.ENDED, Side.CALLER, EndCause.COMPLETED)
    assert (c1.elapsed_ms, c1.talk_ms) == (68_250, 60_000)
    assert (m1.cause, m1.ring, m1.agent_id) == (EndCause.ABANDONED, None, None)
    assert (t1.state, t1.ended_by) == (CallState.TALKING, None)


async def test_one_call_with_times_events_and_resident(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        steps = (ScriptStep(question_id="q1", shown_ms=1200, answer="厨房"),)
        await saved(rig, "c1", Explained(notes="已说明停水时间", script_id="utility", steps=steps))
        detail = msgspec.convert(await rig.get("li", "/api/calls/c1"), CallDetail)
    assert detail.times_ms == {
        "ringing": 3.5,
        "picked_up": 8_250.5,
        "ok_sent": 8_251.5,
        "ack": 8_260.0,
        "ended": 68_250.5,
    }
    assert (detail.codec, detail.lost, detail.jitter_ms) == ("PCMA", 2, 1.25)
    assert (detail.notes, detail.script_id) == ("已说明停水时间", "utility")
    assert detail.call.resident is not None
    assert detail.call.resident.name == "王芳"
    kinds = [event.kind for event in detail.events]
    assert kinds == ["CallArrived", "CallRinging", "CallAnswered", "CallEstablished", "CallEnded", "CallExplained"]
    assert [event.number for event in detail.events] == sorted(event.number for event in detail.events)


async def test_an_explanation_is_saved_once_and_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        first = await saved(rig, "c1", Explained(notes="说明了"))
        assert (first.call.disposition, first.ticket) == (Disposition.EXPLAINED, None)
        assert (await saved(rig, "c1", Explained(notes="说明了"))).call == first.call
        other = await rig.ask("li", "POST", "/api/calls/c1/disposition", Explained(notes="另外一个"))
        assert (other.status_code, problem(other).code) == (409, "conflict")


async def test_a_complaint_answers_with_its_ticket_as_often_as_it_is_sent(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        outcome = sample.complaint(phone="+86 138-0000-1234")
        answers = await asyncio.gather(*(saved(rig, "c1", outcome) for _ in range(5)))
        tickets = [one.ticket for one in answers]
        assert tickets[0] is not None
        assert tickets == [tickets[0]] * 5
        assert tickets[0].complaint.phone == "13800001234"
        assert tickets[0].registered_by == rig.people["li"].agent_id
        assert {clock.rule for clock in tickets[0].clocks} >= {"SLA-1", "SLA-2", "SLA-5", "SLA-7"}
        assert answers[0].call.ticket_number == tickets[0].number
        listed = await rig.get("li", "/api/tickets")
        assert listed["page"]["total"] == 1


async def test_who_may_register_what(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        for who, call_id, status in [
            ("zhao", "c1", 403),
            ("li", "t1", 409),
            ("li", "c9", 404),
            ("chief", "c1", 200),
            ("root", "c2", 200),
            ("li", "m1", 403),
            ("chief", "m1", 200),
        ]:
            answer = await rig.ask(who, "POST", f"/api/calls/{call_id}/disposition", Explained(notes="好"))
            assert answer.status_code == status, (who, call_id, answer.text)


async def test_an_empty_form_names_every_field_in_the_readers_language(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        empty = sample.complaint(contact=" ", phone="", place="", matter="", demand="")
        path = "/api/calls/c1/disposition"
        for language, message in (
            ("zh-CN,zh;q=0.9", "请填写楼栋房号或地点"),
            ("en-GB", "building and room, or the place"),
        ):
            answer = await rig.ask("li", "POST", path, empty, headers={"Accept-Language": language})
            assert answer.status_code == 422
            assert sorted(problem(answer).fields) == ["contact", "demand", "matter", "phone", "place"]
            assert problem(answer).fields["place"] == message
        assert (await rig.get("li", "/api/tickets"))["page"]["total"] == 0


async def test_fifty_registrations_at_once_are_numbered_without_a_gap(tmp_path: Path) -> None:
    async with desk(tmp_path, calls=50) as rig:
        answers = await asyncio.gather(*(saved(rig, f"x{n}", sample.complaint()) for n in range(50)))
    numbers = sorted(one.ticket.number for one in answers if one.ticket is not None)
    day, _, first = numbers[0].rpartition("-")
    assert first == "0001"
    assert numbers == [f"{day}-{n:04d}" for n in range(1, 51)]
    assert day.startswith("TS20")
    assert len(day) == 10
