"""What a role play says on the terminal, in Chinese or English."""

from scripts_lib.model import Text

TEXTS = {
    "begins": Text(
        "情景演练：{calls} 位模拟来电人将依次来电。正在启动 …",
        "Role play with simulated callers, one after another, {calls} in all. Starting ...",
    ),
    "call": Text("第 {n} 通：{total} 分", "Call {n}: {total} points"),
    "callers": Text(
        "模拟来电人 {count} 位（{mark} 本单位自备）：", "{count} simulated callers ({mark} the site's own):"
    ),
    "times": Text("  振铃 {ring} 秒，通话 {talk:.0f} 秒", "  rang {ring} s, talked {talk:.0f} s"),
    "listens": Text(
        "演练会听取通话：忌语当场提示并扣分，开场白和结束语逐项核对（漏说只提示）。",
        "The play listens: forbidden phrases are shown at once and cost points; opening and ending are ticked.",
    ),
    "settling": Text("正在整理通话文字 …", "Waiting for the last words ..."),
    "deaf": Text(
        "演练不听取通话，忌语和规定用语请培训人自己听（{why}）。",
        "The play does not listen: forbidden and required phrases are the trainer's to hear ({why}).",
    ),
    "said_opening": Text("  开场白：{parts}", "  opening: {parts}"),
    "said_ending": Text("  结束语：{parts}", "  ending: {parts}"),
    "uncounted": Text("提示", "hint"),
    "instead": Text("；应说：{words}", "; say: {words}"),
    "written": Text("  已写：{fields}", "  written so far: {fields}"),
    "no_ticket": Text("    没有登记投诉单", "    no complaint was registered"),
    "model": Text("  参考记录：{at}；{matter}；要求：{demand}", "  a good record: {at}; {matter}; demand: {demand}"),
    "give_points": Text("{trainer}，请给本次演练打分（0-100）", "{trainer}, your marks for this play (0-100)"),
    "give_remark": Text("评语（可直接回车）", "Your remark (Enter for none)"),
    "trainer": Text(
        "培训人 {trainer}：{points} 分，评语：{remark}", "Trainer {trainer}: {points} points, remark: {remark}"
    ),
    "trainer_failed": Text(
        "培训人评分未达到 {need} 分，请再练一次。", "The trainer gave less than {need}: train again, please."
    ),
    "lacking": Text("（缺：{lacking}）", " (lacking: {lacking})"),
    "passed": Text("平均 {total} 分，合格（{need} 分）。", "{total} on average: passed ({need})."),
    "failed": Text(
        "平均 {total} 分，未达到 {need} 分，请再练一次。", "{total} on average, below {need}: train again, please."
    ),
    "paper": Text("合格证书：{path}", "Certificate: {path}"),
    "no_paper": Text("证书没有写成：{why}", "The certificate was not written: {why}"),
    "exam": Text(
        "{month} 月度考试，共 {count} 题。直接回车可以跳过；交卷之前不计分。",
        "Test of {month}, {count} questions. Enter alone leaves one out; nothing counts until you hand it in.",
    ),
    "taken": Text(
        "{month} 的月度考试已经交卷，得分 {points}。", "The test of {month} is handed in already: {points} points."
    ),
    "choose": Text("   选择（{marks}）", "   choose ({marks})"),
    "hand_in": Text("现在交卷吗？每月只能交一次", "Hand it in now? Once a month"),
    "not_handed_in": Text("没有交卷，可以重新再考。", "Not handed in; you may take it again."),
    "wrong": Text("✗ 第 {n} 题（{rule}）应为：{answer}", "✗ question {n} ({rule}), right: {answer}"),
    "test_passed": Text("得分 {points}，合格。", "{points} points: passed."),
    "year": Text("{year} 年培训计划，共 {count} 次", "Training plan of {year}: {count} sessions"),
    "session": Text(
        "  {number}. {day} {stage}　培训人 {trainer}　到课：{who}",
        "  {number}. {day} {stage}, by {trainer}; there: {who}",
    ),
    "not_noted": Text("未登记", "not noted"),
    "nobody_came": Text("无人", "nobody"),
    "unplanned": Text("本年还没有安排：{stages}", "Not planned this year: {stages}"),
    "trainees": Text("坐席 {count} 人，{due} 人应补训", "{count} agents, {due} are due"),
    "trainee": Text(
        "  {name}　{due}；演练 {play}（{passed}）；本月考试 {test}",
        "  {name}: {due}; role play {play} ({passed}); test of the month {test}",
    ),
    "due": Text("应补训：{stages}", "due: {stages}"),
    "nothing_due": Text("无应补训", "nothing due"),
    "certified": Text("{day} 合格", "passed on {day}"),
    "by_trainer": Text("，培训人 {points}", ", by the trainer {points}"),
    "unplan": Text("从计划中撤销 {day} 的“{stage}”，确定吗？", "Take “{stage}” on {day} out of the plan?"),
    "not_kept": Text("成绩没有记入档案，再试一次吗？", "The score is not kept. Try again?"),
    "unanswered": Text(
        "{calls} 通来电接听了 {answered} 通，没有接听的按 0 分计。",
        "{answered} of {calls} calls were answered; the others count 0.",
    ),
    "play_due": Text("未合格", "not passed yet"),
    "test_due": Text("未考", "not taken"),
    "no_session": Text("没有第 {number} 次培训", "there is no session {number}"),
    "nobody": Text("没有叫 {name} 的坐席", "no agent is called {name}"),
    "several": Text(
        "有几位坐席叫 {name}，请管理员先区分姓名",
        "several agents are called {name}: let an administrator tell them apart",
    ),
    "kept": Text("成绩已记入 {name} 的培训档案。", "The score is kept in the record of {name}."),
    "test_failed": Text("得分 {points}，不足 60 分。", "{points} points, under 60."),
}

LABELS = {
    "contact": Text("联系人", "contact"),
    "phone": Text("联系电话", "telephone"),
    "place": Text("地点", "place"),
    "happened_at": Text("发生时间", "when it happened"),
    "matter": Text("事情经过", "what happened"),
    "demand": Text("住户要求", "what is wanted"),
    "hear": Text("听清楚", "hear"),
    "ask": Text("问清楚", "ask"),
    "record": Text("记清楚", "record"),
    "repeat": Text("复清楚", "repeat back"),
    "follow": Text("跟清楚", "follow up"),
    "agent": Text("坐席先挂断", "the agent hung up"),
    "unanswered": Text("没有接听", "not answered"),
}
"""What is lacking in a score, as people call it: fields of the record, the five clears, who hung up."""


def tell(key: str, lang: str, **values: object) -> str:
    """One line."""
    return TEXTS[key].of(lang).format(**values)
