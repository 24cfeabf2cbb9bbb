"""The book of a day: every figure of a simulated day of 2,000 calls against what was decided, and its odd cases."""

from msgspec.structs import replace

from api.figures.book import Book
from api.figures.events import DeskStarted
from api.figures.levels import LevelRule
from api.log_events import AgentStateChanged, CallMoved
from api.schemas import Figures, LevelFormula, Ratio
from telephony.cadence import CADENCES
from telephony.events import AgentState, EndCause
from tests.simulated_day import ERROR_MS, MIDNIGHT, Fate, SimCall, simulate
from tests.unit.api import desk_samples as sample

CN = CADENCES["CN"]
RULE = LevelRule()
S = AgentState
DAY = simulate()
END = MIDNIGHT + 86_400.0


def folded(upto: int | None = None, rule: LevelRule = RULE) -> Book:
    book = Book(CN, rule, MIDNIGHT)
    for entry in DAY.entries[:upto]:
        book.receive(entry.event, entry.stream_id, entry.line_id)
    return book


BOOK = folded()


def of(*fates: Fate) -> list[SimCall]:
    return [one for one in DAY.calls if one.fate in fates]


def test_every_count_of_a_simulated_day_is_what_was_decided() -> None:
    got = BOOK.figures(END)
    answered, given_up = of(Fate.ANSWERED), of(Fate.GIVEN_UP, Fate.REFUSED)
    assert got.calls == 2000 - len(of(Fate.OURS))
    assert (got.answered, got.given_up) == (len(answered), len(given_up))
    assert got.given_up_short == sum(one.wait_ms < 5_000 for one in given_up)
    assert (got.turned_away, got.elsewhere) == (len(of(Fate.REFUSED)), len(of(Fate.MESSAGE)))
    assert (got.waiting, got.outgoing) == (0, len(of(Fate.OURS)))
    assert min(got.answered, got.given_up, got.elsewhere, got.outgoing, got.given_up_short) > 10


def test_every_time_of_a_simulated_day_is_what_was_decided() -> None:
    got, answered = BOOK.figures(END), of(Fate.ANSWERED)
    assert got.wait_ms == sum(one.wait_ms for one in answered)
    assert got.longest_wait_ms == max(one.wait_ms for one in of(Fate.ANSWERED, Fate.GIVEN_UP, Fate.REFUSED))
    assert (got.handled, got.talk_ms) == (len(answered), sum(one.talk_ms for one in answered))
    assert got.held_ms == sum(one.held_ms for one in answered) > 0
    assert got.wrap_up_ms == sum(one.wrap_ms for one in answered)
    assert got.asa_ms == got.wait_ms / len(answered)
    assert got.aht_ms == sum(one.talk_ms + one.wrap_ms for one in answered) / len(answered)


def test_both_readings_of_three_rings_are_what_was_decided() -> None:
    got, answered, given_up = BOOK.figures(END), of(Fate.ANSWERED), of(Fate.GIVEN_UP)
    for rate, limit in ((got.rings, 15_000), (got.strict, 11_000)):
        assert rate.met == sum(one.wait_ms < limit - ERROR_MS for one in answered)
        assert rate.missed == sum(one.wait_ms > limit + ERROR_MS for one in answered)
        assert rate.cannot_tell == len(answered) - rate.met - rate.missed
        assert rate.given_up == sum(one.wait_ms > limit for one in given_up)
        assert rate.value == rate.met / (rate.met + rate.missed)


def test_the_service_level_of_a_simulated_day_is_what_was_decided_by_every_formula() -> None:
    level = BOOK.figures(END).level
    answered, given_up = of(Fate.ANSWERED), of(Fate.GIVEN_UP, Fate.REFUSED)
    in_time = sum(one.wait_ms <= 15_000 for one in answered)
    early = sum(one.wait_ms <= 15_000 for one in given_up)
    everybody = len(answered) + len(given_up)
    assert level.values == {
        LevelFormula.ANSWERED: Ratio(part=in_time, whole=len(answered)),
        LevelFormula.GIVEN_UP_COUNTED: Ratio(part=in_time + early, whole=everybody),
        LevelFormula.GIVEN_UP_LEFT_OUT: Ratio(part=in_time, whole=everybody - early),
        LevelFormula.OFFERED: Ratio(part=in_time, whole=everybody),
    }
    assert level.value == in_time / everybody


