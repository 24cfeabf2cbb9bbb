"""What pages call what became of a letter, and why it waits. Knows no service."""

from api.schemas.mail import Fate, LetterView
from api.schemas.outbox import OutState
from scripts_lib.model import Text

FATES = {
    Fate.HELD: Text("待处理", "Waiting"),
    Fate.COMPLAINT: Text("已登记", "Registered"),
    Fate.ANSWER: Text("归入原件", "Belongs to another"),
    Fate.DISMISSED: Text("不是投诉", "No complaint"),
    Fate.IGNORED: Text("自动邮件", "By a machine"),
}
WHY = {
    "phone": Text("缺联系电话", "no telephone number"),
    "place": Text("缺楼栋房号", "no home or place"),
    "contact": Text("缺联系人", "no contact"),
    "matter": Text("缺事由", "no matter"),
    "kind": Text("类别不明", "kind not clear"),
    "department": Text("责任部门不明", "department not clear"),
    "spam": Text("疑似垃圾邮件", "looks like spam"),
    "empty": Text("没有内容", "nothing in it"),
    "many": Text("同一发信人一小时内来信过多", "too many from this sender within the hour"),
    "auto_reply": Text("自动回复", "an automatic reply"),
    "bounce": Text("退信", "returned mail"),
    "list": Text("群发邮件", "sent to a list"),
    "own": Text("本系统发出", "our own"),
    "no_sender": Text("没有发信人", "no sender"),
}
PURPOSES = {
    "acknowledge": Text("告知单号", "Number told"),
    "ask": Text("请业主补充资料", "Asked for what lacks"),
    "reply": Text("回信", "Written back"),
    "handover": Text("送达责任部门", "Sent to the department"),
    "survey": Text("问卷", "Questionnaire"),
    "notice": Text("材料已备好的通知", "A paper is ready"),
    "alarm": Text("告警", "Alarm"),
    "laid": Text("呈报的通知", "Laid before a manager"),
    "incident": Text("立即报告的通知", "Reported at once"),
}
OUT_STATES = {
    OutState.WAITING: Text("待发送", "Waiting to be sent"),
    OutState.SENT: Text("已发送", "Sent"),
    OutState.DEAD: Text("发送失败", "Given up"),
}


def why_of(letter: LetterView) -> Text | None:
    """Why it waits or was put aside; None where nothing is to be said. What a person wrote is shown as it stands."""
    if not letter.why:
        return None
    known = [WHY.get(one, Text(one, one)) for one in letter.why.split("; ")]
    return Text("、".join(one.zh for one in known), ", ".join(one.en for one in known))
