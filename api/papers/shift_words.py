"""A note of hand-over as the words of its paper (LINE-6): what a template may name under `s`. Pure."""

from datetime import datetime

from api.papers.speech import day, moment, short_moment
from api.papers.ticket_words import STATES, Speech, label_of
from api.schemas import HandoverNote, HomeTicket


def shift_number(note: HandoverNote, speech: Speech) -> str:
    """What its paper is numbered by: the day and minute it was written."""
    return f"{datetime.fromtimestamp(note.at, speech.zone):%Y%m%d-%H%M}"


def shift_words(note: HandoverNote, speech: Speech) -> dict[str, object]:
    """The words of one note."""
    return {
        "day": day(note.at, speech.zone),
        "at": moment(note.at, speech.zone),
        "name": note.name,
        "business": note.note.business,
        "notices": note.note.notices,
        "suggestions": note.note.suggestions,
        "complaints": note.note.complaints,
        "equipment": note.note.equipment,
        "open_duty": str(note.open_duty),
        "open_count": str(len(note.open_tickets)),
        "open_tickets": [_open(one, speech) for one in note.open_tickets],
        "signed": [{"name": one.name, "at": moment(one.at, speech.zone)} for one in note.signed],
    }


def _open(ticket: HomeTicket, speech: Speech) -> dict[str, str]:
    return {
        "number": ticket.number,
        "registered": short_moment(ticket.registered_at, speech.zone),
        "contact": ticket.contact,
        "kind": label_of(speech.catalogue.kinds, ticket.kind),
        "weight": label_of(speech.catalogue.weights, ticket.weight),
        "matter": ticket.matter,
        "state": STATES.get(ticket.state, ticket.state),
        "due": short_moment(ticket.next_due, speech.zone) + ("（超时）" if ticket.overdue else ""),
    }
