"""What pages call the desk's own values: roles, states, kinds of duty. The rules' words come from `scripts_lib`."""

from api.schemas import ROLE_TITLES, AgentView, DutyKind, TicketState
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
    DutyKind.FOLLOW_UP: Text("投诉回访", "Follow-up"),
}


def role_title(person: AgentView) -> Text:
    """What people call this person's role."""
    return Text(*ROLE_TITLES[person.role])
