"""A desk of quality in memory, on fixed data: for pictures and for tests of the screens. Keeps what it was asked."""

from api.schemas import AgentView, Page, Role, Session
from api.schemas.incidents import IncidentKind, IncidentMade, IncidentPage, IncidentView
from api.schemas.quality import (
    AgentFairness,
    CallReview,
    CasePage,
    CaseState,
    Fairness,
    GroupFairness,
    Hint,
    HintPage,
    MonthPage,
    MonthScore,
    Proof,
    QualityCase,
    RequiredCount,
    RequiredGroup,
    RequiredReport,
    RuleFairness,
    RuleView,
    ScoreKind,
    ScoreLine,
    Source,
    StaffName,
)
from api.schemas.quality_checks import (
    CardView,
    GradePage,
    ReviewTask,
    SamplePlan,
    TaskPage,
)
from console.qa.sample_checks import AGREEMENT, CALIBRATION, CARD, GRADES, MONTH, NOON, SAMPLE, TASKS, YEAR
from console.stand_in import Changes, Reads, StandIn
from scripts_lib.model import Moment, Text

WORDS = Text("通话中使用服务忌语", "A forbidden phrase in the call")
RUDE = RuleView(rule="PEN-3-11", what=Text("态度不耐烦、不友好", "Impatient or unfriendly"), least=5, most=5)
UNTIDY = RuleView(rule="PEN-3-2", what=Text("交接班时台面不整洁", "Untidy desk at hand-over"), least=2, most=2)
COVERED = RuleView(rule="PEN-2-3", what=Text("随叫随到顶班", "Covered a shift at call"), least=5, most=5, bonus=True)
FULL_MARKS = RuleView(rule="PEN-2-2", what=Text("月度考试满分", "Full marks"), least=5, most=5, bonus=True)
PEOPLE = (
    StaffName(agent_id="li", name="李娜", scored=True),
    StaffName(agent_id="zhao", name="赵敏", scored=True),
    StaffName(agent_id="qian", name="钱进", scored=False),
    StaffName(agent_id="sun", name="孙丽", scored=False),
)


def _phrases(key: str, name: str, calls: int, heard: int) -> RequiredGroup:
    """A group whose calls were judged but for five; its endings were heard less often."""
    labels = (
        ("LINE-2-1", Moment.OPENING, Text("问候", "Greeting"), heard),
        ("LINE-2-3", Moment.OPENING, Text("报姓氏", "Own surname"), heard - 6),
        ("LINE-5-1", Moment.ENDING, Text("结束语", "Ending"), heard - 12),
    )
    parts = tuple(
        RequiredCount(rule=rule, moment=moment, label=label, heard=said, missing=calls - said - 5, not_judged=5)
        for rule, moment, label, said in labels
    )
    return RequiredGroup(key=key, name=name, calls=calls, parts=parts)


BREACH = IncidentView(
    incident_id="i-2",
    kind=IncidentKind.BREACH,
    words="前台把业主电话给了装修公司",
    at=NOON - 3600,
    name="李娜",
    call_id="c-1",
    ticket_number="",
    taken_at=NOON - 3480,
    taker="孙丽",
    note="已约谈当事人",
    waited_s=120.0,
    may_take=False,
)
REQUIRED = RequiredReport(
    first=f"{MONTH}-01",
    last=f"{MONTH}-30",
    total=_phrases("", "", 101, 82),
    teams=(_phrases("east", "东区班组", 101, 82),),
    agents=(_phrases("li", "李娜", 61, 52), _phrases("zhao", "赵敏", 40, 30)),
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
    Hint(
        hint_id=f"full_marks:li:{MONTH}",
        agent_id="li",
        fact="full_marks",
        rule=FULL_MARKS.rule,
        at=NOON - 1800,
        proof=Proof(words="100 分", what=Text("月度考试满分，可加分", "Full marks: a bonus"), rules_version="r1"),
        bonus=True,
    ),
)


def _group(key: str, zh: str, en: str, calls: int) -> GroupFairness:
    return GroupFairness(
        key=key, label=Text(zh, en), calls=calls, cases=calls // 130, confirmed=0, graded=calls // 40
    )


PAGE = Page(total=2, limit=200, offset=0)


class SampleQuality(StandIn):
    """`console.qa.records.QualityRecords` on the data above."""

    address = "desk.example"

    def __init__(self) -> None:
        super().__init__()
        self.tasks_left: tuple[ReviewTask, ...] = TASKS

    async def sign_in(self, login: str, password: str, code: str = "") -> Session:
        """Anybody is QA here."""
        me = AgentView(agent_id="qian", login=login, name="钱进", surname="钱", role=Role.QA)
        return Session(token="sample", expires_at=NOON, me=me)  # noqa: S106  no secret

    def use_token(self, token: str) -> None:
        """There is no desk that asks for one."""

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

    async def review(self, call_id: str) -> CallReview:
        """A proposal and a hint."""
        return CallReview(call_id=call_id, cases=(CASE,), hints=HINTS[:1])

    async def tasks(self) -> TaskPage:
        """Two calls wait."""
        left = self.tasks_left
        return TaskPage(page=Page(total=len(left), limit=200, offset=0), items=left)

    async def plan_sample(self, month: str, per_agent: int) -> SamplePlan:
        """What five calls an agent can say."""
        words = Text("5 通即使全部合格，也只能说合格率不低于 57%", "five of five content: at least 57 %")
        return SamplePlan(month=month, per_agent=per_agent, strata=SAMPLE.strata, words=(words,))

    people = Reads(PEOPLE)
    rules_of_quality = Reads((RUDE, UNTIDY, COVERED, FULL_MARKS))
    cases = Reads(CasePage(page=Page(total=1, limit=200, offset=0), items=(CASE,)))
    required = Reads(REQUIRED)
    hints = Reads(HintPage(page=PAGE, items=HINTS))
    card = Reads(CardView(version="1/r1", card=CARD))
    grades = Reads(GradePage(page=PAGE, items=GRADES))
    samples = Reads((SAMPLE,))
    calibrations = Reads((CALIBRATION,))
    agreement = Reads(AGREEMENT)
    year = Reads(YEAR)
    incidents = Reads(IncidentPage(page=Page(total=1, limit=100, offset=0), open=0, items=(BREACH,)))
    close = Reads(None)

    confirm = Changes(CASE)
    reject = Changes(CASE)
    appeal = Changes(CASE)
    rule = Changes(CASE)
    withdraw = Changes(CASE)
    adjust = Changes(None)
    dismiss_hint = Changes(HINTS[0])
    enter_hint = Changes(HINTS[0])
    enter_case = Changes(CASE)
    give_bonus = Changes(None)
    grade = Changes(GRADES[0])
    withdraw_grade = Changes(None)
    draw_sample = Changes(SAMPLE)
    top_up_sample = Changes(SAMPLE)
    spot_check = Changes(TASKS[1])
    calibrate = Changes(CALIBRATION)
    mark_year = Changes(YEAR)
    report_incident = Changes(IncidentMade(incident=BREACH))
