"""Words of what is reported at once (SEC-2), at the agent's and the supervisor's console. Part of `texts`."""

from scripts_lib.model import Text

INCIDENTS: dict[str, Text] = {
    "report.title": Text("立即报告：什么情况", "Report at once: what is it?"),
    "report.words": Text("{kind}：发生了什么", "{kind}: what happened?"),
    "report.hint": Text(
        "一行说清：在哪里、谁有危险、已经做了什么。回车送出，Esc 取消",
        "One line: where, who is in danger, what has been done. Enter sends, Esc cancels",
    ),
    "report.done": Text("已报告“{kind}”，主管和经理马上收到。", "Reported: {kind}. Supervisors and managers know."),
    "report.away": Text(
        "服务端断开，报告还没有送到！请马上打电话报告主管；连上后自动送出。",
        "The desk is away and has NOT got the report. Telephone your supervisor now; it is sent later by itself.",
    ),
    "report.unkept": Text(
        "服务端断开，报告没有送到，这台电脑也存不下（{why}）！请马上打电话报告主管，不要关闭本窗口。",
        "The desk has NOT got the report, nor can this PC keep it ({why}). Telephone your supervisor; stay here.",
    ),
    "report.unsent": Text("有 {count} 条立即报告还没有送到服务端！", "{count} reports have not reached the desk!"),
    "inc.title": Text("立即报告", "Reported at once"),
    "inc.hint": Text("T 接手  N 新报告  R 刷新  Esc 返回", "T take it in hand  N report  R read again  Esc closes"),
    "inc.said": Text("等待接手 {open} 件，共 {total} 件", "{open} wait for somebody, {total} in all"),
    "inc.none": Text("没有报告", "nothing was reported"),
    "inc.col.state": Text("接手", "taken"),
    "inc.col.kind": Text("情况", "what"),
    "inc.col.words": Text("内容", "words"),
    "inc.col.name": Text("报告人", "by"),
    "inc.col.at": Text("时间", "at"),
    "inc.by_itself": Text("系统", "the desk"),
    "inc.waits": Text("▲ 已 {time}", "▲ for {time}"),
    "inc.taken_after": Text("{time} 后", "after {time}"),
    "inc.taken_by": Text("{name} 接手：{note}", "{name} took it: {note}"),
    "inc.take": Text("接手“{kind}”：怎样处理", "Take in hand, {kind}: what is being done?"),
    "inc.take_hint": Text(
        "如：已通知维保、正在赶往现场。回车确定，Esc 取消", "One line; Enter takes it, Esc cancels"
    ),
    "inc.took": Text("已接手", "taken in hand"),
    "inc.not_open": Text("这一条已有人接手", "somebody has taken this one"),
    "inc.banner": Text("‼ {kind}  {name}报告  已 {time} 未接手", "‼ {kind}, reported by {name}, for {time}"),
    "inc.banner_keys": Text("  按 I 接手", "  I takes it in hand"),
    "inc.more": Text("‼ 另有 {count} 件未接手", "‼ {count} more wait"),
}
