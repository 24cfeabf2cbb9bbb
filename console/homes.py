"""What the resident's panel says (FILE-1): who calls, what is owed to the home, its past. Pure: `now` is passed in.

`Finding` is where the question "who calls?" stands for one call; its functions take what happened and give the next
one. `lines` puts it into words, what hurts most first. Neither knows a widget or the desk's wire.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from api.schemas import ENDED, Caller, HomeCall, HomeCard, HomeTicket, Promised, ResidentView, TicketState
from api.schemas.calls import Direction
from console.format import home
from console.texts import Words
from scripts_lib.model import Text

SETTLED = (TicketState.DONE, TicketState.FOLLOWED_UP)
"""The matter itself is done."""

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


class Found(StrEnum):
    """Where the question who calls stands."""

    ASKED = "asked"
    ONE = "one"
    SEVERAL = "several"
    UNKNOWN = "unknown"
    CHOSEN = "chosen"  # by the agent, among several or by search
    AWAY = "away"  # the desk did not answer, or would not


@dataclass(frozen=True)
class Finding:
    """One call's question. What was known stays on show while it is asked again."""

    call_id: str
    found: Found = Found.ASKED
    turn: int = 1
    """Counts the questions: only the answer to the last one is taken."""
    resident_id: str = ""
    """Whom the agent chose."""
    matches: tuple[ResidentView, ...] = ()
    card: HomeCard | None = None
    fault: Text | None = None
    """Why the desk would not; None when it was simply not reached."""

    @property
    def resident(self) -> ResidentView | None:
        """Who calls, where it is known."""
        return self.card.resident if self.card is not None else None


def asked_again(finding: Finding) -> Finding:
    """The desk is asked once more: after a reconnect, or by the agent's retry. An answer it gave stays on show."""
    found = Found.ASKED if finding.found is Found.AWAY else finding.found
    return replace(finding, found=found, turn=finding.turn + 1, fault=None)


def chosen(finding: Finding, resident_id: str) -> Finding:
    """The agent says who it is: that home's card is asked for, and no other home's is shown meanwhile."""
    return replace(asked_again(finding), found=Found.ASKED, resident_id=resident_id, card=None)


def answered(finding: Finding, turn: int, caller: Caller) -> Finding:
    """The desk's answer to question `turn`; an old one changes nothing."""
    if turn != finding.turn:
        return finding
    if finding.resident_id:
        found = Found.CHOSEN
    elif not caller.matches:
        found = Found.UNKNOWN
    else:
        found = Found.ONE if len(caller.matches) == 1 else Found.SEVERAL
    return replace(finding, found=found, matches=caller.matches, card=caller.card, fault=None)


def keepable(finding: Finding | None, number: str) -> bool:
    """Whether the number that called could be written into the book for the resident whom the agent chose."""
    if finding is None or finding.found is not Found.CHOSEN or finding.resident is None or not number:
        return False
    return finding.resident.resident_id not in {one.resident_id for one in finding.matches}


def failed(finding: Finding, turn: int, fault: Text | None) -> Finding:
    """Question `turn` got no answer, or a refusal."""
    return finding if turn != finding.turn else replace(finding, found=Found.AWAY, fault=fault)


# --- repeated complaints ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Repeat:
    """An open ticket of the home, and whether this call is about the same: None while nobody has said."""

    number: str
    same: bool | None


def open_tickets(card: HomeCard | None) -> tuple[HomeTicket, ...]:
    """Tickets that a new complaint may repeat, the most overdue first; last those that wait for their follow-up.

    A matter that was called done and is complained of again is a repeat too: it is closed only after the follow-up.
    """
    tickets = [one for one in card.tickets if one.state not in ENDED] if card is not None else []
    return tuple(sorted(tickets, key=_urgency))


def _urgency(ticket: HomeTicket) -> tuple[bool, bool, float]:
    due = ticket.next_due if ticket.next_due is not None else float("inf")
    return ticket.state in SETTLED, not ticket.overdue, due