def test_agents_time_is_what_was_decided_with_the_last_span_up_to_the_moment() -> None:
    got = BOOK.figures(END)
    last = {}
    for entry in DAY.entries:
        if isinstance(entry.event, AgentStateChanged):
            last[entry.event.agent_id] = entry.event
    assert {one.state for one in last.values()} == {S.READY}
    running = sum(round((END - one.at) * 1000) for one in last.values())
    spent = {state: sum(ms for (_, one), ms in DAY.spent_ms.items() if one is state) for state in S}
    assert got.ready_ms == spent[S.READY] + running
    assert got.busy_ms == spent[S.RESERVED] + spent[S.TALKING] + spent[S.WRAP_UP]
    assert got.paused_ms == spent[S.PAUSED]
    assert got.occupancy == got.busy_ms / (got.busy_ms + got.ready_ms)


def test_queues_and_agents_add_up_to_the_whole() -> None:
    whole = BOOK.figures(END)
    queues = [BOOK.queue(one) for one in ("hotline", "lift")]
    agents = [BOOK.agent(f"agent-{number:02d}", END) for number in range(20)]
    assert sum(one.answered for one in queues) == sum(one.answered for one in agents) == whole.answered
    assert sum(one.given_up for one in queues) == whole.given_up
    assert sum(one.busy_ms for one in agents) == whole.busy_ms
    assert queues[1].answered == sum(one.queue == "lift" for one in of(Fate.ANSWERED))
    one = BOOK.agent("agent-03", END)
    assert one.talk_ms == sum(call.talk_ms for call in of(Fate.ANSWERED) if call.agent == "agent-03")


def test_at_any_moment_of_the_day_no_call_is_lost() -> None:
    book = Book(CN, RULE, MIDNIGHT)
    for number, entry in enumerate(DAY.entries):
        book.receive(entry.event, entry.stream_id, entry.line_id)
        if number % 400 == 0:
            got = book.figures(entry.event.at)
            assert got.calls == got.answered + got.given_up + got.elsewhere + got.waiting
            assert got.waiting >= 0


def test_midnight_begins_anew_and_cuts_agents_time() -> None:
    book = folded()
    book.new_day(END)
    got = book.figures(END + 60)
    assert (got.calls, got.answered, got.wait_ms, got.busy_ms) == (0, 0, 0, 0)
    assert got.ready_ms == 20 * 60_000


def test_a_call_that_is_still_answered_counts_and_its_talk_does_not_yet() -> None:
    book = Book(CN, RULE, sample.NOON - 3600)
    for event in sample.whole_call()[:3]:
        book.receive(event, "s1", "line-1")
    got = book.figures(sample.NOON + 30)
    assert (got.answered, got.handled, got.talk_ms, got.wait_ms) == (1, 0, 0, 8250)
    book.receive(sample.ended(), "s1", "line-1")
    assert book.figures(sample.NOON + 90).talk_ms == 60_000


def test_a_line_that_died_ends_its_calls_and_their_length_counts_for_nothing() -> None:
    book = Book(CN, RULE, sample.NOON - 3600)
    for event in sample.whole_call()[:4]:
        book.receive(event, "s1", "line-1")
    book.receive(sample.started("line-1", sample.NOON + 500), "s2", "line-1")
    got = book.figures(sample.NOON + 600)
    assert (got.answered, got.handled, got.talk_ms) == (1, 0, 0)
    book.receive(sample.ended(), "s1", "line-1")
    assert book.figures(sample.NOON + 600) == got


def test_an_event_that_comes_twice_counts_once() -> None:
    book = Book(CN, RULE, sample.NOON - 3600)
    for event in (*sample.whole_call(), *sample.whole_call()):
        book.receive(event, "s1", "line-1")
    got = book.figures(sample.NOON + 600)
    assert (got.calls, got.answered, got.handled) == (1, 1, 1)


def test_a_call_that_was_moved_counts_for_its_last_queue() -> None:
    book = folded(rule=replace(RULE, in_force=LevelFormula.ANSWERED))
    call = of(Fate.ANSWERED)[0]
    before = book.queue("night").calls
    book.receive(CallMoved(at=END, call_id=call.call_id, queue="night"))
    assert (before, book.queue("night").calls) == (0, 1)
    assert book.figures(END).calls == BOOK.figures(END).calls


def test_a_desk_that_died_ends_everybodys_time_where_the_log_ends() -> None:
    book = folded()
    before = book.figures(END)
    book.receive(DeskStarted(at=END + 3600, version="1", last_at=END))
    assert replace(book.figures(END + 7200), level=before.level) == before


def test_the_longest_wait_and_waiting_callers_are_told_before_anybody_answers() -> None:
    book = Book(CN, RULE, sample.NOON - 3600)
    book.receive(sample.arrived(), "s1", "line-1")
    assert book.figures(sample.NOON + 5).waiting == 1
    gone = sample.ended(cause=EndCause.ABANDONED, ended_ms=16_000.0)
    book.receive(gone, "s1", "line-1")
    got: Figures = book.figures(sample.NOON + 20)
    assert (got.waiting, got.given_up, got.rings.given_up, got.longest_wait_ms) == (0, 1, 1, 16_000)
