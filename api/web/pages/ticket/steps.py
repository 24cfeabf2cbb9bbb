"""Every step of a ticket that a person may take on a page: its words, its form, and the fact it becomes.

What may happen when, and who may do it, is the machine's and `api.tickets.rights`' affair; see `offers`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from api import schemas
from api.schemas import AgentView, Relation, TicketView
from api.tickets import making
from api.tickets.steps import Make, said
from api.web.fields import NO, YES, Field, Typed, moment, needed
from api.web.pages.ticket import step_fields as forms
from api.web.pages.ticket.step_fields import NOTE, REASON, WHAT, Place
from scripts_lib.model import Nature, Text, Weight

FieldsOf = Callable[[TicketView, AgentView, Place], tuple[Field, ...]]
MakeOf = Callable[[Typed, AgentView, Place], Make]


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `fields` are made for the ticket and the person; `make` takes what was typed, or raises Invalid."""

    key: str
    label: Text
    done: Text
    """What is said when it has been done."""
    fields: FieldsOf
    make: MakeOf
    confirm: Text | None = None
    """Asked first, where it cannot be taken back or the resident is told no."""
    serves: tuple[str, ...] = ()
    """The duties (`TicketDuty.what`) that it fulfils."""
    part: str = ""
    """Which of several it is about: the id of a request for more time."""

    @property
    def path(self) -> str:
        """Its address below the ticket's."""
        return f"{self.key}/{self.part}" if self.part else self.key


def _plain(*fields: Field) -> FieldsOf:
    return lambda ticket, by, place: fields


# --- what was typed -------------------------------------------------------------------------------------------------


def _sent(typed: Typed, by: AgentView, place: Place) -> Make:
    body = schemas.SendForm(department=typed["department"], reason=typed["reason"])
    return making.sent(body, by, place.departments)


def _replied(typed: Typed, by: AgentView, _: Place) -> Make:
    return making.replied(schemas.ToldResident(what=typed["what"], clear=typed.get("clear") == YES), by)


def _answered(typed: Typed, by: AgentView, place: Place) -> Make:
    finished = moment("finished_at", typed["finished_at"], place.zone)
    body = schemas.AnswerForm(
        cause=typed["cause"], measures=typed["measures"], result=typed["result"], finished_at=finished
    )
    return making.answered(body, by)


def _settled(typed: Typed, by: AgentView, _: Place) -> Make:
    return making.settled(said("result", typed["result"], "请填写处理结果", "say what was done"), by)


def _repaired(typed: Typed, by: AgentView, _: Place) -> Make:
    return making.repaired(
        schemas.RepairOrderBack(order_number=typed["order_number"], signed_by=typed["signed_by"]), by
    )


def _asked(typed: Typed, by: AgentView, _: Place) -> Make:
    satisfied = {YES: True, NO: False}.get(typed["satisfied"])
    body = schemas.AskedResident(result=typed["result"], reached=typed["reached"] == YES, satisfied=satisfied)
    return making.followed_up(body, by)


def _closed(typed: Typed, by: AgentView, _: Place) -> Make:
    return making.closed(schemas.CloseTicket(result=typed["result"], agreed_by=typed["agreed_by"]), by)


def _more_time(typed: Typed, by: AgentView, place: Place) -> Make:
    until = needed("until", typed["until"], place.zone)
    body = schemas.AskMoreTime(clock_id=typed["clock_id"], until=until, why=typed["why"])
    return making.extension_asked(body, by)


def decided(extension_id: str) -> MakeOf:
    """What becomes of the form about this request for more time."""

    def make(typed: Typed, by: AgentView, _: Place) -> Make:
        body = schemas.DecideMoreTime(granted=typed["granted"] == YES, note=typed["note"])
        return making.extension_decided(extension_id, body, by)

    return make


def _weighed(typed: Typed, by: AgentView, _: Place) -> Make:
    return making.weighed(schemas.ChangeWeight(weight=Weight(typed["weight"]), reason=typed["reason"]), by)


