"""What a trainer sees of a play: marks, what is lacking by its name, questions asked and missed, a good record."""

from api.schemas import ScriptStep
from api.training.role_play import score
from hotline_cli.train.choose import all_callers, expected_of
from hotline_cli.train.marks import Played, TrainerMarks, verdict, view
from scripts_lib.loader import load
from tests.unit.api import desk_samples as sample
from tests.unit.api.test_api_training_role_play import CLEARS, DETAIL, ticket

RULES = load().rules
LEAK = next(one.caller for one in all_callers(None, RULES.catalogue) if one.caller.id == "leak")
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


def test_without_a_complaint_the_view_says_so() -> None:
    lines = "\n".join(view((played(registered=False),), RULES, "en"))
    assert "no complaint was registered" in lines
    assert "lacking: contact, telephone, place" in lines


def test_both_the_rules_and_the_trainer_must_pass() -> None:
    assert not verdict((played(registered=False),), TrainerMarks(trainer="钱", points=100))
    assert not verdict((), None)
