"""The hand-over between shifts in words (LINE-6): how a note stands to me, what it says. Pure: `now` is passed in.

Knows no widget and no key. The open complaints of a note are those of its own moment, not of the reader's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from msgspec.structs import asdict

from api.schemas import HandoverNote, HomeTicket, NewHandover, TicketState
from console.format import moment
from console.homes import DAY, HOUR, SETTLED, HomeLine, Telling, Tone, day

PARTS = ("business", "notices", "suggestions", "complaints", "equipment")
"""The five parts of the record, in its order; the names of `NewHandover`."""
UNREAD_S = 2 * DAY
"""Older notes are history: nobody has to sign them any more (`HandoverPage.unread`)."""
SHIFT_S = HOUR
"""Who was here for less has nothing to hand over."""


class Standing(StrEnum):
    """How a note stands to the reader."""

    UNREAD = "unread"
    SIGNED = "signed"  # by the reader
    MINE = "mine"
    OLD = "old"


@dataclass
class Shift:
    """One agent's time at this console, from signing in, in monotonic seconds."""

    began: float
    wrote: bool = False
    reminded: bool = False

    def owes_a_note(self, now: float) -> bool:
        """Whether a note is to be written before leaving, and nobody has said so yet."""
        return now - self.began > SHIFT_S and not self.wrote and not self.reminded


def standing(note: HandoverNote, agent_id: str, now: float) -> Standing:
    """How this note stands to this agent at Unix time `now`."""
    if note.agent_id == agent_id:
        return Standing.MINE
    if any(one.agent_id == agent_id for one in note.signed):
        return Standing.SIGNED
    return Standing.UNREAD if note.at > now - UNREAD_S else Standing.OLD


def heading(note: HandoverNote, agent_id: str, telling: Telling) -> tuple[str, str]:
    """The note's row: how it stands, and when who wrote it."""
    stands = telling.words(f"note.standing.{standing(note, agent_id, telling.now).value}")
    return stands, telling.words("note.row", at=day(note.at, telling), name=note.name)


def reading(note: HandoverNote, telling: Telling) -> tuple[HomeLine, ...]:
    """The whole note: who and when, its five parts, the complaints that were open, who has signed."""
    words = telling.words
    at = moment(note.at, telling.timezone, telling.lang)
    said = [HomeLine(words("note.head", name=note.name, at=at), Tone.HEAD)]
    for name, text in asdict(note.note).items():
        tone = Tone.PLAIN if text else Tone.MUTED
        said.append(
            HomeLine(words("note.part", part=words(f"note.{name}"), text=text or words("note.nothing")), tone)
        )
    said.append(HomeLine(words("note.tickets", count=len(note.open_tickets)), Tone.HEAD))
    said += tickets(note.open_tickets, telling, at=note.at)
    said.append(HomeLine(words("note.duty", count=note.open_duty)))
    if note.signed:
        signatures = (words("note.signature", name=one.name, at=day(one.at, telling)) for one in note.signed)
        said.append(HomeLine(words("note.signed", who="、".join(signatures)), Tone.MUTED))
    else:
        said.append(HomeLine(words("note.unsigned"), Tone.MUTED))
    return tuple(said)


def tickets(found: Iterable[HomeTicket], telling: Telling, *, at: float) -> list[HomeLine]:
    """Open complaints as they stood at Unix time `at`, one line each; late ones have a sign and a word."""
    return [_ticket(one, telling, at) for one in found]


def _ticket(ticket: HomeTicket, telling: Telling, at: float) -> HomeLine:
    words, due = telling.words, ticket.next_due
    late = ticket.state not in SETTLED and (ticket.overdue or (due is not None and due <= at))
    if ticket.state in SETTLED:
        asked = ticket.state is TicketState.FOLLOWED_UP
        stands = words("note.ticket.asked" if asked else "note.ticket.done")
    elif late:
        past = due is not None and due <= at
        stands = words("note.ticket.late", at=day(due, telling)) if past and due else words("note.ticket.over")
    else:
        stands = words("note.ticket.due", at=day(due, telling)) if due is not None else ""
    kind = telling.kinds.get(ticket.kind, ticket.kind)
    said = words(
        "note.ticket", number=ticket.number, kind=kind, matter=ticket.matter, contact=ticket.contact, due=stands
    )
    return HomeLine(said, Tone.BAD if late else Tone.PLAIN)


def note_of(fields: dict[str, str]) -> NewHandover:
    """The five parts as they are handed in, without blanks around them."""
    return NewHandover(**{name: fields.get(name, "").strip() for name in PARTS})


def says_nothing(note: NewHandover) -> bool:
    """The desk takes no empty note."""
    return not any(asdict(note).values())
