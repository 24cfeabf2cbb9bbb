"""A complaint as the words of its papers (CMP-6, FORM): everything a template may name under `t`. Pure.

Every value is a text, or a list of mappings of texts; what is not known yet is empty, to be filled in by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from api.papers.speech import OFF, ON, boxes, day, moment, option_boxes, short_moment
from api.schemas import TicketView
from api.tickets import machine
from scripts_lib.model import Catalogue, Clock, Kind, Nature, Option

STATES = {state: called.zh for state, called in machine.STATES.items()}
SATISFACTION = (("satisfied", "满意"), ("fair", "基本满意"), ("unsatisfied", "不满意"))
YES_NO = (("yes", "是"), ("no", "否"))


@dataclass(frozen=True, slots=True)
class Speech:
    """What turns values into words: the site's catalogue and time zone, and people's names by id."""

    catalogue: Catalogue
    zone: ZoneInfo
    names: Mapping[str, str]

    def person(self, agent_id: str) -> str:
        """The name of a person; the id where nobody has it any more."""
        return self.names.get(agent_id, agent_id)


def label_of(options: tuple[Option, ...] | tuple[Kind, ...], value: str) -> str:
    """The Chinese label of a value; the value itself where the catalogue has lost it."""
    return next((one.label.zh for one in options if one.value == value), value)


def ticket_words(ticket: TicketView, speech: Speech) -> dict[str, object]:
    """The words of one complaint."""
    return {**_registered(ticket, speech), **_complaint(ticket, speech), **_later(ticket, speech)}


def _registered(ticket: TicketView, speech: Speech) -> dict[str, object]:
    return {
        "number": ticket.number,
        "state": STATES.get(ticket.state, ticket.state),
        "registered_at": moment(ticket.registered_at, speech.zone),
        "registered_day": day(ticket.registered_at, speech.zone),
        "registered_short": short_moment(ticket.registered_at, speech.zone),
        "registered_by": speech.person(ticket.registered_by),
        "channel": label_of(speech.catalogue.channels, ticket.channel),
        "channel_boxes": option_boxes(speech.catalogue.channels, ticket.channel),
        "repeats": "、".join(ticket.repeats),
    }


def _complaint(ticket: TicketView, speech: Speech) -> dict[str, object]:
    told, catalogue = ticket.complaint, speech.catalogue
    return {
        "contact": told.contact,
        "phone": told.phone,
        "place": told.place,
        "happened_at": told.happened_at,
        "target": told.target,
        "matter": told.matter,
        "demand": told.demand,
        "notes": told.notes,
        "kind": label_of(catalogue.kinds, told.kind),
        "nature": label_of(catalogue.natures, told.nature),
        "nature_boxes": _nature_boxes(told.nature),
        "content": label_of(catalogue.contents, told.content),
        "content_boxes": option_boxes(catalogue.contents, told.content),
        "weight": label_of(catalogue.weights, told.weight),
        "weight_boxes": option_boxes(catalogue.weights, told.weight),
        "department": label_of(catalogue.departments, told.department),
        "own_duty_boxes": boxes(YES_NO, "yes" if told.own_duty else "no"),
        "requested_by": moment(told.requested_by, speech.zone),
        "repeat_of": told.repeat_of,
    }


def _nature_boxes(nature: Nature) -> str:
    """The three natures, the communicative one with its kinds (CMP-3), as the company's forms have them."""
    mark = {one: ON if one is nature else OFF for one in Nature}
    kinds = ((Nature.SEEKING_HELP, "求助型"), (Nature.ASKING, "咨询型"), (Nature.VENTING, "发泄型"))
    talk = "　".join(f"{mark[one]}{label}" for one, label in kinds)
    return f"{mark[Nature.VALID]}有效投诉　沟通性投诉（{talk}）　{mark[Nature.INVALID]}无效投诉"


def _later(ticket: TicketView, speech: Speech) -> dict[str, object]:
    story = _story(ticket, speech)
    return {
        "opened_boxes": boxes(YES_NO, "yes"),
        "requested_short": short_moment(ticket.complaint.requested_by, speech.zone),
        "related": "、".join(one for one in (ticket.complaint.repeat_of, *ticket.repeats) if one),
        "result": ticket.result,
        "done_at": moment(ticket.done_at, speech.zone),
        "done_short": short_moment(ticket.done_at, speech.zone),
        "followed_up_at": moment(ticket.followed_up_at, speech.zone),
        "followed_up_short": short_moment(ticket.followed_up_at, speech.zone),
        "followed_up_by": "",
        "follow_up_due": "",
        "follow_up_result": "",
        "satisfaction_boxes": boxes(SATISFACTION, None),
        "consented_by": "",
        "closed_by": "",
        "closed_at": "",
        "handed": [],
        "story": story,
        "story_text": "\n".join(f"{step['at']}　{step['who']}　{step['what']}" for step in story),
        "clocks": [_clock(clock, speech) for clock in ticket.clocks],
    }


def _story(ticket: TicketView, speech: Speech) -> list[dict[str, str]]:
    """What happened, oldest first."""
    by = speech.person(ticket.registered_by)
    steps = [(ticket.registered_at, by, f"受理登记（{label_of(speech.catalogue.channels, ticket.channel)}）")]
    if ticket.done_at is not None:
        steps.append((ticket.done_at, "", f"办结：{ticket.result}"))
    if ticket.followed_up_at is not None:
        steps.append((ticket.followed_up_at, "", "回访"))
    return [{"at": short_moment(at, speech.zone), "who": who, "what": what} for at, who, what in steps]


def _clock(clock: Clock, speech: Speech) -> dict[str, str]:
    return {
        "rule": clock.rule,
        "what": clock.what.zh,
        "start": short_moment(clock.start, speech.zone),
        "due": short_moment(clock.due, speech.zone),
        "stopped": "",
        "verdict": "",
    }
