"""Score card, samples, calibration and the year of the sample desk of quality. Everything invented."""

from api.schemas.quality_checks import (
    AgentYear,
    Agreement,
    Calibration,
    Conclusion,
    CriterionAgreement,
    Difference,
    Grade,
    GradeLine,
    ReviewTask,
    Sample,
    Stratum,
    TaskKind,
    YearMark,
    YearPart,
    YearView,
)
from scripts_lib.model import Text
from scripts_lib.score_card import Criterion, Level, ScoreCard

NOON = 1_795_924_800.0
"""2026-11-29 04:00 UTC, noon in Beijing."""
MONTH = "2026-11"
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