def _judged(typed: Typed, by: AgentView, _: Place) -> Make:
    return making.judged(schemas.ChangeNature(nature=Nature(typed["nature"]), reason=typed["reason"]), by)


def _related(typed: Typed, by: AgentView, _: Place) -> Make:
    body = schemas.Relate(
        number=said("number", typed["number"], "请填写单号", "give the other number"),
        relation=Relation(typed["relation"]),
        problem_id=typed.get("problem_id", ""),
    )
    return making.related(body, by)


def _reviewed(typed: Typed, by: AgentView, _: Place) -> Make:
    body = schemas.ReviewTicket(quarter=typed["quarter"], close=typed["close"] == YES, note=typed["note"])
    return making.reviewed(body, by)


def _reason(make: Callable[[schemas.WithReason, AgentView], Make]) -> MakeOf:
    return lambda typed, by, place: make(schemas.WithReason(reason=typed["reason"]), by)


def _note(make: Callable[[schemas.WithNote, AgentView], Make]) -> MakeOf:
    return lambda typed, by, place: make(schemas.WithNote(note=typed.get("note", "")), by)


def _told(make: Callable[[schemas.ToldResident, AgentView], Make]) -> MakeOf:
    return lambda typed, by, place: make(schemas.ToldResident(what=typed["what"]), by)


# --- the steps, in the order of the procedure -----------------------------------------------------------------------

