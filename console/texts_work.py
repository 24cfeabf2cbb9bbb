"""Words of the worklist and of the hand-over between shifts (LINE-4, LINE-6, LINE-8, SLA-10). Part of `texts`."""

from scripts_lib.model import Text

WORK: dict[str, Text] = {
    # a call comes while something else is open
    "beside.rings": Text("☎ {ring}  {who} 来电，按 {k_answer} 接听", "☎ {ring}  {who} calls: {k_answer} answers"),
    "beside.waits": Text(
        "☎ {count} 位来电人在排队，按 {k_answer} 接听", "☎ {count} callers wait: {k_answer} answers"
    ),
    "beside.talks": Text("▶ 通话中 {time}", "▶ talking {time}"),
    "beside.reading": Text("正在读取…", "Reading…"),
    "beside.away": Text("✗ 服务端没有应答，按 r 重试", "✗ no answer from the desk: r tries again"),
    "beside.refused": Text("✗ {why}", "✗ {why}"),
    # worklist
    "work.title": Text("待办：回拨、答复、回访", "Work list: ring back, answer, follow up"),
    "work.none": Text("没有待办。", "Nothing is owed."),
    "work.more": Text("   （共 {total} 项，显示前 {shown} 项）", "   (the first {shown} of {total})"),
    "work.hint": Text(
        "回车 拨打  d 记结果  x 免回拨  r 刷新  Esc 返回", "Enter rings  d done  x excuse  r reload  Esc closes"
    ),
    "when.overdue": Text("⚠ 已逾期", "⚠ overdue"),
    "when.soon": Text("一小时内到期", "due within the hour"),
    "when.at_once": Text("尽快回拨", "as soon as possible"),
    "when.today": Text("今天到期", "due today"),
    "when.later": Text("以后到期", "later"),
    "work.late": Text("⚠ 逾期 {span}", "⚠ {span} late"),
    "work.left": Text("还剩 {span}", "{span} left"),
    "work.waits": Text("已等 {span}", "waits {span}"),
    "work.hours_minutes": Text("{hours} 小时 {minutes} 分", "{hours} h {minutes} min"),
    "work.nobody": Text("未登记住户", "not listed"),
    "work.tried": Text("已拨 {count} 次", "tried {count}×"),
    "work.tried_at": Text("已拨 {count} 次未通，最近一次{at}", "tried {count}×, last {at}"),
    "work.calls": Text("来电 {count} 次，等待 {wait}", "called {count}×, waited {wait}"),
    "work.called": Text("{first} 来电未接通，等待 {wait}", "called {first}, waited {wait}"),
    "work.called_often": Text(
        "{count} 次来电未接通：首次{first}，最近{last}，最长等待 {wait}",
        "called {count}×: first {first}, last {last}, waited up to {wait}",
    ),
    "work.promised": Text("承诺{at} 前答复：{what}{ticket}", "promised by {at}: {what}{ticket}"),
    "work.follow_up": Text("{at} 前回访：{what}{ticket}", "follow up by {at}: {what}{ticket}"),
    "work.ticket": Text("（工单 {number}）", " (ticket {number})"),
    "work.no_number": Text("未显示号码，无法回拨。", "The number is withheld: nobody can ring back."),
    "work.dialled": Text("正在拨打 {who}。", "Calling {who}."),
    "work.talk_settles": Text(
        "这一条回拨接通后自动销项；不需要回拨请按 x。",
        "This one is settled by talking with the caller; x excuses it.",
    ),
    "work.say_result": Text(
        "已与{who}通话：按 {k_owed}，再按 d 记下结果。", "You talked with {who}: {k_owed}, then d notes the result."
    ),
    "work.satisfied": Text("住户对处理结果满意吗", "Is the resident satisfied?"),
    "work.satisfied.yes": Text("满意", "satisfied"),
    "work.satisfied.no": Text("不满意", "not satisfied"),
    "work.satisfied.unsaid": Text("没有表态", "did not say"),
    "work.satisfied.hint": Text("按 y / n 或数字选择，Esc 取消", "y, n or a digit; Esc cancels"),
    "work.result": Text("记下结果：{who}", "Result: {who}"),
    "work.result.hint": Text("怎样答复的、对方怎么说；回车保存，Esc 取消", "what was said; Enter saves, Esc cancels"),
    "work.done": Text("✓ 已记下结果：{who}", "✓ noted: {who}"),
    "work.excused": Text("✓ 已记为免回拨：{who}", "✓ excused: {who}"),
}
