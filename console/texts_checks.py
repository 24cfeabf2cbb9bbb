"""Words of the terminal of quality beside points: hints, cards, samples, calibration, the year. Part of `texts`."""

from scripts_lib.model import Text

CHECKS: dict[str, Text] = {
    "qa.view.cases": Text("事项", "cases"),
    "qa.view.scores": Text("得分", "scores"),
    "qa.view.fair": Text("公平", "fair"),
    "qa.view.hints": Text("线索", "hints"),
    "qa.view.tasks": Text("待评", "tasks"),
    "qa.view.grades": Text("评分", "cards"),
    "qa.view.samples": Text("抽样", "draws"),
    "qa.view.calibrations": Text("校准", "pairs"),
    "qa.view.year": Text("年度", "year"),
    "qa.view.required": Text("用语", "said"),
    "qa.required": Text("规范用语", "Required phrases"),
    "qa.none.required": Text("本月没有接听的来电", "no call was taken in this month"),
    "qa.of.all": Text("合计", "all"),
    "qa.of.team": Text("班组", "team"),
    "qa.of.agent": Text("坐席", "agent"),
    "qa.col.of": Text("范围", "of"),
    "qa.col.name": Text("姓名", "name"),
    "qa.col.calls": Text("接听", "calls"),
    "qa.col.heard": Text("听到", "heard"),
    "qa.col.missing": Text("没听到", "missing"),
    "qa.col.not_judged": Text("无法判断", "not judged"),
    "qa.required_of": Text("{name}  接听 {calls} 通", "{name}  calls taken: {calls}"),
    "qa.required_part": Text(
        "{label} {rule}：听到 {heard}，没听到 {missing}，无法判断 {not_judged}",
        "{label} {rule}: heard {heard}, missing {missing}, not judged {not_judged}",
    ),
    "qa.required_guide": Text(
        "列表为各项合计。通话太短、没有录音、没有识别或听不清的，都算无法判断。识别会听错，计数只供参考，不扣分。",
        "The list adds all phrases up. Calls too short, not recorded, not listened to or not clear enough are not "
        "judged. Recognition mishears: the counts are a guide, no points are taken.",
    ),
    "qa.keys.required": Text("[ ] 换月  r 刷新  0-9 换页", "[ ] month  r read again  0-9 views"),
    "qa.hints": Text("线索", "Hints"),
    "qa.tasks": Text("待评通话", "Calls to grade"),
    "qa.grades": Text("评分", "Grades"),
    "qa.samples": Text("抽样", "Samples"),
    "qa.calibrations": Text("校准", "Calibration"),
    "qa.year": Text("年度考评", "The year"),
    "qa.none.hints": Text("没有待处理的线索", "no hint to look at"),
    "qa.none.tasks": Text("没有待评的通话：按 7 到抽样，再按 d 抽取", "no call to grade; draw a sample: 7, then d"),
    "qa.none.grades": Text("本月没有评分", "no grade in this month"),
    "qa.none.samples": Text("本月还没有抽样，按 d 抽取", "no sample of this month yet: d draws one"),
    "qa.none.calibrations": Text("还没有校准，按 k 发起", "no calibration yet: k opens one"),
    "qa.none.year": Text("没有坐席", "nobody is scored"),
    "qa.col.fact": Text("线索", "hint"),
    "qa.col.kind": Text("来由", "why"),
    "qa.col.talk": Text("时长", "talk"),
    "qa.col.queue": Text("队列", "queue"),
    "qa.col.grader": Text("评分人", "grader"),
    "qa.col.passed": Text("合格", "passed"),
    "qa.col.call": Text("通话", "call"),
    "qa.col.drawer": Text("抽取人", "by"),
    "qa.col.count": Text("每人", "each"),
    "qa.col.drawn": Text("已抽", "drawn"),
    "qa.col.graded": Text("已评", "graded"),
    "qa.col.rate": Text("合格率", "share"),
    "qa.col.graders": Text("评分人", "graders"),
    "qa.col.done": Text("完成", "done"),
    "qa.col.marks": Text("已打分", "marks"),
    "qa.col.months": Text("月均", "months"),
    "qa.kind.sample": Text("抽样", "sample"),
    "qa.kind.spot": Text("抽查", "spot check"),
    "qa.kind.calibration": Text("校准", "calibration"),
    "qa.more": Text("只列 {count} 条，处理后再看其余", "{count} are shown; the others when these are done"),
    "qa.yes": Text("是", "yes"),
    "qa.no": Text("否", "no"),
    "qa.rule_of": Text("可能涉及 {rule}", "may fall under {rule}"),
    "qa.hint.bonus": Text(
        "系统看到可以加分的情况：核实后按 c 加分，x 不加",
        "The system saw what a bonus is for: having looked, c gives it, x does not",
    ),
    "qa.hint.nothing": Text(
        "线索不作扣分依据：听过录音后，c 转为事项，x 注明无事",
        "A hint counts for nothing: having listened, c makes it a case, x says it was nothing",
    ),
    "qa.call_of": Text("通话 {call}，{time}，时长 {talk}", "call {call}, {time}, {talk} long"),
    "qa.why": Text("原因：{reason}", "reason: {reason}"),
    "qa.to_grade": Text("按 g 或回车填评分卡", "g or Enter fills in the card"),
    "qa.grade_of": Text(
        "{grader} {time} 评 {agent}：{total}（{passed}）", "{grader} {time}, {agent}: {total} ({passed})"
    ),
    "qa.card_version": Text("评分卡版本 {version}", "card {version}"),
    "qa.passed": Text("合格", "passed"),
    "qa.failed": Text("不合格", "not passed"),
    "qa.fatal": Text("致命项", "fatal"),
    "qa.na": Text("不适用", "does not apply"),
    "qa.note": Text("评语：{note}", "note: {note}"),
    "qa.no_points": Text(
        "评分不扣分；要计入考评的问题另按 n 记为事项", "A grade takes no points; n enters what is to count as a case"
    ),
    "qa.sample_of": Text(
        "{month} 抽样：{time} {by} 抽取，每名坐席 {count} 通",
        "Sample of {month}: drawn {time} by {by}, {count} an agent",
    ),
    "qa.sample_more": Text(
        "补抽：{time} {by} 抽取，每名坐席至多 {count} 通", "Further: drawn {time} by {by}, at most {count} an agent"
    ),
    "qa.seed": Text("种子 {seed}，被抽通话指纹 {frame}", "seed {seed}, drawn from {frame}"),
    "qa.all": Text("全体", "all"),
    "qa.calibration_of": Text("{time} {by} 发起：{reason}", "opened {time} by {by}: {reason}"),
    "qa.blind": Text("双方评完前互不可见；已完成：{done}", "blind until both are done; done: {done}"),
    "qa.nobody": Text("无", "nobody"),
    "qa.differs": Text("{label}：{first} / {second}", "{label}: {first} / {second}"),
    "qa.same": Text("其余 {count} 项一致", "{count} others alike"),
    "qa.agreement": Text(
        "各项一致性（已比对 {count} 通，总分平均相差 {within}）",
        "Agreement by criterion ({count} calls, totals {within} apart on average)",
    ),
    "qa.agreement.none": Text("还没有两人都评完的通话，尚无一致性可言", "no call that both have graded yet"),
    "qa.kappa": Text(
        "{label}：κ {kappa}，加权 {weighted}；{words}", "{label}: kappa {kappa}, weighted {weighted}; {words}"
    ),
    "qa.year_of": Text("{agent} {year} 年：{total}", "{agent} {year}: {total}"),
    "qa.year_open": Text("还缺 {count} 项，不出总分", "{count} marks are missing: no score yet"),
    "qa.months_mean": Text(
        "各月得分平均 {mean}（供月度考评参考）", "mean of the months {mean} (for the monthly reviews)"
    ),
    "qa.mark_by": Text("{part}：{mark}（{by} {time}{reason}）", "{part}: {mark} ({by} {time}{reason})"),
    # keys of each view
    "qa.keys.hints": Text(
        "c 转为事项  x 无事  r 刷新  [ ] 换月  0-9 换页", "c case  x nothing  [ ] month  0-9 views"
    ),
    "qa.keys.tasks": Text("g 评分  s 抽查一通  r 刷新  0-9 换页", "g grade  s spot check  r read again  0-9 views"),
    "qa.keys.grades": Text(
        "w 撤回自己的评分  n 记事项  [ ] 换月  0-9 换页", "w take back  n case  [ ] month  0-9 views"
    ),
    "qa.keys.samples": Text(
        "d 抽样  t 补抽  r 刷新  [ ] 换月  0-9 换页", "d draw  t draw further  [ ] month  0-9 views"
    ),
    "qa.keys.calibrations": Text("k 发起校准  r 刷新  0-9 换页", "k open one  r read again  0-9 views"),
    "qa.keys.year": Text("m 打分  [ ] 换月（跨年）  0-9 换页", "m mark  [ ] month, and year  0-9 views"),
    "qa.keys.incidents": Text("n 立即报告  r 刷新  0-9 换页", "n report at once  r read again  0-9 views"),
    "qa.incidents": Text("立即报告", "Reported at once"),
    "qa.none.incidents": Text("没有立即报告：按 n 报告", "nothing was reported at once: n reports"),
    "qa.col.inc_state": Text("接手", "taken"),
    "qa.col.inc_kind": Text("情况", "what"),
    "qa.col.inc_words": Text("内容", "words"),
    "qa.col.inc_name": Text("报告人", "by"),
    "qa.keys.scores": Text(
        "b 加分  n 记事项  j 质检调整  [ ] 换月  r 刷新  0-9 换页", "b bonus  n case  j adjust  [ ] month  0-9 views"
    ),
    "qa.keys.fair": Text("[ ] 换月  r 刷新  0-9 换页", "[ ] month  r read again  0-9 views"),
    # forms
    "qa.form.keys": Text(
        "Tab 换栏  回车核对，再回车提交  Esc 取消", "Tab next  Enter checks, Enter again submits  Esc"
    ),
    "qa.form.again": Text("再按回车提交：{what}", "Enter again submits: {what}"),
    "qa.form.required": Text("{field}：必填", "{field}: required"),
    "qa.form.choice": Text(
        "{field}：请输入代码，或能唯一确定的几个字", "{field}: type its code, or what only one has"
    ),
    "qa.form.number": Text("{field}：要写数字", "{field}: a number"),
    "qa.form.time": Text("{field}：写成 2026-11-29 14:30", "{field}: as 2026-11-29 14:30"),
    "qa.form.case": Text("记录一条违规（需另行确认）", "Enter an offence (to be confirmed)"),
    "qa.form.bonus": Text("加分", "Give a bonus"),
    "qa.form.spot": Text("抽查一通电话", "Spot check of a call"),
    "qa.form.sample": Text("抽样", "Draw a sample"),
    "qa.form.calibration": Text("两人校准同一通电话", "Two graders on one call"),
    "qa.form.year": Text("{agent} {year} 年度考评（0～100）", "{agent}, {year} (0 to 100)"),
    "qa.form.hint_bonus": Text("确认加分", "Give the bonus"),
    "qa.form.hint_case": Text("转为事项（需另行确认）", "Make it a case (to be confirmed)"),
    "qa.form.hint_nothing": Text("经核实无事", "It was nothing"),
    "qa.form.grade": Text("提交评分", "Hand in the card"),
    "qa.form.criterion_note": Text("{label}：备注", "{label}: note"),
    "qa.form.top_up": Text("{month} 补抽", "Draw the sample of {month} further"),
    "qa.form.top_up.since": Text(
        "只从 {time} 之后结束的通话里补抽；已抽、已评的都保留，两次按通话数加权",
        "Only of calls that ended after {time}; what was drawn and graded stays, both weigh by their calls",
    ),
    "qa.form.withdraw_grade": Text("撤回评分的理由", "Why the grade is taken back"),
    "qa.field.agent": Text("坐席", "agent"),
    "qa.field.rule": Text("规定", "rule"),
    "qa.field.when": Text("发生时间", "when"),
    "qa.field.words": Text("所见", "what was seen"),
    "qa.field.call": Text("通话编号", "call"),
    "qa.field.month": Text("月份", "month"),
    "qa.field.reason": Text("理由", "reason"),
    "qa.field.count": Text("每名坐席", "each agent"),
    "qa.field.seed": Text("种子（可空）", "seed (may be empty)"),
    "qa.field.first": Text("评分人一", "first grader"),
    "qa.field.second": Text("评分人二", "second grader"),
    "qa.field.note": Text("备注", "note"),
    "qa.field.comment": Text("评语", "comment"),
    # the card
    "qa.card.title": Text("评分卡", "Score card"),
    "qa.card.total": Text("当前 {total}", "so far {total}"),
    "qa.card.open": Text("未评 {count} 项", "{count} open"),
    "qa.card.missing": Text("还有未评的项：{label}", "not marked yet: {label}"),
    "qa.card.always": Text("这一项不能填不适用", "this one always applies"),
    "qa.card.leave": Text("再按一次 Esc 放弃这份评分", "Esc again gives this card up"),
    "qa.card.guide": Text("评分说明", "What to look for"),
    "qa.card.rules": Text("依据 {rules}", "by {rules}"),
    "qa.card.hints": Text("系统线索", "Hints of the system"),
    "qa.card.keys": Text(
        "{levels}  0 不适用  e 备注  s 提交  Esc 放弃", "{levels}  0 n/a  e note  s hand in  Esc leave"
    ),
    "qa.col.mark": Text("评定", "mark"),
    "qa.col.criterion": Text("项目", "criterion"),
    "qa.col.weight": Text("权重", "weight"),
    "qa.col.note": Text("备注", "note"),
}
