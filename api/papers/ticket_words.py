"""A complaint as the words of its papers (CMP-6, FORM): everything a template may name under `t`. Pure.

Every value is a text, or a list of mappings of texts; what is not known yet is empty, to be filled in by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from api.papers.speech import OFF, ON, boxes, day, moment, option_boxes, short_moment
from api.schemas import ROLE_TITLES, Role, TicketView
from api.tickets import machine
from scripts_lib.model import Catalogue, Clock, ClockState, Kind, Nature, Option, Stop

STATES = {state: called.zh for state, called in machine.STATES.items()}
VERDICTS = {
    ClockState.RUNNING: "",
    ClockState.PAUSED: "暂停",
    ClockState.MET: "按时",
    ClockState.MISSED: "超时",
    ClockState.VOID: "不适用",
}
SATISFACTION = (("satisfied", "满意"), ("fair", "基本满意"), ("unsatisfied", "不满意"))
YES_NO = (("yes", "是"), ("no", "否"))
Told = tuple[float, str, str]
"""A step of the story: when, who, what."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What turns values into words: the site's catalogue and time zone, and people's names by id."""

    catalogue: Catalogue
    zone: ZoneInfo
    names: Mapping[str, str]

    def at(self, moment: float) -> "Speech":
        """With departments called as they were at this time (Unix seconds)."""
        return replace(self, catalogue=self.catalogue.at(moment))

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
        "nature": label_of(catalogue.natures, ticket.nature),
        "nature_boxes": _nature_boxes(ticket.nature),
        "content": label_of(catalogue.contents, told.content),
        "content_boxes": option_boxes(catalogue.contents, told.content),
        "weight": label_of(catalogue.weights, ticket.weight),
        "weight_boxes": option_boxes(catalogue.weights, ticket.weight),
        "department": label_of(catalogue.departments, ticket.department),
        "own_duty_boxes": boxes(YES_NO, "yes" if ticket.own_duty else "no"),
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
        "related": "、".join(dict.fromkeys((*_related(ticket), *ticket.repeats))),
        "result": ticket.result,
        "done_at": moment(ticket.done_at, speech.zone),
        "done_short": short_moment(ticket.done_at, speech.zone),
        "cause": ticket.answer.cause if ticket.answer is not None else "",
        "measures": _measures(ticket),
        "told_at": moment(ticket.told.at if ticket.told is not None else None, speech.zone),
        "handed": _handed(ticket, speech),
        "story": story,
        "story_text": "\n".join(f"{step['at']}　{step['who']}　{step['what']}" for step in story),
        "clocks": [_clock(clock, speech) for clock in ticket.clocks],
        **_asked(ticket, speech),
        **_closed(ticket, speech),
    }


def _asked(ticket: TicketView, speech: Speech) -> dict[str, object]:
    """The follow-up (SLA-10)."""
    due = next((clock.due for clock in ticket.clocks if clock.stop is Stop.FOLLOWED_UP), None)
    found = ticket.follow_up
    said = {True: "satisfied", False: "unsatisfied", None: None}[found.satisfied if found is not None else None]
    return {
        "followed_up_at": moment(ticket.followed_up_at, speech.zone),
        "followed_up_short": short_moment(ticket.followed_up_at, speech.zone),
        "followed_up_by": speech.person(found.agent_id) if found is not None else "",
        "follow_up_due": moment(due, speech.zone),
        "follow_up_result": found.result if found is not None else "",
        "satisfaction_boxes": boxes(SATISFACTION, said),
    }


def _closed(ticket: TicketView, speech: Speech) -> dict[str, object]:
    """Who agreed, who closed, when (CASE-6)."""
    closing = ticket.closing
    return {
        "consented_by": closing.agreed_by if closing is not None else "",
        "closed_by": closing.name if closing is not None else "",
        "closed_at": moment(closing.at if closing is not None else None, speech.zone),
    }


def _related(ticket: TicketView) -> list[str]:
    numbers = [ticket.complaint.repeat_of, *(one.number for one in ticket.related)]
    return [number for number in numbers if number]


def _measures(ticket: TicketView) -> str:
    """What the department did and what came of it; the result alone where the centre settled it."""
    if ticket.answer is None:
        return ticket.result
    return "\n".join(dict.fromkeys(one for one in (ticket.answer.measures, ticket.answer.result) if one))


