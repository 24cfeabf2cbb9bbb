"""Sums that are the same in whatever order, and can be taken out again."""

from hypothesis import given
from hypothesis import strategies as st

from api.figures.fact import CallFact
from api.figures.levels import LevelRule
from api.figures.tally import Tally, us
from telephony.cadence import CADENCES, judge
from telephony.events import AgentState

RULE = LevelRule()
MS = st.floats(0, 1e6, allow_nan=False)


def answered(wait: float, talk: float | None, wrap: float) -> CallFact:
    verdicts = judge(CADENCES["CN"], wait, 2.0)
    return CallFact(
        call_id="c",
        arrived_at=0,
        wait_ms=wait,
        verdict=verdicts.verdict,
        strict=verdicts.strict,
        talk_ms=talk,
        wrap_up_ms=wrap,
    )


def given_up(wait: float, away: bool) -> CallFact:
    return CallFact(call_id="c", arrived_at=0, given_up=True, ended_ms=wait, turned_away=away)


FACT = st.one_of(
    st.builds(answered, MS, st.none() | MS, MS),
    st.builds(given_up, MS, st.booleans()),
    st.just(CallFact(call_id="c", arrived_at=0, outgoing=True)),
    st.just(CallFact(call_id="c", arrived_at=0, elsewhere=True)),
    st.just(CallFact(call_id="c", arrived_at=0)),
)


def tally(facts: list[CallFact]) -> Tally:
    made = Tally(RULE)
    for one in facts:
        made.add(one)
    return made


@given(st.lists(FACT, max_size=30), st.randoms())
def test_the_order_does_not_matter(facts: list[CallFact], chance: object) -> None:
    mixed = list(facts)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert tally(mixed).figures() == tally(facts).figures()


@given(st.lists(FACT, max_size=20), st.lists(FACT, max_size=20))
def test_what_was_added_can_be_taken_out(kept: list[CallFact], gone: list[CallFact]) -> None:
    both = tally(kept + gone)
    for one in gone:
        both.add(one, -1)
    got, alone = both.figures(), tally(kept).figures()
    assert (got.calls, got.answered, got.wait_ms, got.talk_ms, got.rings, got.level) == (
        alone.calls,
        alone.answered,
        alone.wait_ms,
        alone.talk_ms,
        alone.rings,
        alone.level,
    )


@given(st.lists(FACT, max_size=30))
def test_every_call_is_in_one_count(facts: list[CallFact]) -> None:
    got = tally(facts).figures()
    assert got.calls + got.outgoing == len(facts)
    assert got.calls == got.answered + got.given_up + got.elsewhere + got.waiting
    assert got.waiting >= 0
    assert got.answered == got.rings.met + got.rings.missed + got.rings.cannot_tell


def test_a_copy_is_its_own() -> None:
    first = tally([answered(1000, 2000, 0)])
    second = first.copy()
    second.add(given_up(1, away=True))
    second.spend(AgentState.READY, us(5))
    assert (first.figures().calls, first.figures().ready_ms) == (1, 0)
    assert (second.figures().calls, second.figures().ready_ms, second.figures().turned_away) == (2, 5, 1)


def test_without_calls_there_are_no_means() -> None:
    got = tally([]).figures()
    assert (got.asa_ms, got.aht_ms, got.occupancy, got.rings.value) == (None, None, None, None)