def repeat(card: HomeCard | None, kind: str, linked: str, other: str) -> Repeat | None:
    """What to ask about a repeat: of the linked ticket, else of an open one of the same kind. None: nothing to ask.

    `linked` and `other` are the numbers that the agent answered yes and no to; nothing is ever linked by itself.
    """
    if linked:
        return Repeat(linked, True)
    alike = [one.number for one in open_tickets(card) if kind and one.kind == kind]
    unanswered = [number for number in alike if number != other]
    if unanswered:
        return Repeat(unanswered[0], None)
    return Repeat(other, False) if other in alike else None


# --- words --------------------------------------------------------------------------------------------------------


class Tone(StrEnum):
    """How a line is drawn; each has a sign or a word of its own beside its colour."""

    HEAD = "head"
    BAD = "bad"
    PLAIN = "plain"
    MUTED = "muted"


@dataclass(frozen=True)
class HomeLine:
    """One line of the panel. `ticket` is set on a line that can be picked by its digit `mark`."""

    text: str
    tone: Tone = Tone.PLAIN
    mark: str = ""
    ticket: str = ""


@dataclass(frozen=True)
class Telling:
    """How this screen tells: moment, place, language, and the company's words for kinds."""

    now: float
    timezone: str
    words: Words
    lang: str
    kinds: Mapping[str, str]


def lines(finding: Finding, telling: Telling, *, number: str = "", linked: str = "") -> tuple[HomeLine, ...]:
    """The panel's lines, most important first. `number` is the caller's, `linked` the ticket this repeats."""
    said = [*_standing(finding, telling.words, telling.lang, number)]
    card = finding.card
    if card is None:
        return tuple(said)
    if card.resident is not None:
        mine = telling.words("resident.chosen") if finding.resident_id else ""
        name = telling.words("resident.head", name=card.resident.name, home=home(card.resident, telling.lang))
        said.append(HomeLine(name + mine, Tone.HEAD))
    # While it is open who calls, digits choose among the several.
    said += _body(card, telling, linked, pick=finding.found is not Found.SEVERAL)
    if card.resident is not None and not (card.tickets or card.calls or card.promise):
        said.append(HomeLine(telling.words("resident.quiet"), Tone.MUTED))
    return tuple(said)


def _standing(finding: Finding, words: Words, lang: str, number: str) -> list[HomeLine]:
    match finding.found:
        case Found.ASKED:
            return [HomeLine(words("resident.asked"), Tone.MUTED)]
        case Found.AWAY if finding.fault is None:
            return [HomeLine(words("resident.away"), Tone.BAD)]
        case Found.AWAY:
            assert finding.fault is not None
            return [HomeLine(words("resident.refused", why=finding.fault.of(lang)), Tone.BAD)]
        case Found.SEVERAL:
            return [HomeLine(words("resident.several", count=len(finding.matches)), Tone.HEAD)]
        case Found.UNKNOWN:
            who = words("resident.unknown") if number else words("resident.withheld")
            return [HomeLine(who, Tone.HEAD), HomeLine(words("resident.offer"))]
    return []


def _body(card: HomeCard, telling: Telling, linked: str, *, pick: bool) -> list[HomeLine]:
    words = telling.words
    tickets = _ticket_lines(card, telling, linked, pick=pick)
    promise = [_promise_line(card.promise, telling)] if card.promise is not None else []
    said = [one for one in (*tickets, *promise) if one.tone is Tone.BAD]
    if card.resident is not None and card.resident.note:
        said.append(HomeLine(words("resident.note", note=card.resident.note)))
    said += [one for one in (*tickets, *promise) if one.tone is not Tone.BAD]
    if card.household and card.resident is not None:
        said.append(HomeLine(words("resident.household", names="、".join(one.name for one in card.household))))
    if card.calls:
        said.append(HomeLine(words("resident.calls"), Tone.MUTED))
        said += [HomeLine(_call(one, telling), Tone.PLAIN) for one in card.calls]
    return said


