"""What is reported at once (SEC-2), as rows and lines of text. Pure; `at` is the desk's time of day, Unix seconds."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from api.schemas.incidents import INCIDENT_NAMES, REPORTED_BY_HAND, IncidentKind, IncidentNow, IncidentView
from console.format import clock
from console.texts import Words

BANNER = 2
"""Lines of the banner at most; more are counted."""
LONGEST_WORDS = 24


def kind_name(kind: str, lang: str) -> str:
    """The rule's words; the name itself where a newer desk knows more kinds."""
    return INCIDENT_NAMES[IncidentKind(kind)].of(lang) if kind in list(IncidentKind) else kind


def kinds(lang: str) -> list[tuple[str, str]]:
    """What is chosen from by digit: value and words."""
    return [(kind, INCIDENT_NAMES[kind].of(lang)) for kind in REPORTED_BY_HAND]


def banner(waiting: Sequence[IncidentNow], at: float, words: Words, lang: str) -> tuple[str, ...]:
    """What nobody has taken yet, oldest first; the first line says by which key it is taken."""
    said = [_line(one, at, words, lang) for one in waiting[:BANNER]]
    if said:
        said[0] += words("inc.banner_keys")
    if len(waiting) > BANNER:
        said.append(words("inc.more", count=len(waiting) - BANNER))
    return tuple(said)


def _line(one: IncidentNow, at: float, words: Words, lang: str) -> str:
    kind = " ".join(part for part in (kind_name(one.kind, lang), one.ticket_number) if part)
    return words("inc.banner", kind=kind, name=one.name or words("inc.by_itself"), time=_for(at - one.at))


def cells(one: IncidentView, at: float, zone: ZoneInfo, words: Words, lang: str) -> tuple[str, ...]:
    """A row: whether somebody has it, what, in which words, by whom, when."""
    if one.waited_s is None:
        state = words("inc.waits", time=_for(at - one.at))
    else:
        state = words("inc.taken_after", time=_for(one.waited_s))
    said = one.words or one.ticket_number
    return (
        state,
        kind_name(one.kind, lang),
        said if len(said) <= LONGEST_WORDS else f"{said[: LONGEST_WORDS - 1]}…",
        one.name or words("inc.by_itself"),
        f"{datetime.fromtimestamp(one.at, zone):%m-%d %H:%M}",
    )


def detail(one: IncidentView, words: Words) -> str:
    """What the row has no room for."""
    taken = words("inc.taken_by", name=one.taker, note=one.note) if one.taken_at is not None else ""
    return "  ".join(part for part in (one.words, one.ticket_number, taken) if part)


def _for(seconds: float) -> str:
    return clock(max(0, round(seconds * 1000)))
