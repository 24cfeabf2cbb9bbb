"""The forms of the steps: which fields each has, made for the ticket as it stands. Knows no service."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from api.rights import of_department
from api.schemas import AgentView, TicketView
from api.tickets.clocks import LIVE
from api.web.fields import NO, YES, YES_NO, Field, Shape
from api.web.words import RELATIONS
from scripts_lib.model import Catalogue, Option, Text, Weight

Fields = tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """What steps need to know of the site."""

    catalogue: Catalogue
    zone: ZoneInfo

    @property
    def departments(self) -> frozenset[str]:
        """Those that it may be sent to."""
        return frozenset(option.value for option in self.catalogue.open_departments)


REASON = Field("reason", Text("原因", "Reason"))
NOTE = Field("note", Text("备注", "Note"), required=False)
WHAT = Field("what", Text("告知业主的内容", "What the resident was told"))


def send_fields(ticket: TicketView, _: AgentView, place: Place) -> Fields:
    """To which department, and why there."""
    open_ones = place.catalogue.open_departments
    others = tuple(option for option in open_ones if option.value != ticket.department)
    same = tuple(option for option in open_ones if option.value == ticket.department)
    moved = Text("改派其他部门或再次送达时必填", "Needed for another department, or for one that sent it back")
    return (
        Field(
            "department",
            Text("责任部门", "Department"),
            Shape.CHOICE,
            options=(*same, *others),
            value=ticket.department,
        ),
        Field("reason", Text("改派原因", "Why there"), required=bool(ticket.refusals), hint=moved),
    )


def sign_fields(ticket: TicketView, by: AgentView, _: Place) -> Fields:
    """Nothing for the department itself; the centre enters who signed on paper."""
    if of_department(by, ticket.department):
        return ()
    on_paper = Text("部门在纸质投诉处置记录表上签字的人", "Who signed on paper for the department")
    return (Field("name", Text("签收人", "Signed by"), Shape.LINE, hint=on_paper),)


def answer_fields(_: TicketView, __: AgentView, ___: Place) -> Fields:
    """The filled form (「投诉处理表」)."""
    return (
        Field("cause", Text("原因", "Cause")),
        Field("measures", Text("处理措施", "What was done")),
        Field("result", Text("处理结果", "Result")),
        Field(
            "finished_at",
            Text("完成时间", "Finished at"),
            Shape.TIME,
            required=False,
            hint=Text("不填就是现在", "Empty: now"),
        ),
    )


def reply_fields(ticket: TicketView, _: AgentView, __: Place) -> Fields:
    """What was said; of a grave one, whether it was the clear answer (SLA-6)."""
    if ticket.weight is not Weight.GRAVE:
        return (WHAT,)
    clear = Text("这是明确答复吗", "Is this the clear answer")
    hint = Text("重大投诉两天内要给业主明确答复", "A grave complaint needs a clear answer within two days")
    return (WHAT, Field("clear", clear, Shape.PICK, options=YES_NO, value=NO, hint=hint))


def doubt_fields(ticket: TicketView, _: AgentView, __: Place) -> Fields:
    """The answer, beside the question (CASE-1)."""
    asked = ticket.doubt.asked if ticket.doubt is not None else None
    hint = Text(f"{asked.name}：{asked.note}", f"{asked.name}: {asked.note}") if asked is not None else Text("", "")
    return (Field("note", Text("答复", "Answer"), hint=hint),)


def settle_fields(ticket: TicketView, _: AgentView, __: Place) -> Fields:
    """The result; it starts with the department's."""
    known = ticket.answer.result if ticket.answer is not None else ""
    return (Field("result", Text("处理结果", "Result"), value=known),)


def order_fields(_: TicketView, __: AgentView, ___: Place) -> Fields:
    """The signed repair order (「维修服务单」, CASE-4)."""
    return (
        Field("order_number", Text("维修服务单编号", "Number of the repair order"), Shape.LINE),
        Field("signed_by", Text("签字的业主", "Resident who signed"), Shape.LINE),
    )


