"""Words of shifts, approvals and hand-over on the supervisor's console. Part of `texts`."""

from scripts_lib.model import Text

SHIFTS: dict[str, Text] = {
    "shift.title": Text("班次 {day}", "Shifts of {day}"),
    "shift.said": Text(
        "已排 {planned} 人次，迟到 {late}，未到 {missing}，空班 {empty}",
        "{planned} planned, {late} late, {missing} missing, {empty} shifts empty",
    ),
    "shift.uncovered": Text(
        "每天有 {minutes} 分钟没有班次，热线须 24 小时有人（LINE-6）",
        "{minutes} minutes of each day have no shift; the hotline is staffed 24 hours (LINE-6)",
    ),
    "shift.hint": Text(
        "← → 前后一天  E 排人  C 照上周  R 刷新  Esc 返回", "← → day  E plan  C as last week  R read  Esc closes"
    ),
    "shift.crew": Text("{day} {shift}", "{shift} shift, {day}"),
    "shift.crew_hint": Text("空格勾选，回车保存，Esc 取消", "Space ticks, Enter saves, Esc cancels"),
    "shift.no_staff": Text("本班组没有可排的人员", "nobody of your team can be planned"),
    "shift.nobody": Text("（未安排）", "(nobody)"),
    "shift.nothing_to_copy": Text("一周前的这一天没有排班", "nothing was planned a week ago"),
    "shift.cover": Text("替班", "covers"),
    "shift.by": Text("{stands} {minutes} 分", "{stands} {minutes} min"),
    "shift.planned": Text("待上班", "planned"),
    "shift.present": Text("在岗", "present"),
    "shift.late": Text("迟到", "late"),
    "shift.missing": Text("未到岗", "missing"),
    "shift.left": Text("早退", "left early"),
    "shift.done": Text("正常出勤", "done"),
    "shift.absent": Text("缺勤", "absent"),
    "shift.col.shift": Text("班次", "shift"),
    "shift.col.hours": Text("时间", "time"),
    "shift.col.name": Text("姓名", "name"),
    "shift.col.stands": Text("到岗", "attendance"),
    "shift.col.came": Text("签入", "came"),
    "shift.col.left": Text("签出", "left"),
    "shift.write_there": Text("交接班记录请到坐席端（hotline agent）填写", "write your note in hotline agent"),
    "due.title": Text("督办：时限与延期审批", "Limits and approvals"),
    "due.said": Text(
        "未结 {open} 件，已超时 {late}，四小时内到期 {near}，待批延期 {asked}，请示 {doubts}",
        "{open} open, {late} past, {near} within four hours, {asked} wait for an approval, {doubts} for an answer",
    ),
    "due.hint": Text(
        "E 申请延期  U 上报  A 答复请示  R 刷新  Esc 返回", "E more time  U pass up  A answer  R read  Esc closes"
    ),
    "due.doubt": Text("请示：是否立项", "asks: a case?"),
    "due.doubt_of": Text("请示：{asked}", "Asked: {asked}"),
    "due.doubt_hint": Text(
        "写明为什么照此立项；婉拒或改性质、程度在网页上办理。回车答复，Esc 取消",
        "Why it is a case as it stands; decline or judge anew in the browser. Enter answers, Esc cancels",
    ),
    "due.answered": Text("已答复请示", "answered"),
    "due.nothing_asked": Text("这张投诉单没有待答复的请示。", "No question waits for an answer here."),
    "due.col.due": Text("到期", "due"),
    "due.col.left": Text("剩余", "left"),
    "due.col.number": Text("编号", "number"),
    "due.col.weight": Text("程度", "weight"),
    "due.col.clock": Text("时限", "limit"),
    "due.col.matter": Text("事由", "matter"),
    "due.col.waits": Text("审批", "approval"),
    "due.weight.slight": Text("轻微", "slight"),
    "due.weight.important": Text("重要", "important"),
    "due.weight.grave": Text("重大", "grave"),
    "due.no_clock": Text("暂无时限", "no clock runs"),
    "due.waits_short": Text("延至 {until} 待批", "asks to {until}"),
    "due.waits": Text("延至 {until} 待{who}批", "to {until}: {who} decides"),
    "due.level": Text("已升级 {level} 级", "escalated {level}"),
    "due.minutes": Text("{count} 分钟", "{count} min"),
    "due.hours": Text("{count} 小时", "{count} h"),
    "due.days": Text("{count} 天", "{count} days"),
    "due.over": Text("超 {length}", "{length} over"),
    "due.left": Text("{length}", "{length}"),
    "due.not_extendable": Text(
        "没有可申请延期的时限，或已在等待批准", "no clock of it can be extended, or it is asked for already"
    ),
    "due.extend": Text("{number} 延期到", "More time for {number}"),
    "due.until": Text("{at}", "{at}"),
    "due.why": Text("{number} 延期原因", "Why more time for {number}?"),
    "due.why_hint": Text("回车提交，Esc 取消", "Enter asks, Esc cancels"),
    "due.asked": Text("已申请延期，等待批准", "asked for more time"),
    "due.passed_up": Text("已上报", "passed up"),
}
