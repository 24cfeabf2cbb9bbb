"""The fact that each request asks for: bodies of `api.schemas.ticket_steps` into facts of `api.tickets.events`.

Each function checks the texts and gives what `TicketSteps.do` wants: a function of the ticket and the time. Raises
Invalid for a text that is missing or too long, ImpossibleTime never: times are the machine's affair.
"""

import re
import uuid

from api import schemas
from api.errors import Invalid
from api.schemas import AgentView, TicketView
from api.tickets import events
from api.tickets.events import TicketEvent
from api.tickets.machine import clock_of
from api.tickets.steps import LONGEST, Make, said
from scripts_lib.model import Weight

_QUARTER = re.compile(r"20\d\dQ[1-4]")


def _who(ticket: TicketView, now: float, by: AgentView) -> dict[str, object]:
    return {"at": now, "number": ticket.number, "agent_id": by.agent_id, "name": by.name}


def _make(kind: type[TicketEvent], by: AgentView, **fields: object) -> Make:
    def make(ticket: TicketView, now: float) -> TicketEvent:
        return kind(**_who(ticket, now, by), **fields)  # type: ignore[arg-type]

    return make


def _short(text: str) -> str:
    """A text that may be empty."""
    return said("note", text, "内容太长", "the text is too long") if text.strip() else ""


def _reason(text: str) -> str:
    return said("reason", text, "请填写原因", "say why")


def sent(body: schemas.SendForm, by: AgentView, departments: frozenset[str]) -> Make:
    """The form goes to a department of the catalogue; the centre's own is its own duty."""
    if body.department and body.department not in departments:
        why = "请选择责任部门 / choose a department from the list"
        raise Invalid("没有这个部门", "there is no such department", {"department": why})
    reason = _short(body.reason)

    def make(ticket: TicketView, now: float) -> TicketEvent:
        department = body.department or ticket.department
        return events.TicketSent(
            at=now,
            number=ticket.number,
            agent_id=by.agent_id,
            name=by.name,
            department=department,
            own_duty=False,
            reason=reason,
        )

    return make


def signed(body: schemas.SignForm, by: AgentView) -> Make:
    """The department signs; on paper, by the name that stands there."""
    return _make(events.TicketSigned, by, signed_by=_short(body.name) or by.name)


def taken(body: schemas.WithNote, by: AgentView) -> Make:
    """Somebody works on it."""
    return _make(events.TicketTaken, by, note=_short(body.note))


def refused(body: schemas.WithReason, by: AgentView) -> Make:
    """The department does not take it."""
    return _make(events.TicketRefused, by, reason=_reason(body.reason))


def passed_up(body: schemas.WithNote, by: AgentView) -> Make:
    """Laid before the general manager when grave, else before the property manager (SLA-2, SLA-3)."""
    note = _short(body.note)

    def make(ticket: TicketView, now: float) -> TicketEvent:
        grave = ticket.weight is Weight.GRAVE
        role = schemas.Role.GENERAL_MANAGER if grave else schemas.Role.PROPERTY_MANAGER
        return events.TicketPassedUp(
            at=now, number=ticket.number, agent_id=by.agent_id, name=by.name, role=role, note=note
        )

    return make


def replied(body: schemas.ToldResident, by: AgentView) -> Make:
    """The resident was told something."""
    return _make(events.TicketReplied, by, what=_what(body), clear=body.clear)


def proposed(body: schemas.ToldResident, by: AgentView) -> Make:
    """A solution was proposed."""
    return _make(events.TicketProposed, by, what=_what(body))


def told(body: schemas.ToldResident, by: AgentView) -> Make:
    """The resident knows the result."""
    return _make(events.TicketTold, by, what=_what(body))


def _what(body: schemas.ToldResident) -> str:
    return said("what", body.what, "请填写告知内容", "say what the resident was told")


def answered(body: schemas.AnswerForm, by: AgentView) -> Make:
    """The filled form comes back."""
    wrong = {
        name: f"必填，最多 {LONGEST} 字 / required, at most {LONGEST} characters"
        for name in ("cause", "measures", "result")
        if not 0 < len(getattr(body, name).strip()) <= LONGEST
    }
    if wrong:
        raise Invalid("处理表还有内容没有填好", "the form is not complete", wrong)

    def make(ticket: TicketView, now: float) -> TicketEvent:
        return events.TicketAnswered(
            at=now,
            number=ticket.number,
            agent_id=by.agent_id,
            name=by.name,
            cause=body.cause.strip(),
            measures=body.measures.strip(),
            result=body.result.strip(),
            finished_at=now if body.finished_at is None else body.finished_at,
        )

    return make


def sent_back(body: schemas.WithReason, by: AgentView) -> Make:
    """The answer is not accepted."""
    return _make(events.TicketSentBack, by, reason=_reason(body.reason))


def settled(result: str, by: AgentView) -> Make:
    """The matter is done: when the department's work was finished, else now."""

    def make(ticket: TicketView, now: float) -> TicketEvent:
        finished = ticket.answer.finished_at if ticket.answer is not None and not ticket.own_duty else None
        return events.TicketSettled(
            at=now,
            number=ticket.number,
            agent_id=by.agent_id,
            name=by.name,
            result=result,
            follow_up_due=now,
            finished_at=finished,
        )

    return make


