"""What pages call the desk's own values: roles, states, kinds of duty. The rules' words come from `scripts_lib`."""

from api.quality.offers import CaseStep
from api.schemas import ROLE_TITLES, AgentView, DoubtEnd, DutyKind, OpenReason, Relation, TicketState
from api.schemas.quality import CaseState
from scripts_lib.model import Text

STATES = {
    TicketState.REGISTERED: Text("已登记", "Registered"),
    TicketState.SENT: Text("已送达，待签收", "Sent"),
    TicketState.SIGNED: Text("已签收", "Signed for"),
    TicketState.IN_HAND: Text("处理中", "In hand"),
    TicketState.ANSWERED: Text("部门已答复", "Answered"),
    TicketState.DONE: Text("已办结", "Done"),
    TicketState.FOLLOWED_UP: Text("已回访", "Followed up"),
    TicketState.CLOSED: Text("已销项", "Closed"),
    TicketState.DECLINED: Text("已婉拒", "Declined"),
    TicketState.SUSPENDED: Text("挂起待评审", "Set aside"),
    TicketState.REOPENED: Text("重新立项", "Reopened"),
}
DUTIES = {
    DutyKind.SHORT: Text("响铃即挂", "Hung up at once"),
    DutyKind.WITHHELD: Text("未显示号码", "Number withheld"),
    DutyKind.ABANDONED: Text("未接来电", "Missed call"),
    DutyKind.CALLBACK: Text("要求回拨", "Asked to be rung back"),
    DutyKind.VOICEMAIL: Text("语音留言", "Voice message"),
    DutyKind.PROMISE: Text("答复承诺", "Promised answer"),
    DutyKind.ADVICE: Text("主管答复", "Supervisor's answer"),
    DutyKind.FOLLOW_UP: Text("投诉回访", "Follow-up"),
}
RELATIONS = {
    Relation.SAME_CAUSE: Text("同一原因", "Same cause"),
    Relation.REPEAT: Text("同一户再次投诉", "The same again"),
    Relation.FOUND_ON_THE_WAY: Text("途中发现的新问题", "Found on the way"),
    Relation.OTHER: Text("其他", "Other"),
}
OPEN_REASONS = {
    OpenReason.ACT: Text("需要派人处理", "Someone must go and act"),
    OpenReason.FAULT_FOUND: Text("管理人员发现问题，需要跟进", "Staff found a fault"),
    OpenReason.QUESTION: Text("问题需要跟进答复", "A question needs follow-up"),
    OpenReason.URGENT: Text("紧急求助", "An urgent call for help"),
    OpenReason.INQUIRY: Text("请我方代为了解", "Help to find something out"),
}
DOUBT_ENDS = {
    DoubtEnd.STANDS: Text("立项正确，照此办理", "Rightly opened, goes on as it stands"),
    DoubtEnd.NATURE: Text("性质已调整", "The nature was changed"),
    DoubtEnd.WEIGHT: Text("程度已调整", "The weight was changed"),
    DoubtEnd.DECLINED: Text("不立项，已婉拒", "No case: declined"),
}
"""How a doubt whether it is a case was settled (CASE-1)."""
WAITS = {
    "send": Text("待送达责任部门", "To be sent"),
    "sign": Text("待签收", "To be signed for"),
    "take": Text("待接手处理", "To be taken in hand"),
    "answer": Text("待交回处理表", "Form to be returned"),
    "settle": Text("待办结", "To be settled"),
    "follow_up": Text("待回访", "To be followed up"),
    "close": Text("待销项", "To be closed"),
    "review": Text("待季度评审", "Quarterly review"),
    "reply": Text("待首次回复业主", "First reply to the resident"),
    "propose": Text("待提出解决方案", "Solution to be proposed"),
    "clear_answer": Text("待给业主明确答复", "Clear answer to the resident"),
    "tell": Text("待告知业主结果", "Result to be told"),
    "check": Text("待核实结果", "Result to be checked"),
    "open_found": Text("新问题待立项", "New problem needs its case"),
    "pass_up": Text("待呈报上级", "To be laid before the manager"),
    "consent": Text("待同意销项", "Consent to closing"),
    "decide": Text("延期待批复", "More time to be decided"),
    "judge_doubt": Text("立项请示待答复", "In doubt: is it a case?"),
    "laid": Text("已呈报给您", "Laid before you"),
    "chase": Text("超时待跟催", "Limit passed: chase it"),
    "look": Text("超时督办", "Limit passed: look into it"),
}
"""What a ticket waits for (`TicketDuty.what`)."""


CASE_STATES = {
    CaseState.PROPOSED: Text("待认定", "Proposed"),
    CaseState.CONFIRMED: Text("已认定", "Confirmed"),
    CaseState.REJECTED: Text("已驳回", "Rejected"),
    CaseState.APPEALED: Text("申诉中", "Appealed"),
    CaseState.UPHELD: Text("申诉后维持", "Upheld"),
    CaseState.OVERTURNED: Text("申诉后撤销", "Overturned"),
    CaseState.WITHDRAWN: Text("已撤回", "Withdrawn"),
}
CASE_STEPS = {
    CaseStep.CONFIRM: Text("认定", "Confirm"),
    CaseStep.REJECT: Text("驳回", "Reject"),
    CaseStep.APPEAL: Text("申诉", "Appeal"),
    CaseStep.UPHOLD: Text("维持认定", "Uphold"),
    CaseStep.OVERTURN: Text("撤销认定", "Overturn"),
    CaseStep.WITHDRAW: Text("更正撤回", "Withdraw"),
}
"""What may be done with an offence (`api.quality.offers`)."""


def role_word(role: str) -> Text:
    """What people call a role; the word itself where it is none."""
    known = {str(one): words for one, words in ROLE_TITLES.items()}
    return Text(*known[role]) if role in known else Text(role, role)


def role_title(person: AgentView) -> Text:
    """What people call this person's role."""
    return Text(*ROLE_TITLES[person.role])