STEPS: tuple[Step, ...] = (
    Step(
        "send",
        Text("送达责任部门", "Send to the department"),
        Text("已送达责任部门", "Sent"),
        forms.send_fields,
        _sent,
        serves=("send",),
    ),
    Step(
        "sign",
        Text("签收", "Sign for it"),
        Text("已签收", "Signed for"),
        forms.sign_fields,
        lambda typed, by, place: making.signed(schemas.SignForm(name=typed.get("name", "")), by),
        serves=("sign",),
    ),
    Step(
        "take",
        Text("开始处理", "Take in hand"),
        Text("已开始处理", "In hand"),
        _plain(),
        _note(making.taken),
        serves=("take",),
    ),
    Step(
        "answer",
        Text("交回处理表", "Return the filled form"),
        Text("处理表已交回", "The form is back"),
        forms.answer_fields,
        _answered,
        serves=("answer",),
    ),
    Step(
        "refuse",
        Text("退回（不属本部门）", "Refuse: not ours"),
        Text("已退回客服中心", "Back at the centre"),
        _plain(REASON),
        _reason(making.refused),
        confirm=Text("退回后由客服中心改派，确定退回吗？", "The centre will send it elsewhere. Refuse it?"),
    ),
    Step(
        "pass-up",
        Text("呈报上级", "Lay before the manager"),
        Text("已呈报上级", "Laid before the manager"),
        _plain(NOTE),
        _note(making.passed_up),
        serves=("pass_up",),
    ),
    Step(
        "reply",
        Text("答复业主", "Reply to the resident"),
        Text("答复已登记", "The reply is noted"),
        forms.reply_fields,
        _replied,
        serves=("reply", "clear_answer"),
    ),
    Step(
        "propose",
        Text("提出解决方案", "Propose a solution"),
        Text("解决方案已登记", "The proposal is noted"),
        _plain(WHAT),
        _told(making.proposed),
        serves=("propose",),
    ),
    Step("settle", Text("办结", "Done"), Text("已办结", "Done"), forms.settle_fields, _settled, serves=("settle",)),
    Step(
        "send-back",
        Text("退回重办", "Send the answer back"),
        Text("已退回重办", "Sent back"),
        _plain(REASON),
        _reason(making.sent_back),
    ),
    Step(
        "tell",
        Text("告知业主结果", "Tell the resident the result"),
        Text("已登记告知", "Noted"),
        _plain(WHAT),
        _told(making.told),
        serves=("tell",),
    ),
    Step(
        "check",
        Text("核实结果", "Check the result"),
        Text("核实已登记", "The check is noted"),
        _plain(Field("note", Text("怎样核实的", "How it was checked"))),
        _note(making.checked),
        serves=("check",),
    ),
    Step(
        "repair-order",
        Text("维修服务单签回", "Signed repair order is back"),
        Text("维修服务单已登记", "The repair order is noted"),
        forms.order_fields,
        _repaired,
    ),
    Step(
        "follow-up",
        Text("登记回访", "Note the follow-up"),
        Text("回访已登记", "The follow-up is noted"),
        forms.follow_up_fields,
        _asked,
        serves=("follow_up",),
    ),
    Step(
        "consent",
        Text("同意销项", "Consent to closing"),
        Text("已同意销项", "Consented"),
        _plain(NOTE),
        _note(making.consented),
        serves=("consent",),
    ),
    Step(
        "close",
        Text("销项", "Close"),
        Text("已销项", "Closed"),
        forms.close_fields,
        _closed,
        serves=("close",),
        confirm=Text("销项后投诉结束，确定销项吗？", "The complaint ends here. Close it?"),
    ),
    Step(
        "extend",
        Text("申请延期", "Ask for more time"),
        Text("延期申请已提交", "More time was asked for"),
        forms.more_time_fields,
        _more_time,
    ),
    Step(
        "doubt",
        Text("答复立项请示：照此立项", "Answer the question: it is a case as it stands"),
        Text("请示已答复", "The question is answered"),
        forms.doubt_fields,
        _note(making.doubt_settled),
        serves=("judge_doubt",),
    ),
    Step(
        "weight",
        Text("调整程度", "Change the weight"),
        Text("程度已调整", "The weight is changed"),
        forms.weight_fields,
        _weighed,
    ),
    Step(
        "nature",
        Text("调整性质", "Change the nature"),
        Text("性质已调整", "The nature is changed"),
        forms.nature_fields,
        _judged,
    ),
    Step(
        "found",
        Text("途中发现新问题", "New problem found on the way"),
        Text("新问题已记下", "Noted"),
        _plain(Field("note", Text("发现了什么", "What was found"))),
        _note(making.problem_found),
    ),
    Step(
        "relate",
        Text("关联投诉单", "Relate a ticket"),
        Text("已关联", "Related"),
        forms.relate_fields,
        _related,
        serves=("open_found",),
    ),
    Step(
        "note",
        Text("补充记录", "Add a note"),
        Text("已记录", "Noted"),
        _plain(Field("note", Text("内容", "Note"))),
        _note(making.noted),
    ),
    Step(
        "decline",
        Text("婉拒（无效投诉）", "Decline: outside the contract"),
        Text("已婉拒", "Declined"),
        _plain(REASON),
        _reason(making.declined),
        confirm=Text("婉拒后投诉结束，原因会留存，确定吗？", "The complaint ends; the reason is kept. Decline it?"),
    ),
    Step(
        "suspend",
        Text("挂起（暂时无法处理）", "Set aside: cannot go on"),
        Text("已挂起", "Set aside"),
        _plain(REASON),
        _reason(making.suspended),
        confirm=Text(
            "挂起后时限暂停，等季度评审，确定吗？", "Its clocks pause until the quarterly review. Set it aside?"
        ),
    ),
    Step(
        "resume", Text("恢复处理", "Go on"), Text("已恢复处理", "It goes on"), _plain(REASON), _reason(making.resumed)
    ),
    Step(
        "review",
        Text("季度评审", "Quarterly review"),
        Text("评审已登记", "The review is noted"),
        forms.review_fields,
        _reviewed,
        serves=("review",),
        confirm=Text("评审意见签署后不能修改，确定吗？", "What is signed cannot be changed. Sign it?"),
    ),
    Step(
        "reopen",
        Text("重新立项", "Open again"),
        Text("已重新立项", "Opened again"),
        _plain(REASON),
        _reason(making.reopened),
        confirm=Text("时限将重新开始计算，确定重新立项吗？", "Its clocks begin anew. Open it again?"),
    ),
)
DECIDE = Step(
    "extensions",
    Text("批复延期", "Decide about more time"),
    Text("已批复延期申请", "The request for more time is decided"),
    forms.decide_fields,
    decided(""),
    serves=("decide",),
)
"""The step about one request; `part` names it."""
