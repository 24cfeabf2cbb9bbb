"""The clocks of one ticket: begun, stopped, paused, resumed, given more time, void (SLA-1..11). Pure.

A clock is never taken away: what has ended stands behind those that run. At most one of a kind (`SLA-7:replied`) runs
or is paused at a time; one that begins again makes the one before it void. Knows no fact and no ticket; which fact
does what to which clock is `api.tickets.fold`.
"""

from collections.abc import Callable, Collection
from functools import partial

from msgspec.structs import replace

from scripts_lib.model import Clock, ClockState, Stop

LIVE = (ClockState.RUNNING, ClockState.PAUSED)
_ORDER = {ClockState.RUNNING: 0, ClockState.PAUSED: 1}
_OLD_STOPS = {
    "SLA-1": Stop.SIGNED,
    "SLA-2": Stop.PASSED_UP,
    "SLA-3": Stop.PASSED_UP,
    "SLA-4": Stop.DONE,
    "SLA-5": Stop.DONE,
    "SLA-8": Stop.DONE,
    "SLA-10": Stop.FOLLOWED_UP,
    "提出解决方案": Stop.PROPOSED,
    "首次回复业主": Stop.REPLIED,
    "重大投诉给业主明确答复": Stop.CLEAR_ANSWER,
    "重大投诉处理完毕": Stop.DONE,
}
"""What ends a clock that was logged before clocks said so themselves, by its text or its rule."""

Clocks = tuple[Clock, ...]


def in_order(clocks: Clocks) -> Clocks:
    """Running ones first, nearest due first; then paused ones, then those that have ended."""
    return tuple(sorted(clocks, key=lambda one: (_ORDER.get(one.state, 2), one.due)))


def begun(clocks: Clocks, new: Clocks, at: float) -> Clocks:
    """With these beside; one of the same kind that is still live becomes void."""
    for clock in map(named, new):
        kind = clock.clock_id
        clocks = void(clocks, partial(_is_of, kind), at)
        count = sum(kind_of(one) == kind for one in clocks)
        clocks = (*clocks, replace(clock, clock_id=f"{kind}#{count + 1}") if count else clock)
    return in_order(clocks)


def stopped(clocks: Clocks, by: Collection[Stop], at: float) -> Clocks:
    """What these end has ended at `at`: met when not later than due, else missed."""
    return in_order(tuple(_ended(one, at) if _live(one) and named(one).stop in by else one for one in clocks))


def all_stopped(clocks: Clocks, at: float) -> Clocks:
    """Everything that is live has ended at `at`."""
    return in_order(tuple(_ended(one, at) if _live(one) else one for one in clocks))


def void(clocks: Clocks, which: Callable[[Clock], bool], at: float) -> Clocks:
    """Live clocks of these are not asked for any more."""
    return in_order(
        tuple(
            replace(one, state=ClockState.VOID, stopped_at=at, paused_at=None) if _live(one) and which(one) else one
            for one in clocks
        )
    )


def paused(clocks: Clocks, at: float) -> Clocks:
    """Every running clock stands still from `at`."""
    return in_order(
        tuple(
            replace(one, state=ClockState.PAUSED, paused_at=at) if one.state is ClockState.RUNNING else one
            for one in clocks
        )
    )


def resumed(clocks: Clocks, at: float) -> Clocks:
    """Every paused clock runs on; it is due later by as long as it stood."""
    return in_order(tuple(_resumed(one, at) if one.state is ClockState.PAUSED else one for one in clocks))


def extended(clocks: Clocks, clock_id: str, until: float) -> Clocks:
    """More time was granted for this clock. It holds for whatever else measures the same end (SLA-8 beside SLA-4 or
    SLA-5) and has no one of its own who could grant it, but not for one that would be due later anyway."""
    asked = next((one for one in clocks if one.clock_id == clock_id and _live(one)), None)
    if asked is None:
        return clocks
    return in_order(
        tuple(
            replace(one, due=until, first_due=one.due if one.first_due is None else one.first_due, passed=False)
            if one is asked or (_live(one) and one.stop is asked.stop and one.extend_by is None and one.due < until)
            else one
            for one in clocks
        )
    )


def passed(clocks: Clocks, clock_id: str) -> Clocks:
    """It was told that this clock's limit has passed."""
    return tuple(replace(one, passed=True) if one.clock_id == clock_id else one for one in clocks)


def running(clocks: Clocks) -> Clocks:
    """Those that run."""
    return tuple(one for one in clocks if one.state is ClockState.RUNNING)


def next_due(clocks: Clocks) -> float | None:
    """The nearest due time of those that run."""
    return min((one.due for one in running(clocks)), default=None)


def next_pass(clocks: Clocks) -> float | None:
    """When the next limit passes that nobody was told of yet."""
    return min((one.due for one in running(clocks) if not one.passed), default=None)


def kind_of(clock: Clock) -> str:
    """What it measures, without its number among its kind: `SLA-7:replied`."""
    return named(clock).clock_id.partition("#")[0]


def named(clock: Clock) -> Clock:
    """The clock with what ends it and its id, which the oldest entries of a log lack."""
    if clock.stop is not None:
        return clock
    stop = _OLD_STOPS.get(clock.what.zh) or _OLD_STOPS.get(clock.rule, Stop.DONE)
    return replace(clock, stop=stop, clock_id=f"{clock.rule}:{stop}")


def _is_of(kind: str, clock: Clock) -> bool:
    return kind_of(clock) == kind


def _live(clock: Clock) -> bool:
    return clock.state in LIVE


def _ended(clock: Clock, at: float) -> Clock:
    """One that was paused ends as if it had been resumed at that moment."""
    ran = named(_resumed(clock, at) if clock.state is ClockState.PAUSED else clock)
    return replace(ran, state=ClockState.MET if at <= ran.due else ClockState.MISSED, stopped_at=at)


def _resumed(clock: Clock, at: float) -> Clock:
    stood = max(0.0, at - clock.paused_at) if clock.paused_at is not None else 0.0
    return replace(
        clock, state=ClockState.RUNNING, due=clock.due + stood, paused_at=None, paused_s=clock.paused_s + stood
    )