def _handed(ticket: TicketView, speech: Speech) -> list[dict[str, str]]:
    """To whom the form went, and who signed for it (SLA-1); refusals first."""
    departments = speech.catalogue.departments
    empty = {"by": "", "at": "", "signed_by": "", "signed_at": ""}
    rows = [
        empty
        | {
            "to": f"{label_of(departments, one.department)}（退回：{one.reason}）",
            "signed_by": one.name,
            "signed_at": short_moment(one.at, speech.zone),
        }
        for one in ticket.refusals
    ]
    if ticket.sent is not None:
        row = empty | {"to": label_of(departments, ticket.department), "by": ticket.sent.name}
        row["at"] = short_moment(ticket.sent.at, speech.zone)
        if ticket.signed is not None:
            row["signed_by"] = ticket.signed.name
            row["signed_at"] = short_moment(ticket.signed.at, speech.zone)
        rows.append(row)
    return rows


def _story(ticket: TicketView, speech: Speech) -> list[dict[str, str]]:
    """What happened, oldest first."""
    by = speech.person(ticket.registered_by)
    steps = [(ticket.registered_at, by, f"受理登记（{label_of(speech.catalogue.channels, ticket.channel)}）")]
    steps += [(one.at, one.name, f"退回：{one.reason}") for one in ticket.refusals]
    steps += [(one.at, one.name, _with_note(f"呈报{_role(one.role)}", one.note)) for one in ticket.passed_up]
    steps += [(one.at, "", f"途中发现新问题：{one.what}") for one in ticket.problems]
    steps += [(one.at, one.name, _with_note(f"季度评审（{one.quarter}）", one.note)) for one in ticket.reviews]
    steps += (*_marked(ticket, speech), *_more_time(ticket, speech), *_ends(ticket, speech))
    steps.sort(key=lambda step: step[0])
    return [{"at": short_moment(at, speech.zone), "who": who, "what": what} for at, who, what in steps]


def _marked(ticket: TicketView, speech: Speech) -> list[Told]:
    marks = (
        (ticket.sent, f"移交{label_of(speech.catalogue.departments, ticket.department)}"),
        (ticket.signed, "签收"),
        (ticket.in_hand, "开始处理"),
        (ticket.replied, "首次回复业主"),
        (ticket.proposed, "提出解决方案"),
        (ticket.told, "告知业主结果"),
        (ticket.checked, "核实结果"),
        (ticket.consent, "管理处负责人同意销项"),
        (ticket.declined, "谢绝"),
    )
    return [(one.at, one.name, _with_note(what, one.note)) for one, what in marks if one is not None]


def _ends(ticket: TicketView, speech: Speech) -> list[Told]:
    """From the department's answer to the closing."""
    steps: list[Told] = []
    if ticket.answer is not None:
        steps.append((ticket.answer.at, ticket.answer.name, _with_note("责任部门交回处理表", ticket.answer.result)))
    if ticket.repair_order is not None:
        order = ticket.repair_order
        signed = f"维修服务单（{order.order_number}）签回，{order.signed_by}签字"
        steps.append((order.at, speech.person(order.agent_id), signed))
    if ticket.done_at is not None:
        steps.append((ticket.done_at, "", _with_note("办结", ticket.result)))
    if ticket.follow_up is not None:
        asked = ticket.follow_up
        steps.append((asked.at, speech.person(asked.agent_id), _with_note("回访", asked.result)))
    if ticket.closing is not None:
        steps.append((ticket.closing.at, ticket.closing.name, _with_note("销项", ticket.closing.result)))
    return steps


def _more_time(ticket: TicketView, speech: Speech) -> list[Told]:
    """Requests for more time that were decided (SLA-4, SLA-5)."""
    return [
        (
            one.decided_at,
            one.decided_by,
            _with_note(f"{'准予' if one.granted else '不准'}延至{short_moment(one.until, speech.zone)}", one.note),
        )
        for one in ticket.extensions
        if one.decided_at is not None
    ]


def _role(role: str) -> str:
    return ROLE_TITLES[Role(role)][0] if role in list(Role) else "上级"


def _with_note(what: str, note: str) -> str:
    return f"{what}：{note}" if note else what


def _clock(clock: Clock, speech: Speech) -> dict[str, str]:
    return {
        "rule": clock.rule,
        "what": clock.what.zh,
        "start": short_moment(clock.start, speech.zone),
        "due": short_moment(clock.due, speech.zone),
        "stopped": short_moment(clock.stopped_at, speech.zone),
        "verdict": "超时" if clock.passed and clock.state is ClockState.RUNNING else VERDICTS[clock.state],
    }
