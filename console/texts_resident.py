"""Words of the resident's panel, the search, and the question of a repeated complaint (FILE-1). Part of `texts`."""

from scripts_lib.model import Text

RESIDENT: dict[str, Text] = {
    "resident.title": Text("住户", "Resident"),
    "resident.none": Text("没有来电", "no call"),
    "resident.asked": Text("正在查找来电住户…", "Looking up who calls…"),
    "resident.unknown": Text("未找到登记此号码的住户", "Nobody in the book has this number"),
    "resident.withheld": Text("对方未显示号码", "The number is withheld"),
    "resident.offer": Text("按回车查找：房号、姓名", "Enter: search by room or name"),
    "resident.several": Text(
        "此号码登记在 {count} 位住户名下，是哪一位？", "{count} residents have this number. Who is it?"
    ),
    "resident.other": Text("查找其他住户…", "somebody else…"),
    "resident.away": Text("✗ 服务端没有应答，按回车重试", "✗ no answer from the desk: Enter tries again"),
    "resident.refused": Text("✗ {why} 按回车重试", "✗ {why} Enter tries again"),
    "resident.head": Text("{name}  {home}", "{name}  {home}"),
    "resident.chosen": Text("（坐席选定）", " (chosen by you)"),
    "resident.note": Text("备注：{note}", "Note: {note}"),
    "resident.household": Text("同住：{names}", "Same home: {names}"),
    "resident.hint": Text("回车：查找其他住户", "Enter: somebody else"),
    "resident.hint.keep": Text("＋：把来电号码登记给这位住户", "+: keep this number for the resident"),
    "resident.hint.link": Text(
        "数字：关联未结投诉\u3000回车：查找其他住户", "digit: same as that ticket\u3000Enter: somebody else"
    ),
    "resident.quiet": Text("没有通话和投诉记录", "no calls or complaints on file"),
    # tickets: open, with how they stand
    "resident.ticket.late": Text("⚠ 逾期 {span}：", "⚠ overdue {span}: "),
    "resident.ticket.over": Text("⚠ 已逾期：", "⚠ overdue: "),
    "resident.ticket.due": Text("未结，{at} 到期（剩 {span}）：", "open, due {at} (in {span}): "),
    "resident.ticket.open": Text("未结：", "open: "),
    "resident.ticket.asked": Text("已回访，待销项：", "followed up, to be closed: "),
    "resident.ticket.done": Text("已办结，待回访：", "done, to be followed up: "),
    "resident.ticket": Text("{state}{kind} {matter} {number}", "{state}{kind}, {matter} {number}"),
    "resident.linked": Text("✓ 已关联  ", "✓ linked  "),
    # promises (LINE-8)
    "resident.promise.broken": Text(
        "⚠ 承诺已过 {span}：{what}（{agent}）", "⚠ promise {span} late: {what} ({agent})"
    ),
    "resident.promise.open": Text(
        "承诺{at} 前（剩 {span}）：{what}（{agent}）", "promised by {at} (in {span}): {what} ({agent})"
    ),
    "resident.promise.kept": Text("承诺已兑现：{what}（{agent}）", "promise kept: {what} ({agent})"),
    # past calls
    "resident.calls": Text("以往通话", "Past calls"),
    "resident.call": Text("{at} {agent}{about}", "{at} {agent}{about}"),
    "resident.call.agent": Text("{name}：", "{name}: "),
    "resident.call.no_about": Text("没有记录", "nothing noted"),
    "resident.call.missed": Text("未接通", "not reached"),
    "resident.call.ours": Text("外呼 ", "our call: "),
    # times
    "span.minutes": Text("{count} 分钟", "{count} min"),
    "span.hours": Text("{count} 小时", "{count} h"),
    "span.days": Text("{count} 天", "{count} d"),
    "at.today": Text("今天 {time}", "today {time}"),
    "at.yesterday": Text("昨天 {time}", "yesterday {time}"),
    "at.tomorrow": Text("明天 {time}", "tomorrow {time}"),
    # search
    "search.title": Text("查找住户", "Find a resident"),
    "search.blank": Text("房号（3-2-501）、姓名、拼音首字母或电话", "room (3-2-501), name, its pinyin, or number"),
    "search.hint": Text(
        "边输边查  ↑↓ 选择，回车确定，Esc 返回", "Results as you type; ↑↓ and Enter choose, Esc closes"
    ),
    "search.busy": Text("正在查找…", "Searching…"),
    "search.nothing": Text(
        "没有找到“{words}”。换房号、姓名或电话试试。", "Nobody found for “{words}”. Try room, name or number."
    ),
    "search.more": Text(
        "共 {total} 位，显示前 {shown} 位；再多输几个字。", "{total} found, the first {shown} shown; type more."
    ),
    "search.count": Text("找到 {total} 位", "{total} found"),
    "search.failed": Text("✗ {why} 按回车再查一次。", "✗ {why} Enter searches again."),
    "search.away": Text("✗ 服务端没有应答，按回车再查一次。", "✗ No answer from the desk; Enter searches again."),
    # a repeated complaint
    "repeat.ask": Text("该户已有未结投诉 {number}，是否为同一事项？", "Same matter as open ticket {number}?"),
    "repeat.yes": Text("是，关联", "yes, link"),
    "repeat.no": Text("不是", "no"),
    # notices
    "say.resident": Text("来电人：{name}  {home}", "The caller is {name}, {home}"),
    "say.number_kept": Text("已把来电号码登记给 {name}", "the number is kept for {name}"),
    "say.resident_late": Text(
        "这通电话已不在手上，没有更改。", "That call is no longer in hand; nothing was changed."
    ),
    "say.resident_no_call": Text(
        "没有来电。有来电时按 {k_resident} 查看住户。",
        "There is no call. With a call, {k_resident} shows the resident.",
    ),
    "say.linked": Text(
        "已关联 {number}，登记时记为重复投诉。", "Linked to {number}; registered as a repeated complaint."
    ),
    "say.unlinked": Text("未关联 {number}，按新事项登记。", "Not linked to {number}; registered as a new matter."),
}
