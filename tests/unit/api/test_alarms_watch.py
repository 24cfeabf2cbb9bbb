"""All alarms over boards: what each kind reads, what is told once, in which words; callers turned away of late."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from api.alarms.events import AlarmAcknowledged, AlarmCleared, AlarmRaised
from api.alarms.lately import WINDOW_S, Lately
from api.alarms.readings import READINGS, reading
from api.alarms.rules import FALLS, OF_THE_MACHINE, AlarmKind, AlarmRule, completed, usual
from api.alarms.watch import Watch
from api.alarms.words import WORDS, say
from api.log_events import AnyEvent
from api.mail.alarm_letters import STALE_S, AlarmLetters
from api.mail.compose import From
from api.mail.settings import MailSettings
from api.mail.tables import SentMailRow
from api.outbox.follower import Entry
from api.schemas import (
    AgentNow,
    Board,
    Figures,
    LevelFormula,
    MachineNow,
    QueueFigures,
    RingRate,
    ServiceLevel,
    TicketsNow,
    WaitingNow,
)
from telephony.events import AgentState
from tests.unit.api import desk_samples as sample

K = AlarmKind
LIFT = "电梯应急"
LEVEL = ServiceLevel(target_ms=15_000, in_force=LevelFormula.OFFERED, values={})


def rule(kind: AlarmKind, **more: object) -> AlarmRule:
    falls = kind in FALLS
    fields = {"kind": kind, "limit": 1, "clear": 2 if falls else 0, "clear_s": 0} | more
    return AlarmRule.model_validate(fields)


def agent(state: AgentState, reason: str = "", *, away: bool = False) -> AgentNow:
    return AgentNow(
        agent_id=f"{state}{reason}", name="李明", team="", state=state, state_ms=0, reason=reason, away=away
    )


def caller(waited_ms: int, queue: str = "投诉热线", *, callback: bool = False) -> WaitingNow:
    return WaitingNow(
        call_id=str(waited_ms), queue=queue, queue_id=queue, rings=1, waited_ms=waited_ms, callback=callback
    )


def board(**more: object) -> Board:
    made = Board(
        at=1_000.0, since=0.0, today=Figures(level=LEVEL), waiting=(), agents=(), tickets=TicketsNow(), alarms=()
    )
    return replace(made, line_up=True, **more)


def figures(met: int, missed: int) -> Figures:
    return Figures(level=LEVEL, rings=RingRate(met=met, missed=missed))


# --- readings and words ---------------------------------------------------------------------------------------------


def test_every_kind_is_read_and_has_words() -> None:
    assert set(WORDS) == set(K)
    assert set(READINGS) | {K.TURNED_AWAY} == set(K)


@pytest.mark.parametrize(
    ("one", "shown", "value"),
    [
        (rule(K.LONG_WAIT), board(), 0.0),
        (rule(K.LONG_WAIT), board(waiting=(caller(9_000), caller(17_200), caller(90_000, callback=True))), 17.2),
        (rule(K.LONG_WAIT, queue=LIFT), board(waiting=(caller(9_000), caller(2_000, LIFT))), 2.0),
        (rule(K.RING_RATE, least=20), board(today=figures(10, 9)), None),
        (rule(K.RING_RATE, least=20), board(today=figures(18, 2)), 90.0),
        (
            rule(K.RING_RATE, least=1, queue=LIFT),
            board(today=figures(9, 1), queues=(QueueFigures(queue_id="lift", name=LIFT, figures=figures(1, 1)),)),
            50.0,
        ),
        (rule(K.NOBODY_READY), board(waiting=(caller(1), caller(2))), 2.0),
        (rule(K.NOBODY_READY), board(waiting=(caller(1),), agents=(agent(AgentState.PAUSED),)), 1.0),
        (rule(K.NOBODY_READY), board(waiting=(caller(1),), agents=(agent(AgentState.READY, away=True),)), 1.0),
        (rule(K.NOBODY_READY), board(waiting=(caller(1),), agents=(agent(AgentState.TALKING),)), 0.0),
        (
            rule(K.LEFT_BUSY),
            board(
                agents=(
                    agent(AgentState.PAUSED, "phone_unreached"),
                    agent(AgentState.PAUSED, "no_answer"),
                    agent(AgentState.PAUSED, "break"),
                )
            ),
            2.0,
        ),
        (rule(K.LINE_DOWN), board(), 1.0),
        (rule(K.LINE_DOWN), replace(board(), line_up=False), 0.0),
        (rule(K.DISK), board(), None),
        (rule(K.DISK), board(machine=MachineNow(disk_free_mb=820)), 820.0),
        (rule(K.UNSAVED), board(machine=MachineNow(unsaved_s=7)), 7.0),
        (rule(K.CLOCK), board(machine=MachineNow(clock_off_s=-3_600)), 3_600.0),
        (rule(K.OVERDUE), board(tickets=TicketsNow(open=3, near=1, overdue=2)), 2.0),
    ],
)
def test_what_a_board_says_for_a_rule(one: AlarmRule, shown: Board, value: float | None) -> None:
    assert reading(one, shown) == value


def test_a_site_that_names_alarms_keeps_those_of_the_machine_itself() -> None:
    own = (rule(K.LONG_WAIT, limit=15, clear=5), rule(K.DISK, limit=200, clear=300))
    assert completed(own)[:2] == own
    assert [one.kind for one in completed(own)[2:]] == [K.UNSAVED, K.CLOCK]
    assert completed(usual()) == usual()
    assert set(OF_THE_MACHINE) <= {one.kind for one in usual()}


def test_words_name_the_queue_and_both_figures() -> None:
    told = say(rule(K.LONG_WAIT, limit=15, clear=5, queue=LIFT), 17.25)
    assert told.zh == "电梯应急：来电已等待 17.2 秒，超过 15 秒"
    assert told.en.startswith("电梯应急: a caller has waited 17.2 s")
    assert "2 通来电被拒" in say(rule(K.TURNED_AWAY), 2.0).zh


# --- the watch ------------------------------------------------------------------------------------------------------


def test_an_alarm_is_told_once_acknowledged_once_and_ends() -> None:
    watch = Watch((rule(K.LONG_WAIT, limit=15, clear=5),))
    long = board(waiting=(caller(16_000),))
    (raised,) = watch.look(long, 1.0)
    assert isinstance(raised, AlarmRaised)
    assert watch.look(long, 2.0) == []
    assert watch.views()[0].acknowledged_by == ""
    assert isinstance(watch.acknowledge(raised.alarm_id, "chief", 5.0), AlarmAcknowledged)
    assert watch.acknowledge(raised.alarm_id, "other", 6.0) is None
    assert watch.views()[0].acknowledged_by == "chief"
    (cleared,) = watch.look(board(), 3.0)
    assert isinstance(cleared, AlarmCleared)
    assert (watch.views(), watch.next_deadline) == ((), None)


def test_callers_turned_away_raise_an_alarm_that_ends_by_itself() -> None:
    """LINE-9."""
    watch = Watch((rule(K.TURNED_AWAY),))
    assert watch.look(board(today=Figures(level=LEVEL, turned_away=7)), 0.0) == []  # of before the desk was started
    (raised,) = watch.look(board(today=Figures(level=LEVEL, turned_away=9)), 10.0)
    assert isinstance(raised, AlarmRaised)
    assert raised.value == 2.0
    assert watch.look(board(today=Figures(level=LEVEL, turned_away=9)), 10.0 + WINDOW_S - 1) == []
    (cleared,) = watch.look(board(today=Figures(level=LEVEL, turned_away=9)), 10.0 + WINDOW_S)
    assert isinstance(cleared, AlarmCleared)


def test_a_count_that_begins_anew_at_midnight() -> None:
    lately = Lately(10.0)
    assert [lately.receive(*one) for one in ((5, 0.0), (6, 1.0), (0, 2.0), (1, 3.0), (1, 11.5), (1, 13.0))] == [
        0,
        1,
        1,
        2,
        1,
        0,
    ]


# --- by e-mail ------------------------------------------------------------------------------------------------------

OF = From(sender="客服 <hotline@example.cn>", centre="青山物业客服中心", timezone=sample.ZONE)
DOWN = next(one for one in usual() if one.kind is K.LINE_DOWN)
WAIT = next(one for one in usual() if one.kind is K.LONG_WAIT)


def raised(one: AlarmRule, at: float = sample.NOON) -> AlarmRaised:
    return AlarmRaised(at=at, alarm_id=one.alarm_id, kind=one.kind, queue="", value=0.0, limit=one.limit)


async def letters(folder: Path, settings: MailSettings, *facts: AnyEvent) -> list[tuple[str, str]]:
    entries = [Entry(number=number, event=event) for number, event in enumerate(facts, start=1)]
    async with sample.desk(folder) as desk:
        for _ in range(2):  # the same entries again write nothing
            async with desk.database.writing() as session:
                await AlarmLetters(settings, OF, usual(), lambda: sample.NOON + 60).take(session, entries)
        async with desk.database.reading() as session:
            rows = (await session.scalars(select(SentMailRow).order_by(SentMailRow.cause))).all()
            return [(row.recipient, row.subject) for row in rows]


async def test_alarms_that_are_to_be_mailed_are_and_no_others(tmp_path: Path) -> None:
    settings = MailSettings.load(
        tmp_path, smtp_host="mail.example.cn", sender=OF.sender, alarms=("a@example.cn", "b@example.cn")
    )
    over = AlarmCleared(at=sample.NOON, alarm_id=DOWN.alarm_id, kind=DOWN.kind, queue="", value=1.0)
    stale = raised(DOWN, sample.NOON - STALE_S)
    assert await letters(tmp_path, settings, raised(DOWN), raised(WAIT), over, stale) == [
        ("a@example.cn", "[告警] 线路已断开，来电打不进"),
        ("b@example.cn", "[告警] 线路已断开，来电打不进"),
        ("a@example.cn", "[告警] 已恢复：线路已断开，来电打不进"),
        ("b@example.cn", "[告警] 已恢复：线路已断开，来电打不进"),
    ]


async def test_without_a_server_or_an_address_nobody_is_written_to(tmp_path: Path) -> None:
    assert await letters(tmp_path, MailSettings.load(tmp_path, alarms=("a@example.cn",)), raised(DOWN)) == []
    with pytest.raises(Exception, match="not an e-mail address"):
        MailSettings.load(tmp_path, alarms=("nobody",))
