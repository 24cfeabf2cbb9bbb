"""The board as rows of text: figures, formulas, who waits, agents, alarms. Pure; knows no widget.

`later_ms` is how long ago the board came, for clocks that run on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.schemas import AgentNow, AlarmView, Board, Figures, LevelFormula, Ratio, WaitingNow
from console.format import clock, tenths
from console.texts import TEXTS, Words
from telephony.events import AgentState

MUTED = "dim"
"""Of less weight. Not `$text-muted`: a table knows no background to reckon it from, and draws it black."""


@dataclass(frozen=True)
class Row:
    """One row of a table: its key, its cells, and the style of the whole."""

    key: str
    cells: tuple[str, ...]
    style: str = ""


@dataclass(frozen=True)
class Pair:
    """A figure with its name."""

    name: str
    value: str
    style: str = ""


def per_cent(value: float | None, words: Words) -> str:
    """A rate with one decimal, or a dash."""
    return words("fig.none") if value is None else f"{100 * value:.1f}%"


def seconds(ms: float | None, words: Words) -> str:
    """Milliseconds as seconds with one decimal, or a dash."""
    return words("fig.none") if ms is None else words("fig.seconds", value=tenths(round(ms)))


def length(ms: float | None, words: Words) -> str:
    """Milliseconds as a clock, or a dash."""
    return words("fig.none") if ms is None else clock(round(ms))


def longest_ms(board: Board, later_ms: int) -> int:
    """How long the first in the queue has waited."""
    waits = [one.waited_ms + later_ms for one in board.waiting if not one.callback]
    return max(waits, default=0)


def figures(board: Board, later_ms: int, limit_ms: int, words: Words) -> tuple[Pair, ...]:
    """Today's figures, the most pressing first."""
    today, longest = board.today, longest_ms(board, later_ms)
    callers = len(board.waiting) - board.callbacks_due
    tickets = board.tickets
    return (
        Pair(words("fig.waiting"), str(callers), "bold $text-warning" if callers else ""),
        Pair(words("fig.longest"), clock(longest), "bold $text-error" if longest > limit_ms else ""),
        *ring_figures(today, words),
        Pair(words("fig.calls"), str(today.calls)),
        Pair(words("fig.answered"), str(today.answered)),
        Pair(words("fig.given_up"), str(today.given_up)),
        Pair(words("fig.short"), str(today.given_up_short)),
        Pair(words("fig.turned_away"), str(today.turned_away), "$text-error" if today.turned_away else ""),
        Pair(words("fig.elsewhere"), str(today.elsewhere)),
        Pair(words("fig.asa"), seconds(today.asa_ms, words)),
        Pair(words("fig.aht"), length(today.aht_ms, words)),
        Pair(words("fig.occupancy"), per_cent(today.occupancy, words)),
        Pair(words("fig.callbacks"), str(board.callbacks_due)),
        Pair(words("fig.duty"), str(board.duty_open)),
        Pair(words("fig.tickets"), str(tickets.near), "$text-warning" if tickets.near else ""),
        Pair(words("fig.overdue"), str(tickets.overdue), "bold $text-error" if tickets.overdue else ""),
    )


def ring_figures(today: Figures, words: Words) -> tuple[Pair, ...]:
    """The three-ring rate in both readings, with what cannot be told apart (LINE-1)."""
    rate = today.rings.value
    low = rate is not None and rate < 1
    return (
        Pair(words("fig.rings"), per_cent(rate, words), "bold $text-warning" if low else "bold $text-success"),
        Pair(words("fig.strict"), per_cent(today.strict.value, words)),
        Pair(words("fig.untold"), str(today.rings.cannot_tell)),
        Pair(words("fig.late"), str(today.rings.given_up)),
    )


def levels(today: Figures, words: Words) -> tuple[Row, ...]:
    """The service level by every formula; the one in force is marked."""
    return tuple(
        Row(
            formula,
            (
                "●" if formula is today.level.in_force else " ",
                words(f"level.{formula}"),
                per_cent(ratio.value, words),
                f"{ratio.part}/{ratio.whole}",
            ),
            "bold" if formula is today.level.in_force else "",
        )
        for formula, ratio in _in_order(today)
    )


def _in_order(today: Figures) -> list[tuple[LevelFormula, Ratio]]:
    return [(one, today.level.values[one]) for one in LevelFormula if one in today.level.values]


def waiting(board: Board, later_ms: int, plan: tuple[int, int], words: Words) -> tuple[Row, ...]:
    """Who waits; `plan` is the ring's period and the three-ring limit in milliseconds."""
    return tuple(_waiting(one, one.waited_ms + later_ms, plan, words) for one in board.waiting)


def _waiting(one: WaitingNow, waited_ms: int, plan: tuple[int, int], words: Words) -> Row:
    period, limit = plan
    if one.callback:
        ring, style = words("sup.callback"), MUTED
    elif one.rings == 0:
        ring, style = words("sup.machine"), "$text-error"
    else:
        ring = str(waited_ms // period + 1)
        style = "bold $text-error" if waited_ms > limit else "$text-warning" if waited_ms > limit - period else ""
    return Row(one.call_id, (ring, clock(waited_ms), one.queue, one.offered_to), style)


STYLES = {"ready": "$text-success", "reserved": "$text-warning", "talking": "$text-primary", "paused": MUTED}


def agents(board: Board, later_ms: int, words: Words, reasons: Mapping[str, str]) -> tuple[Row, ...]:
    """Everybody who is signed in. `reasons` are the catalogue's pauses by name."""
    return tuple(_agent(one, later_ms, words, reasons) for one in board.agents)


def _agent(one: AgentNow, later_ms: int, words: Words, reasons: Mapping[str, str]) -> Row:
    state = words(f"state.{one.state}")
    if one.reason:
        key = "sup.paused_for" if one.state is AgentState.PAUSED else "sup.then"
        state = words(key, state=state, reason=reason_of(one.reason, words, reasons))
    if one.away:
        state = f"{state}·{words('sup.away')}"
    cells = (
        one.name,
        clock(one.state_ms + later_ms),
        state,
        str(one.answered),
        str(one.met),
        str(one.missed) if one.missed else "",
        one.team,
    )
    return Row(one.agent_id, cells, "$text-error" if one.away else STYLES.get(one.state, ""))


def reason_of(reason: str, words: Words, reasons: Mapping[str, str]) -> str:
    """A pause's reason in words: one of the catalogue's, or one that the desk gave."""
    text = f"paused.{reason}"
    return reasons.get(reason) or (words(text) if text in TEXTS else reason)


def alarms(raised: Sequence[AlarmView], at: float, names: dict[str, str], lang: str, words: Words) -> tuple[str, ...]:
    """What is raised, oldest first, and who takes care of it."""
    made = []
    for one in raised:
        what = one.zh if lang == "zh" else one.en
        time = clock(round((at - one.since) * 1000))
        who = names.get(one.acknowledged_by, one.acknowledged_by)
        made.append(
            words("sup.alarm_by", what=what, time=time, who=who) if who else words("sup.alarm", what=what, time=time)
        )
    return tuple(made)
