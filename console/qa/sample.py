"""A desk of quality in memory, on fixed data: for pictures and for tests of the screens. Keeps what it was asked."""

from api.schemas import AgentView, Page, Role, Session
from api.schemas.quality import (
    AgentFairness,
    AppealRuling,
    CallReview,
    CasePage,
    CaseState,
    Confirmation,
    Fairness,
    GroupFairness,
    Hint,
    HintPage,
    MonthPage,
    MonthScore,
    NewBonus,
    NewCase,
    Proof,
    QualityCase,
    RuleFairness,
    RuleView,
    ScoreKind,
    ScoreLine,
    Source,
    StaffName,
)
from api.schemas.quality_checks import (
    AgentYear,
    Agreement,
    Calibration,
    CardView,
    Conclusion,
    CriterionAgreement,
    Difference,
    Grade,
    GradeLine,
    GradePage,
    NewCalibration,
    NewGrade,
    NewSample,
    NewSpotCheck,
    NewYearMarks,
    ReviewTask,
    Sample,
    SamplePlan,
    Stratum,
    TaskKind,
    TaskPage,
    YearMark,
    YearPart,
    YearView,
)
from console.errors import ConsoleError
from scripts_lib.model import Text
from scripts_lib.score_card import Criterion, Level, ScoreCard

NOON = 1_795_924_800.0
"""2026-11-29 04:00 UTC, noon in Beijing."""
MONTH = "2026-11"
WORDS = Text("通话中使用服务忌语", "A forbidden phrase in the call")
RUDE = RuleView(rule="PEN-3-11", what=Text("态度不耐烦、不友好", "Impatient or unfriendly"), least=5, most=5)
UNTIDY = RuleView(rule="PEN-3-2", what=Text("交接班时台面不整洁", "Untidy desk at hand-over"), least=2, most=2)
COVERED = RuleView(rule="PEN-2-3", what=Text("随叫随到顶班", "Covered a shift at call"), least=5, most=5, bonus=True)
PEOPLE = (
    StaffName(agent_id="li", name="李娜", scored=True),
    StaffName(agent_id="zhao", name="赵敏", scored=True),
    StaffName(agent_id="qian", name="钱进", scored=False),
    StaffName(agent_id="sun", name="孙丽", scored=False),
)
CASE = QualityCase(
    case_id="forbidden_phrase:li:c-1:4",
    agent_id="li",
    at=NOON,
    rule=RUDE.rule,
    source=Source.SYSTEM,
    proof=Proof(call_id="c-1", at_ms=65_000, words="急什么，没看到我在忙着吗", what=WORDS, rules_version="r1"),
    state=CaseState.PROPOSED,
    opened_at=NOON,
)
HINTS = (
    Hint(
        hint_id="hung_up_first:li:c-1",
        agent_id="li",
        fact="hung_up_first",
        rule=RUDE.rule,
        at=NOON - 600,
        proof=Proof(
            call_id="c-1",
            at_ms=125_000,
            what=Text("先于业主挂断电话", "Hung up before the caller did"),
            rules_version="r1",
        ),
    ),
    Hint(
        hint_id="required_phrase:zhao:c-2:opening",
        agent_id="zhao",
        fact="required_phrase",
        rule=RUDE.rule,
        at=NOON - 1200,
        proof=Proof(
            call_id="c-2",
            at_ms=0,
            words="开场白缺：报姓氏、主动提供帮助",
            what=Text("未说规定的开场白或结束语", "Opening or ending line not said"),
            rules_version="r1",
        ),
    ),
)
CARD = ScoreCard(
    title=Text("通话质检评分卡", "Score card of calls"),
    pass_at=85,
    levels=(
        Level(value="met", percent=100, label=Text("做到", "Met")),
        Level(value="partly", percent=50, label=Text("部分做到", "Partly")),
        Level(value="missed", percent=0, label=Text("未做到", "Not met")),
    ),
    criteria=(
        Criterion(
            id="opening",
            weight=30,
            label=Text("开场规范", "Opening"),
            guide=Text("问候、报中心名称、报姓氏、主动提供帮助", "Greeting, centre, surname, offer of help"),
            rules=("LINE-2", "LINE-3"),
        ),
        Criterion(
            id="repeat",
            weight=20,
            optional=True,
            label=Text("复清楚", "Repeats back"),
            guide=Text("复述要点并请业主确认", "Repeats the core and asks whether it is so"),
            rules=("CMP-1",),
        ),
        Criterion(
            id="settle",
            weight=50,
            label=Text("答复与跟进", "Answer and follow-up"),
            guide=Text("讲明由谁、何时答复，不推诿", "Who answers by when; nobody is sent away"),
            rules=("LINE-8",),
        ),
        Criterion(
            id="secrecy",
            fatal=True,
            label=Text("不泄露他人信息", "No data of others disclosed"),
            guide=Text("透露其他业主信息即为未做到", "Telling anyone of another resident is not met"),
            rules=("SEC-1",),
        ),
    ),
)
TASKS = (
    ReviewTask(
        task_id="s-1:c-1",
        kind=TaskKind.SAMPLE,
        check_id="s-1",
        call_id="c-1",
        agent_id="li",
        call_at=NOON - 7200,
        talk_ms=185_000,
        queue="main",
    ),
    ReviewTask(
        task_id="spot:c-3",
        kind=TaskKind.SPOT,
        check_id="spot:c-3",
        call_id="c-3",
        agent_id="zhao",
        call_at=NOON - 3600,
        talk_ms=62_000,
        reason="业主来电反映答复不清",
    ),
)


