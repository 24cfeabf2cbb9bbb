"""What a trainer sees of a play: marks, what is lacking by its name, questions asked and missed, a good record."""

from msgspec.structs import replace

from api.schemas import ScriptStep
from api.training.role_play import Fault, score
from console.drafts import Draft
from hotline_cli.train.choose import all_callers, expected_of
from hotline_cli.train.marks import Played, result
from hotline_cli.train.result import TrainerMarks
from hotline_cli.train.view import view
from scripts_lib.loader import load
from scripts_lib.model import Text
from scripts_lib.runner import ScriptRun
from tests.unit.api import desk_samples as sample
from tests.unit.api.test_api_training_role_play import CLEARS, DETAIL, ticket

RULES = load().rules
LEAK = next(one.caller for one in all_callers(None, RULES) if one.caller.id == "leak")
SCRIPT = next(one for one in RULES.scripts if one.id == "leak")
ASKED, MISSED = SCRIPT.questions[:2]


def played(*, registered: bool) -> Played:
    steps = (
        ScriptStep(question_id=ASKED.id, shown_ms=1, answer="漏水"),
        ScriptStep(question_id=MISSED.id, shown_ms=2, skipped=True),
    )
    complaint = sample.complaint(
        kind="fees", place="3-2-1201", matter="厨房漏水", script_id=SCRIPT.id, steps=steps, clears=CLEARS[1:]
    )
    kept = ticket(complaint) if registered else None
    return Played(caller=LEAK, detail=DETAIL, ticket=kept, score=score(DETAIL, kept, expected_of(LEAK)))


def test_the_view_names_what_was_asked_missed_and_lacking() -> None:
    lines = "\n".join(view((played(registered=True),), RULES, "zh"))
    assert "厨房漏水，地板被泡" in lines
    assert "振铃 7.4 秒" in lines
    assert f"✓ {ASKED.text.zh}" in lines
    assert f"✗ {MISSED.text.zh}" in lines
    assert "五清（缺：听清楚）" in lines
    assert "事情经过: 地板" in lines
    assert "（缺：漏水跑水" in lines
    assert LEAK.record.demand in lines


def test_what_was_said_stands_in_the_view_with_what_to_say_instead() -> None:
    phrase = RULES.phrases[1]
    fault = Fault(rule=phrase.rule, what=Text("用了忌语", "forbidden"), points=5, at_ms=65_000, words=phrase.text)
    one = played(registered=True)
    parts = ((RULES.required[0], True), (RULES.required[1], False))
    one = replace(one, score=replace(one.score, faults=(fault,)), said=parts)
    lines = "\n".join(view((one,), RULES, "zh"))
    assert f"-5    {phrase.rule} 1:05 用了忌语：{phrase.text}；应说：{phrase.say_instead.zh}" in lines
    assert f"开场白：✓{RULES.required[0].label.zh}  ✗{RULES.required[1].label.zh}" in lines


def test_a_call_that_goes_on_shows_the_question_on_the_screen_and_what_is_written() -> None:
    run = ScriptRun(SCRIPT)
    run.answer("漏水", 2000)
    draft = Draft(call_id="c-1", run=run.saved(), fields={"matter": "厨房漏水"})
    lines = "\n".join(view((replace(played(registered=False), draft=draft),), RULES, "zh"))
    assert f"✓ {ASKED.text.zh}" in lines
    assert f"▶ {MISSED.text.zh}" in lines
    assert "已写：事情经过 厨房漏水" in lines
    assert "没有登记投诉单" not in lines


def test_without_a_complaint_the_view_says_so() -> None:
    lines = "\n".join(view((played(registered=False),), RULES, "en"))
    assert "no complaint was registered" in lines
    assert "lacking: contact, telephone, place" in lines


def test_a_play_that_was_left_early_counts_what_was_not_answered() -> None:
    whole, left = (result("张", (played(registered=False),), calls, None) for calls in (1, 3))
    assert (whole.points, whole.answered) == (30, 1)
    assert (left.points, left.answered) == (10, 1)
    assert not result("张", (), 3, TrainerMarks(trainer="钱", points=100)).passed