def _ticket_lines(card: HomeCard, telling: Telling, linked: str, *, pick: bool) -> list[HomeLine]:
    """Open tickets with a digit to pick them by."""
    return [
        HomeLine(
            (telling.words("resident.linked") if one.number == linked else "") + _ticket(one, telling),
            _tone(one, telling.now),
            mark=str(place) if pick and place < 10 else "",
            ticket=one.number if pick else "",
        )
        for place, one in enumerate(open_tickets(card), 1)
    ]


def _tone(ticket: HomeTicket, now: float) -> Tone:
    """Late is also one whose time has passed since the desk answered."""
    if ticket.state in SETTLED:
        return Tone.MUTED
    late = ticket.overdue or (ticket.next_due is not None and ticket.next_due <= now)
    return Tone.BAD if late else Tone.PLAIN


def _ticket(ticket: HomeTicket, telling: Telling) -> str:
    words, due, now = telling.words, ticket.next_due, telling.now
    if ticket.state in SETTLED:
        asked = ticket.state is TicketState.FOLLOWED_UP
        state = words("resident.ticket.asked" if asked else "resident.ticket.done")
    elif due is not None and due <= now:
        state = words("resident.ticket.late", span=span(now - due, words))
    elif ticket.overdue:
        state = words("resident.ticket.over")
    elif due is not None:
        state = words("resident.ticket.due", at=day(due, telling), span=span(due - now, words))
    else:
        state = words("resident.ticket.open")
    kind = telling.kinds.get(ticket.kind, ticket.kind)
    return words("resident.ticket", state=state, kind=kind, matter=ticket.matter, number=ticket.number)


def _promise_line(promise: Promised, telling: Telling) -> HomeLine:
    words = telling.words
    said = {"what": promise.what, "agent": promise.agent_name}
    if promise.kept:
        return HomeLine(words("resident.promise.kept", **said), Tone.MUTED)
    if promise.by <= telling.now:
        late = span(telling.now - promise.by, words)
        return HomeLine(words("resident.promise.broken", span=late, **said), Tone.BAD)
    left = span(promise.by - telling.now, words)
    return HomeLine(words("resident.promise.open", at=day(promise.by, telling), span=left, **said))


def _call(call: HomeCall, telling: Telling) -> str:
    words = telling.words
    about = call.about or words("resident.call.no_about" if call.talked else "resident.call.missed")
    ours = words("resident.call.ours") if call.direction is Direction.OUTGOING else ""
    agent = words("resident.call.agent", name=call.agent_name) if call.agent_name else ""
    return words("resident.call", at=_date(call.at, telling), about=ours + about, agent=agent)


def span(seconds: float, words: Words) -> str:
    """A length of time in its largest unit, rounded down; never less than a minute."""
    if seconds < HOUR:
        return words("span.minutes", count=max(1, int(seconds // MINUTE)))
    if seconds < DAY:
        return words("span.hours", count=int(seconds // HOUR))
    return words("span.days", count=int(seconds // DAY))


def day(at: float, telling: Telling) -> str:
    """Unix seconds as people say it: today, yesterday and tomorrow with the hour, else month and day with it."""
    zone = ZoneInfo(telling.timezone)
    then, today = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(telling.now, zone).date()
    time = f"{then:%H:%M}"
    for key, days in (("at.today", 0), ("at.yesterday", -1), ("at.tomorrow", 1)):
        if then.date() == today + timedelta(days=days):
            return telling.words(key, time=time)
    return f"{then:%m-%d %H:%M}"


def _date(at: float, telling: Telling) -> str:
    """The same for what is past: the hour matters for a day or two only, the year once it is another."""
    zone = ZoneInfo(telling.timezone)
    then, today = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(telling.now, zone)
    if (today.date() - then.date()).days <= 1:
        return day(at, telling)
    return f"{then:%m-%d}" if then.year == today.year else f"{then:%Y-%m-%d}"