def _line(one: Criterion, level: str) -> GradeLine:
    found = next(each for each in CARD.levels if each.value == level)
    return GradeLine(
        criterion=one.id,
        label=one.label,
        weight=one.weight,
        fatal=one.fatal,
        level=level,
        level_label=found.label,
        percent=found.percent,
    )


def _grade(grader: str, opening: str, total: float) -> Grade:
    levels = {"opening": opening}
    return Grade(
        grade_id=f"g-{grader}",
        task_id=f"k-1:{grader}",
        kind=TaskKind.CALIBRATION,
        check_id="k-1",
        call_id="c-2",
        agent_id="zhao",
        call_at=NOON - 86_400,
        grader=grader,
        at=NOON - 1800,
        card_version="1/r1",
        lines=tuple(_line(one, levels.get(one.id, "met")) for one in CARD.criteria),
        total=total,
        passed=total >= CARD.pass_at,
        note="开场可再完整些" if grader == "qian" else "",
    )


def _group(key: str, zh: str, en: str, calls: int) -> GroupFairness:
    return GroupFairness(
        key=key, label=Text(zh, en), calls=calls, cases=calls // 130, confirmed=0, graded=calls // 40
    )


GRADES = (_grade("qian", "partly", 85.0), _grade("sun", "met", 100.0))
SAMPLE = Sample(
    sample_id="s-1",
    month=MONTH,
    per_agent=5,
    seed="20261129",
    least_talk_s=20,
    frame="9f2c51d07be8" + "0" * 52,
    until=NOON,
    drawn_at=NOON - 3600,
    drawn_by="qian",
    strata=(
        Stratum(agent_id="li", queue="main", population=212, drawn=5),
        Stratum(agent_id="zhao", queue="main", population=180, drawn=5),
    ),
    conclusions=(
        Conclusion(
            agent_id="",
            population=392,
            drawn=10,
            graded=5,
            passed=4,
            rate=0.8,
            low=0.376,
            high=0.964,
            words=Text(
                "已评 5/10 通；全体通话的合格率估计为 80%，在 38%～96% 之间（95% 置信）；1 名坐席尚无评分，未计入",
                "5 of 10 graded; 80 % of all calls, within 38 % to 96 % (95 % sure); 1 agent has no grade yet",
            ),
        ),
        Conclusion(
            agent_id="li",
            population=212,
            drawn=5,
            graded=5,
            passed=4,
            rate=0.8,
            low=0.376,
            high=0.964,
            words=Text(
                "5 通中 4 通合格；该坐席全部通话的合格率在 38%～96% 之间（95% 置信）。区间太宽：不能据此与别人比较，"
                "更不能扣分，只能就具体通话辅导",
                "4 of 5 content; of all calls 38 % to 96 % are (95 % sure). Too wide to compare or to take points",
            ),
        ),
    ),
)
CALIBRATION = Calibration(
    calibration_id="k-1",
    call_id="c-2",
    agent_id="zhao",
    graders=("qian", "sun"),
    opened_at=NOON - 7200,
    opened_by="qian",
    reason="每月校准",
    done_by=("qian", "sun"),
    grades=GRADES,
    differences=tuple(
        Difference(
            criterion=one.criterion,
            label=one.label,
            first=one.level,
            second=other.level,
            agreed=one.level == other.level,
        )
        for one, other in zip(GRADES[0].lines, GRADES[1].lines, strict=True)
    ),
)
AGREEMENT = Agreement(
    calls=12,
    within=6.3,
    criteria=(
        CriterionAgreement(
            criterion="opening",
            label=CARD.criteria[0].label,
            pairs=12,
            agreed=10,
            split=0,
            kappa=0.63,
            weighted=0.71,
            words=Text("基本一致，分歧处宜再讨论", "nearly alike; talk about where they differ"),
        ),
        CriterionAgreement(
            criterion="secrecy",
            label=CARD.criteria[3].label,
            pairs=12,
            agreed=12,
            split=0,
            kappa=None,
            weighted=None,
            words=Text("两人给的都是同一档，分不出尺度", "both always gave one level: nothing can be told apart"),
        ),
    ),
)
YEAR = YearView(
    year=2026,
    rule="PEN-10",
    checks=(
        YearPart(what=Text("月度考评", "Monthly reviews"), percent=40),
        YearPart(what=Text("年终考评", "Year-end review"), percent=60),
    ),
    subjects=(
        YearPart(what=Text("能力", "Ability"), percent=50),
        YearPart(what=Text("业绩", "Results"), percent=50),
    ),
    items=(
        AgentYear(
            agent_id="li",
            marks=tuple(
                YearMark(check=check, subject=subject, mark=86 + check * 4 + subject, by="qian", at=NOON, reason="")
                for check in range(2)
                for subject in range(2)
            ),
            total=88.9,
            months_mean=84.5,
        ),
        AgentYear(
            agent_id="zhao",
            marks=(YearMark(check=0, subject=0, mark=82, by="sun", at=NOON, reason="按各月得分"),),
            total=None,
            months_mean=81.0,
        ),
    ),
)