def repaired(body: schemas.RepairOrderBack, by: AgentView) -> Make:
    """The signed repair order is back."""
    order = said("order_number", body.order_number, "请填写维修服务单编号", "give the number of the repair order")
    signed_by = said("signed_by", body.signed_by, "请填写签字的业主", "say which resident signed")
    return _make(events.TicketRepaired, by, order_number=order, signed_by=signed_by)


def checked(body: schemas.WithNote, by: AgentView) -> Make:
    """The result was checked."""
    return _make(events.TicketChecked, by, note=said("note", body.note, "请填写怎样核实的", "say how it was checked"))


def followed_up(body: schemas.AskedResident, by: AgentView) -> Make:
    """The resident was asked, or not reached."""
    result = said("result", body.result, "请填写回访结果", "say what came of it")
    satisfied = body.satisfied if body.reached else None
    return _make(events.TicketFollowedUp, by, result=result, reached=body.reached, satisfied=satisfied)


def consented(body: schemas.WithNote, by: AgentView) -> Make:
    """The site head agrees."""
    return _make(events.TicketConsented, by, note=_short(body.note))


def closed(body: schemas.CloseTicket, by: AgentView) -> Make:
    """Closed, with the final result and who agreed."""
    result = said("result", body.result, "请填写最终结果", "say the final result")
    agreed = said("agreed_by", body.agreed_by, "请填写谁同意销项", "say who agreed")
    return _make(events.TicketClosed, by, result=result, agreed_by=agreed)


def doubt_settled(body: schemas.WithNote, by: AgentView) -> Make:
    """It is a case as it stands, and why."""
    note = said("note", body.note, "请填写答复", "say what the answer is")
    return _make(events.DoubtSettled, by, note=note)


def declined(body: schemas.WithReason, by: AgentView) -> Make:
    """Politely declined."""
    return _make(events.TicketDeclined, by, reason=_reason(body.reason))


def reopened(body: schemas.WithReason, by: AgentView) -> Make:
    """Opened again."""
    return _make(events.TicketReopened, by, reason=_reason(body.reason))


def suspended(body: schemas.WithReason, by: AgentView) -> Make:
    """It cannot go on."""
    return _make(events.TicketSuspended, by, reason=_reason(body.reason))


def resumed(body: schemas.WithReason, by: AgentView) -> Make:
    """It goes on."""
    return _make(events.TicketResumed, by, reason=_reason(body.reason))


def reviewed(body: schemas.ReviewTicket, by: AgentView) -> Make:
    """The quarterly review's decision."""
    if _QUARTER.fullmatch(body.quarter) is None:
        why = "写作 2026Q4 / such as 2026Q4"
        raise Invalid("季度不对", "the quarter is wrong", {"quarter": why})
    note = said("note", body.note, "请填写评审意见", "say what the review found")
    return _make(events.TicketReviewed, by, quarter=body.quarter, close=body.close, note=note)


def weighed(body: schemas.ChangeWeight, by: AgentView) -> Make:
    """Another weight."""
    return _make(events.TicketWeightChanged, by, weight=body.weight, reason=_reason(body.reason))


def judged(body: schemas.ChangeNature, by: AgentView) -> Make:
    """Another nature."""
    return _make(events.TicketNatureChanged, by, nature=body.nature, reason=_reason(body.reason))


def extension_asked(body: schemas.AskMoreTime, by: AgentView) -> Make:
    """More time for one clock; who may grant it stands with the clock."""
    why = said("why", body.why, "请填写延期原因", "say why more time is needed")

    def make(ticket: TicketView, now: float) -> TicketEvent:
        clock = clock_of(ticket, body.clock_id)
        return events.ExtensionAsked(
            at=now,
            number=ticket.number,
            agent_id=by.agent_id,
            name=by.name,
            extension_id=str(uuid.uuid4()),
            clock_id=body.clock_id,
            until=body.until,
            why=why,
            role=(clock.extend_by if clock is not None else None) or "",
        )

    return make


def extension_decided(extension_id: str, body: schemas.DecideMoreTime, by: AgentView) -> Make:
    """More time is granted or not; a refusal says why."""
    note = _short(body.note) if body.granted else said("note", body.note, "不同意延期要写明原因", "say why not")
    return _make(events.ExtensionDecided, by, extension_id=extension_id, granted=body.granted, note=note)


def related(body: schemas.Relate, by: AgentView) -> Make:
    """Another ticket belongs to it."""
    return _make(events.TicketRelated, by, other=body.number, relation=body.relation, problem_id=body.problem_id)


def problem_found(body: schemas.WithNote, by: AgentView) -> Make:
    """A new problem was found on the way."""
    what = said("note", body.note, "请填写发现的问题", "say what was found")
    return _make(events.TicketProblemFound, by, problem_id=str(uuid.uuid4()), what=what)


def noted(body: schemas.WithNote, by: AgentView) -> Make:
    """A word for the story."""
    return _make(events.TicketNoted, by, note=said("note", body.note, "请填写内容", "say something"))