def follow_up_fields(_: TicketView, __: AgentView, ___: Place) -> Fields:
    """What the follow-up call brought (SLA-10)."""
    said_so = (
        Option(value=YES, label=Text("满意", "Satisfied")),
        Option(value=NO, label=Text("不满意", "Not satisfied")),
        Option(value="", label=Text("没有表态", "Did not say")),
    )
    return (
        Field("reached", Text("联系上业主了吗", "Was the resident reached"), Shape.PICK, options=YES_NO, value=YES),
        Field(
            "satisfied",
            Text("业主满意吗", "Is the resident satisfied"),
            Shape.PICK,
            required=False,
            options=said_so,
        ),
        Field("result", Text("回访情况", "What came of it")),
    )


def close_fields(ticket: TicketView, _: AgentView, __: Place) -> Fields:
    """CASE-6."""
    return (
        Field("result", Text("最终结果", "Final result"), value=ticket.result),
        Field("agreed_by", Text("谁同意销项", "Who agreed"), Shape.LINE, value=ticket.complaint.contact),
    )


def more_time_fields(ticket: TicketView, _: AgentView, __: Place) -> Fields:
    """Which clock, until when, and why (SLA-4, SLA-5)."""
    clocks = tuple(
        Option(value=clock.clock_id, label=clock.what)
        for clock in ticket.clocks
        if clock.state in LIVE and clock.extend_by is not None
    )
    return (
        Field("clock_id", Text("哪一个时限", "Which limit"), Shape.CHOICE, options=clocks),
        Field("until", Text("延长到", "Until"), Shape.TIME),
        Field("why", Text("延期原因", "Why")),
    )


def others_than(options: tuple[Option, ...], value: str) -> tuple[Option, ...]:
    """The options without the one that holds now."""
    return tuple(option for option in options if option.value != value)


def weight_fields(ticket: TicketView, _: AgentView, place: Place) -> Fields:
    """Another weight (CMP-5)."""
    options = others_than(place.catalogue.weights, ticket.weight)
    return (Field("weight", Text("改为", "To"), Shape.PICK, options=options), REASON)


def nature_fields(ticket: TicketView, _: AgentView, place: Place) -> Fields:
    """Another nature (CMP-3)."""
    options = others_than(place.catalogue.natures, ticket.nature)
    return (Field("nature", Text("改为", "To"), Shape.PICK, options=options), REASON)


def decide_fields(_: TicketView, __: AgentView, ___: Place) -> Fields:
    """Granted or not."""
    options = (
        Option(value=NO, label=Text("不同意", "Refuse")),
        Option(value=YES, label=Text("同意延期", "Grant")),
    )
    hint = Text("不同意时必填", "Needed for a refusal")
    return (
        Field("granted", Text("批复", "Decision"), Shape.PICK, options=options),
        Field("note", Text("意见", "Remark"), required=False, hint=hint),
    )


def relate_fields(ticket: TicketView, _: AgentView, __: Place) -> Fields:
    """Which ticket, and how it belongs; which problem found on the way it is, if it is one (CASE-4)."""
    relations = tuple(Option(value=relation, label=text) for relation, text in RELATIONS.items())
    waiting = tuple(
        Option(value=one.problem_id, label=Text(one.what, one.what))
        for one in ticket.problems
        if not one.ticket_number
    )
    fields = (
        Field("number", Text("另一张单号", "The other number"), Shape.LINE),
        Field("relation", Text("关系", "How it belongs"), Shape.CHOICE, options=relations),
    )
    if not waiting:
        return fields
    none = Option(value="", label=Text("不是", "None of them"))
    problem = Text("途中发现的哪个问题", "Which problem found on the way")
    return (*fields, Field("problem_id", problem, Shape.CHOICE, required=False, options=(none, *waiting)))


def review_fields(_: TicketView, __: AgentView, ___: Place) -> Fields:
    """The quarterly review (CASE-5)."""
    return (
        Field("quarter", Text("季度", "Quarter"), Shape.LINE, hint=Text("写作 2026Q4", "Such as 2026Q4")),
        Field("close", Text("准予销项吗", "May it be closed"), Shape.PICK, options=YES_NO),
        Field("note", Text("评审意见", "What the review found")),
    )
