"""The watch proposes what it sees in the log once, and the log alone gives the same cases again."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text

from api.errors import Forbidden
from api.incidents.events import IncidentTaken
from api.log_events import AgentSignedIn, AgentStateChanged, CallExplained, OfferEnd, OfferEnded
from api.models import UserRow
from api.quality.events import WorkReported
from api.quality.hints import HintShelf
from api.quality.ledger import case_of, hint_of
from api.quality.looking import Looker, WordsOf
from api.quality.tables import QualityCaseRow, QualityHintRow, RequiredJudgedRow
from api.quality.watch import QualityWatch
from api.schemas import Explained, Role
from api.schemas.quality import CaseState, Hint, QualityCase
from api.schemas.shifts import CrewMember
from api.schemas.transcripts import TranscriptEntry
from api.shifts.events import ShiftStaffed
from scripts_lib.loader import load
from telephony.events import AgentState, CallEvent, EndCause, Side
from tests.unit.api import desk_samples as sample

LIBRARY = load()
ZONE = ZoneInfo("Asia/Shanghai")


async def no_words(_: str) -> tuple[TranscriptEntry, ...]:
    return ()


def watch_of(desk: sample.Desk, words_of: WordsOf = no_words) -> QualityWatch:
    return QualityWatch(desk.database, desk.log, LIBRARY, Looker(LIBRARY, ZONE, "阳光物业", words_of))


async def hints(desk: sample.Desk) -> list[Hint]:
    async with desk.database.reading() as session:
        rows = await session.scalars(select(QualityHintRow).order_by(QualityHintRow.hint_id))
        return [hint_of(row) for row in rows]


async def cases(desk: sample.Desk) -> list[QualityCase]:
    async with desk.database.reading() as session:
        rows = await session.scalars(select(QualityCaseRow).order_by(QualityCaseRow.case_id))
        return [case_of(row) for row in rows]


async def test_it_proposes_once_what_is_in_the_log_from_now_on(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        watch = watch_of(desk)
        await watch.look()
        events = [sample.started(), *sample.whole_call("c1", "a1"), sample.arrived("c2", sample.NOON + 60)]
        await desk.log.append_line("s1", "line-1", sample.numbered(events))
        await desk.log.append_desk(
            OfferEnded(at=sample.NOON + 75, call_id="c2", agent_id="a2", why=OfferEnd.MISSED),
            OfferEnded(at=sample.NOON + 76, call_id="c2", agent_id="a1", why=OfferEnd.ACCEPTED),
            CallExplained(at=sample.NOON + 80, call_id="c1", agent_id="a1", explained=Explained()),
        )
        await watch.look()
        await watch.look()
        found = await cases(desk)
        assert [(one.agent_id, one.rule, one.state) for one in found] == [
            ("a1", "PEN-3-9", CaseState.PROPOSED),
            ("a2", "PEN-3-7", CaseState.PROPOSED),
        ]
        await desk.log.rebuild()
        assert await cases(desk) == found


async def test_a_watch_that_begins_anew_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await watch_of(desk).look()
        await desk.log.append_line("s1", "line-1", sample.numbered([sample.started(), sample.arrived("c2")]))
        await desk.log.append_desk(OfferEnded(at=sample.NOON + 75, call_id="c2", agent_id="a2", why=OfferEnd.MISSED))
        await watch_of(desk).look()
        await watch_of(desk).look()
        assert [one.agent_id for one in await cases(desk)] == ["a2"]


async def test_a_report_of_work_that_the_records_do_not_bear_out_is_proposed_for_its_month(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        watch = watch_of(desk)
        await watch.look()
        events = [sample.started(), *sample.whole_call("c1", "a1"), *sample.whole_call("c2", "a2")]
        await desk.log.append_line("s1", "line-1", sample.numbered(events))
        month = datetime.fromtimestamp(sample.NOON, ZONE).strftime("%Y-%m")
        later = sample.NOON + 40 * 86_400
        await desk.log.append_desk(
            WorkReported(at=later, entry_id="w1", agent_id="a1", month=month, calls=9, tickets=0),
            WorkReported(at=later, entry_id="w2", agent_id="a2", month=month, calls=1, tickets=0),
        )
        await watch.look()
        (found,) = await cases(desk)
        assert (found.agent_id, found.rule) == ("a1", "PEN-4-2")
        assert found.proof.words == "上报 9 通、0 件；记录 1 通、0 件"
        assert datetime.fromtimestamp(found.at, ZONE).strftime("%Y-%m") == month


async def test_what_is_uncertain_becomes_a_hint_once_and_the_log_gives_it_again(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        watch = watch_of(desk)
        await watch.look()
        ends = sample.ended("c1", by=Side.AGENT)
        events = [sample.started(), *sample.whole_call("c1", "a1")[:-1], ends]
        await desk.log.append_line("s1", "line-1", sample.numbered(events))
        await watch.look()
        await desk.log.append_desk(
            CallExplained(at=sample.NOON + 80, call_id="c1", agent_id="a1", explained=Explained(notes="问停车"))
        )
        await watch.look()
        found = await hints(desk)
        assert [(one.hint_id, one.rule, one.settled_at) for one in found] == [
            ("hung_up_first:a1:c1", "PEN-3-11", None)
        ]
        assert await cases(desk) == []
        count = text("SELECT COUNT(*) FROM event_log WHERE kind = 'HintSeen'")
        async with desk.database.reading() as session:
            assert await session.scalar(count) == 1, "written down once"
        await desk.log.rebuild()
        assert await hints(desk) == found


async def test_words_are_judged_when_the_call_has_its_outcome(tmp_path: Path) -> None:
    async def words_of(call_id: str) -> tuple[TranscriptEntry, ...]:
        return (spoken(Side.AGENT, 0, "你好", 9_000), spoken(Side.CALLER, 0, "楼上有人被砸伤", 12_000))

    async with sample.desk(tmp_path) as desk:
        watch = watch_of(desk, words_of)
        await watch.look()
        await desk.log.append_line(
            "s1", "line-1", sample.numbered([sample.started(), *sample.whole_call("c1", "a1")])
        )
        await watch.look()
        assert await hints(desk) == []
        await desk.log.append_desk(
            CallExplained(at=sample.NOON + 80, call_id="c1", agent_id="a1", explained=Explained(notes="咨询"))
        )
        await watch.look()
        await watch.look()
        told = text("SELECT COUNT(*) FROM event_log WHERE kind = 'RequiredJudged'")
        async with desk.database.reading() as session:
            assert await session.scalar(told) == 1, "written down once"
        await desk.log.rebuild()
        async with desk.database.reading() as session:
            row = await session.get_one(RequiredJudgedRow, ("c1", "opening"))
            assert (row.agent_id, row.heard, row.missing) == ("a1", "LINE-2-1", "LINE-2-2 LINE-2-3 LINE-2-4")
        found = {one.hint_id: one.proof.words for one in await hints(desk)}
        assert found["hidden_complaint:a1:c1"] == "砸伤"
        assert "开场白缺" in found["required_phrase:a1:c1:opening"]


def spoken(side: Side, segment: int, said: str, start_ms: float) -> TranscriptEntry:
    return TranscriptEntry(
        call_id="c1",
        side=side,
        segment=segment,
        agent_id="a1" if side is Side.AGENT else "",
        text=said,
        readings=(said,),
        hits=(),
        start_ms=start_ms,
        end_ms=start_ms + 2_000,
        offset_ms=start_ms,
        engine="whisper",
        model="base",
        rules_version="r1",
    )


async def test_a_hotline_left_busy_while_callers_gave_up_is_a_hint(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        watch = watch_of(desk)
        await watch.look()
        await desk.log.append_desk(state("a1", AgentState.PAUSED, 0, "no_answer"))
        lost: list[CallEvent] = [
            sample.arrived("m1", sample.NOON + 20),
            sample.ended("m1", cause=EndCause.ABANDONED, ended_ms=40_000),
        ]
        await desk.log.append_line("s1", "line-1", sample.numbered([sample.started(), *lost]))
        await desk.log.append_desk(state("a1", AgentState.READY, 90))
        await watch.look()
        (found,) = await hints(desk)
        assert (found.fact, found.agent_id, found.rule) == ("hotline_busy", "a1", "PEN-6-2")
        assert found.proof.words == "12:00～12:01 置忙（振铃无人接），1 通来电无人可接"


async def test_a_console_that_was_gone_within_the_shift_is_a_hint(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        watch = watch_of(desk)
        await watch.look()
        await desk.log.append_desk(
            state("a1", AgentState.PAUSED, 0, "console_away"),
            state("a1", AgentState.SIGNED_OUT, 120),
            AgentSignedIn(at=sample.NOON + 600, agent_id="a1"),
            state("a1", AgentState.READY, 600),
        )
        await watch.look()
        (found,) = await hints(desk)
        assert (found.fact, found.proof.words) == ("away", "12:00～12:10 离线 10 分钟")


def state(agent_id: str, now: AgentState, after_s: float, reason: str = "") -> AgentStateChanged:
    return AgentStateChanged(at=sample.NOON + after_s, agent_id=agent_id, state=now, reason=reason)


async def test_a_shift_is_looked_at_once_half_an_hour_after_its_end(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        watch = watch_of(desk)
        ends = sample.NOON + 4 * 3600
        await watch.look_at_shifts(sample.NOON)
        crew = (CrewMember(agent_id="a1", name="李娜"),)
        await desk.log.append_desk(
            ShiftStaffed(
                at=sample.NOON,
                day=date(2026, 11, 23),
                shift="morning",
                zh="早班",
                en="Morning",
                since=sample.NOON,
                until=ends,
                agent_id="chief",
                crew=crew,
            ),
            state("a1", AgentState.READY, 900),
            state("a1", AgentState.SIGNED_OUT, 4 * 3600 + 60),
        )
        await watch.look_at_shifts(ends + 60)
        assert await hints(desk) == []
        await watch.look_at_shifts(ends + 1800)
        await watch.look_at_shifts(ends + 1900)
        found = {one.fact: one.proof.words for one in await hints(desk)}
        assert found["shift_late_11_to_30"] == "早班 12:00～16:00：12:15 签入，迟到 15 分钟"
        assert found.keys() == {"shift_late_11_to_30", "not_handed_over"}


async def test_a_report_that_waited_is_a_hint_about_the_supervisor_who_took_it(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        watch = watch_of(desk)
        await watch.look()
        chief, manager = (
            UserRow(login=role, name=role, surname="", role=role, active=True, password_hash="")
            for role in (Role.SUPERVISOR, Role.PROPERTY_MANAGER)
        )
        async with desk.database.writing() as session:
            session.add_all((chief, manager))

        def taken(name: str, waited_s: float | None, by: UserRow = chief) -> IncidentTaken:
            return IncidentTaken(
                at=sample.NOON, incident_id=name, agent_id=str(by.id), name="", note="已派人", waited_s=waited_s
            )

        await desk.log.append_desk(
            taken("i1", 59.0), taken("i2", 700.0), taken("i3", 700.0, manager), taken("i4", None), taken("i5", 61.0)
        )
        await watch.look()
        found = {one.fact: one for one in await hints(desk)}
        assert found.keys() == {"incident_1_to_10", "incident_11_to_30"}
        late = found["incident_11_to_30"]
        assert (late.rule, late.proof.words) == ("PEN-4-8", "报告后 12 分钟接手：已派人")
        assert await cases(desk) == []
        shelf = HintShelf(desk.database, desk.log, LIBRARY.penalties, ZONE)
        with pytest.raises(Forbidden):
            await shelf.dismiss(late.hint_id, "路上", replace(sample.person(), agent_id=str(chief.id)))
