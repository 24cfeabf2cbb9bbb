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
        "回车 拨打  d 记结果  b 工单办结  x 免回拨  r 刷新  Esc 返回",
        "Enter rings  d result  b complaint done  x excuse  r reload  Esc closes",
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
    "work.advised": Text("主管已答复：{what}{ticket}", "the supervisor answered: {what}{ticket}"),
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
    "work.settle": Text("工单 {number} 办结：处理结果", "Ticket {number} is done: the result"),
    "work.settle.hint": Text("做了什么、结果怎样；回车继续，Esc 取消", "what was done; Enter goes on, Esc cancels"),
    "work.settle.sure": Text("确认工单 {number} 已办结？", "Is ticket {number} done?"),
    "work.settle.yes": Text("已办结，由客服中心回访", "done; a follow-up call is owed"),
    "work.settle.no": Text("还没有，返回", "not yet"),
    "work.settle.ask": Text(
        "处理结果：{result}（y / n 或数字，Esc 取消）", "Result: {result} (y, n or a digit; Esc cancels)"
    ),
    "work.settle.done": Text(
        "✓ 工单 {number} 已办结，回访已列入待办", "✓ ticket {number} is done; its follow-up is owed"
    ),
    "work.settle.none": Text("这一条没有工单。", "No ticket stands behind this one."),
    "work.settle.is_done": Text(
        "工单 {number} 已经办结，请回访后按 d 记结果。", "Ticket {number} is done already: follow up, then d."
    ),
    "work.excused": Text("✓ 已记为免回拨：{who}", "✓ excused: {who}"),
    # hand-over between shifts (LINE-6)
    "note.title": Text("交接班记录", "Hand-over between shifts"),
    "note.hint": Text(
        "↑↓ 选择  PgUp/PgDn 翻看  回车 签收  n 写本班记录  Esc 返回",
        "↑↓ choose  PgUp/PgDn read on  Enter signs  n writes one  Esc closes",
    ),
    "note.none": Text("还没有交接班记录，按 n 填写。", "There is no note yet; n writes one."),
    "note.unread": Text("{count} 条未读，读后按回车签收", "{count} unread: Enter signs what was read"),
    "note.all_read": Text("没有未读的交接班记录", "nothing unread"),
    "note.draft_waits": Text("   本班记录还没有提交，按 n 继续填写", "   your own note is not handed in: n goes on"),
    "note.standing.unread": Text("● 未读", "● unread"),
    "note.standing.signed": Text("✓ 已签收", "✓ signed"),
    "note.standing.mine": Text("  本人填写", "  my own"),
    "note.standing.old": Text("  以往记录", "  past"),
    "note.row": Text("{at}  {name}", "{at}  {name}"),
    "note.head": Text("{name}  {at}", "{name}  {at}"),
    "note.business": Text("业务变动", "Business"),
    "note.notices": Text("通知事项", "Notices"),
    "note.suggestions": Text("住户建议", "Suggestions"),
    "note.complaints": Text("投诉跟进", "Complaints"),
    "note.equipment": Text("设备情况", "Equipment"),
    "note.part": Text("{part}：{text}", "{part}: {text}"),
    "note.nothing": Text("无", "none"),
    "note.tickets": Text("交班时未结投诉 {count} 件", "open complaints as they stood: {count}"),
    "note.ticket": Text(
        "{number}  {kind}  {matter}（{contact}）{due}", "{number}  {kind}: {matter} ({contact}){due}"
    ),
    "note.ticket.late": Text("⚠ 已逾期，应于{at} 办理", "⚠ overdue since {at}"),
    "note.ticket.over": Text("⚠ 已逾期", "⚠ overdue"),
    "note.ticket.due": Text("{at} 到期", " due {at}"),
    "note.ticket.asked": Text("已回访，待销项", " followed up, to be closed"),
    "note.ticket.done": Text("已办结，待回访", " done, to be followed up"),
    "note.duty": Text("交班时待办 {count} 项", "work list as it stood: {count}"),
    "note.signed": Text("签收：{who}", "Signed: {who}"),
    "note.signature": Text("{name} {at}", "{name} {at}"),
    "note.unsigned": Text("签收：还没有人签收", "Signed: by nobody yet"),
    "note.signing": Text("正在签收…", "Signing…"),
    "note.own": Text("✗ 自己写的记录由接班人签收。", "✗ Your own note is signed by who takes over."),
    "note.told": Text(
        "有 {count} 条交接班记录未读，按 {k_handover} 阅读并签收。",
        "{count} notes of hand-over are unread: {k_handover} to read and sign.",
    ),
    "note.owed": Text(
        "本班还没有写交接班记录（{k_handover}）。再按一次 {k_quit} 退出。",
        "No note of hand-over was written in this shift ({k_handover}). {k_quit} again leaves.",
    ),
    # its form
    "note.form": Text("填写交接班记录", "Note of this shift"),
    "note.form.hint": Text(
        "Tab 换栏  PgUp/PgDn 翻看  {k_save} 提交  Esc 返回（草稿保留）",
        "Tab next field  PgUp/PgDn read on  {k_save} hands in  Esc closes (kept)",
    ),
    "note.form.state": Text("五项至少填写一项，没有的留空。", "Fill in what there is, at least one part."),
    "note.form.restored": Text("已恢复上次没有提交的内容。", "What was not handed in is restored."),
    "note.form.draft_failed": Text(
        "✗ 草稿写不进磁盘（{why}），请尽快提交。", "✗ The draft cannot be written ({why}); hand it in soon."
    ),
    "note.form.empty": Text("✗ 至少填写一项。", "✗ Fill in one part."),
    "note.form.sending": Text("正在提交…", "Handing in…"),
    "note.form.away": Text(
        "✗ 服务端没有应答，内容已存草稿；请稍后再按 {k_save}。",
        "✗ No answer from the desk; kept. {k_save} tries again.",
    ),
    "note.form.done": Text("交接班记录已提交，等接班人签收。", "The note is handed in; who takes over signs it."),
    "note.form.facts": Text(
        "系统自动附上：未结投诉 {tickets} 件，待办 {duty} 项",
        "Added by the desk: {tickets} open complaints, {duty} owed",
    ),
    "note.form.no_facts": Text(
        "✗ 未结投诉读取失败，提交时仍会附上。",
        "✗ The open complaints could not be read; the desk adds them all the same.",
    ),
    "note.hint.business": Text("流程、收费、联系人等变化", "procedures, charges, contacts"),
    "note.hint.notices": Text("停水停电、检修、活动等", "water, power, repairs, events"),
    "note.hint.suggestions": Text("住户提的意见和建议", "what residents propose"),
    "note.hint.complaints": Text("需要下一班跟进的话", "what the next shift has to follow"),
    "note.hint.equipment": Text("电话、耳麦、电脑等", "telephones, headsets, computers"),
}