class SampleQuality:
    """`console.qa.records.QualityRecords` on the data above. `refuse`, when set, is raised by what would write."""

    address = "desk.example"

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.refuse: ConsoleError | None = None
        self.tasks_left: tuple[ReviewTask, ...] = TASKS

    def _write(self, *request: object) -> None:
        if self.refuse is not None:
            raise self.refuse
        self.asked.append(request)

    async def sign_in(self, login: str, password: str, code: str = "") -> Session:
        """Anybody is QA here."""
        me = AgentView(agent_id="qian", login=login, name="钱进", surname="钱", role=Role.QA)
        return Session(token="sample", expires_at=NOON, me=me)  # noqa: S106  no secret

    def use_token(self, token: str) -> None:
        """There is no desk that asks for one."""

    async def people(self) -> tuple[StaffName, ...]:
        """Two agents, two who decide."""
        return PEOPLE

    async def rules_of_quality(self) -> tuple[RuleView, ...]:
        """Two offences, a bonus."""
        return (RUDE, UNTIDY, COVERED)

    async def cases(self, month: str) -> CasePage:
        """One proposal."""
        return CasePage(page=Page(total=1, limit=200, offset=0), items=(CASE,))

    async def scores(self, month: str) -> MonthPage:
        """Both agents."""
        line = ScoreLine(kind=ScoreKind.DAILY_WORK, rule="PEN-1", what=Text("日常工作", "Daily work"), points=80)
        items = tuple(
            MonthScore(agent_id=one, month=month or MONTH, total=80, lines=(line,), undecided=undecided, rank=1)
            for one, undecided in (("li", 1), ("zhao", 0))
        )
        return MonthPage(month=month or MONTH, items=items)

    async def fairness(self, month: str) -> Fairness:
        """A rule that is often rejected."""
        rule = RuleFairness(
            rule=RUDE.rule, what=RUDE.what, proposed=9, confirmed=4, rejected=4, overturned=1, doubtful=True
        )
        agents = (AgentFairness(agent_id="li", calls=212, cases=3, confirmed=1, graded=5),)
        queues = (_group("main", "总机", "Main", 392), _group("", "无", "none", 0))
        shifts = (_group("night", "夜班", "Night", 48), _group("morning", "早班", "Morning", 344))
        return Fairness(month=month, rules=(rule,), agents=agents, queues=queues, shifts=shifts)

    async def confirm(self, case_id: str, said: Confirmation) -> QualityCase:
        """Kept."""
        self._write("confirm", case_id, said)
        return CASE

    async def reject(self, case_id: str, reason: str) -> QualityCase:
        """Kept."""
        self._write("reject", case_id, reason)
        return CASE

    async def appeal(self, case_id: str, reason: str) -> QualityCase:
        """Kept."""
        self._write("appeal", case_id, reason)
        return CASE

    async def rule(self, case_id: str, ruling: AppealRuling) -> QualityCase:
        """Kept."""
        self._write("rule", case_id, ruling)
        return CASE

    async def withdraw(self, case_id: str, reason: str) -> QualityCase:
        """Kept."""
        self._write("withdraw", case_id, reason)
        return CASE

    async def adjust(self, agent_id: str, month: str, points: int, reason: str) -> None:
        """Kept."""
        self._write("adjust", agent_id, month, points, reason)

    async def hints(self, month: str) -> HintPage:
        """Two."""
        return HintPage(page=Page(total=2, limit=200, offset=0), items=HINTS)

    async def dismiss_hint(self, hint_id: str, reason: str) -> Hint:
        """Kept."""
        self._write("dismiss_hint", hint_id, reason)
        return HINTS[0]

    async def enter_hint(self, hint_id: str, rule: str | None, reason: str) -> Hint:
        """Kept."""
        self._write("enter_hint", hint_id, rule, reason)
        return HINTS[0]

    async def enter_case(self, new: NewCase) -> QualityCase:
        """Kept."""
        self._write("enter_case", new)
        return CASE

    async def give_bonus(self, new: NewBonus) -> None:
        """Kept."""
        self._write("give_bonus", new)

    async def card(self) -> CardView:
        """The short card above."""
        return CardView(version="1/r1", card=CARD)

    async def review(self, call_id: str) -> CallReview:
        """A proposal and a hint."""
        return CallReview(call_id=call_id, cases=(CASE,), hints=HINTS[:1])

    async def tasks(self) -> TaskPage:
        """Two calls wait."""
        left = self.tasks_left
        return TaskPage(page=Page(total=len(left), limit=200, offset=0), items=left)

    async def grade(self, task_id: str, new: NewGrade) -> Grade:
        """Kept."""
        self._write("grade", task_id, new)
        return GRADES[0]

    async def grades(self, month: str) -> GradePage:
        """Two."""
        return GradePage(page=Page(total=2, limit=200, offset=0), items=GRADES)

    async def withdraw_grade(self, grade_id: str, reason: str) -> None:
        """Kept."""
        self._write("withdraw_grade", grade_id, reason)

    async def samples(self, month: str) -> tuple[Sample, ...]:
        """One."""
        return (SAMPLE,)

    async def plan_sample(self, month: str, per_agent: int) -> SamplePlan:
        """What five calls an agent can say."""
        words = Text("5 通即使全部合格，也只能说合格率不低于 57%", "five of five content: at least 57 %")
        return SamplePlan(month=month, per_agent=per_agent, strata=SAMPLE.strata, words=(words,))

    async def draw_sample(self, new: NewSample) -> Sample:
        """Kept."""
        self._write("draw_sample", new)
        return SAMPLE

    async def spot_check(self, new: NewSpotCheck) -> ReviewTask:
        """Kept."""
        self._write("spot_check", new)
        return TASKS[1]

    async def calibrations(self) -> tuple[Calibration, ...]:
        """One that is over."""
        return (CALIBRATION,)

    async def calibrate(self, new: NewCalibration) -> Calibration:
        """Kept."""
        self._write("calibrate", new)
        return CALIBRATION

    async def agreement(self) -> Agreement:
        """Over twelve calls."""
        return AGREEMENT

    async def year(self, year: str) -> YearView:
        """Two agents."""
        return YEAR

    async def mark_year(self, year: str, agent_id: str, new: NewYearMarks) -> YearView:
        """Kept."""
        self._write("mark_year", year, agent_id, new)
        return YEAR

    async def close(self) -> None:
        """Nothing is open."""
