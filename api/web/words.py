"""What pages call the desk's own values: roles, states, kinds of duty. The rules' words come from `scripts_lib`."""

from api.schemas import ROLE_TITLES, AgentView, DutyKind, TicketState
from scripts_lib.model import Text

STATES = {
    TicketState.REGISTERED: Text("已登记", "Registered"),
    TicketState.DONE: Text("已办结", "Done"),
    TicketState.CLOSED: Text("已销项", "Closed"),
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
