"""The five clears (CMP-1) are ticked by what was done; a call ends when the caller hangs up (LINE-5)."""

import pytest

from api.schemas import Clear, ClearMark, Disposition
from console.clears import FACTS, marks, seen, ticked
from console.drafts import Draft
from console.ending import WAIT_MS, ending
from scripts_lib.loader import load
from scripts_lib.model import Ask
from scripts_lib.runner import ScriptRun

RULES = load().rules
NOISE = next(one for one in RULES.scripts if one.id == "noise")
FILLED = dict.fromkeys(FACTS, "有")


def draft(**more: object) -> Draft:
    return Draft(call_id="c", **more)  # type: ignore[arg-type]


def done(made: Draft, run: ScriptRun | None = None) -> set[Clear]:
    return {clear for clear, state in seen(made, run).items() if state.done}


def answered(until: Ask | None = None, leave_out: str = "") -> ScriptRun:
    """A run whose questions are answered up to the first of that kind; None: all."""
    run = ScriptRun(NOISE, 0)
    at = 1000
    while run.current is not None and run.current.ask is not until:
        at += 1000
        choices = run.current.choices
        if run.current.id == leave_out:
            run.skip(at)
        else:
            run.answer(choices[0].value if choices else "有", at)
    return run


def test_nothing_is_clear_at_first() -> None:
    assert done(draft(), ScriptRun(NOISE, 0)) == set()
    assert seen(draft(), None)[Clear.RECORD].fields == FACTS


def test_the_open_question_answered_is_heard() -> None:
    assert done(draft(), answered(Ask.CLARIFYING)) == {Clear.HEAR}


def test_every_question_of_facts_is_asked_and_one_left_out_is_counted() -> None:
    assert Clear.ASK in done(draft(), answered(Ask.CLOSING))
    left = next(one.id for one in NOISE.questions if one.ask is Ask.TARGETED)
    state = seen(draft(), answered(Ask.CLOSING, leave_out=left))[Clear.ASK]
    assert (state.done, state.questions) == (False, 1)


def test_the_closing_question_repeats() -> None:
    assert Clear.REPEAT not in done(draft(), answered(Ask.CLOSING))
    assert Clear.REPEAT in done(draft(), answered())


@pytest.mark.parametrize("missing", FACTS)
def test_recorded_is_what_every_call_writes_down(missing: str) -> None:
    state = seen(draft(fields=FILLED | {missing: " "}), None)[Clear.RECORD]
    assert (state.done, state.fields) == (False, (missing,))


@pytest.mark.parametrize(
    ("made", "followed"),
    [
        (draft(outcome=Disposition.COMPLAINT, fields={"department": "engineering"}), True),
        (draft(outcome=Disposition.COMPLAINT), False),
        (draft(fields={"promise_what": "回电", "promise_by": "今天 18:00"}), True),
        (draft(outcome=Disposition.EXPLAINED), False),
        (draft(outcome=Disposition.EXPLAINED, notes="告知缴费时间"), True),
    ],
)
def test_followed_is_who_goes_on_and_by_when(made: Draft, followed: bool) -> None:
    assert (Clear.FOLLOW in done(made)) is followed


def test_a_tick_keeps_its_second_and_goes_when_it_turns_out_wrong() -> None:
    made = draft(fields=dict(FILLED))
    made.clears = marks(made, None, 30_000)
    made.clears = marks(made, None, 45_000)
    assert ClearMark(clear=Clear.RECORD, at_ms=30_000) in made.clears
    made.fields = made.fields | {"phone": ""}
    assert Clear.RECORD not in {one.clear for one in marks(made, None, 50_000)}


def test_a_tick_by_hand_stays_and_is_taken_back_by_hand_only() -> None:
    made = draft()
    made.clears = ticked(made, Clear.REPEAT, 9_000)
    assert marks(made, None, 20_000) == (ClearMark(clear=Clear.REPEAT, at_ms=9_000, by_hand=True),)
    assert ticked(made, Clear.REPEAT, 21_000) == ()
    made.clears = (ClearMark(clear=Clear.HEAR, at_ms=1),)
    assert ticked(made, Clear.HEAR, 21_000) == made.clears, "what was seen is not taken back by hand"


def test_the_ending_begins_behind_the_last_question_and_waits_for_the_caller() -> None:
    assert ending(draft(), answered(Ask.CLOSING), 60_000) is None
    run = answered()
    began = max(step.left_ms or 0 for step in run.steps)
    first, later = ending(draft(), run, began), ending(draft(), run, began + WAIT_MS)
    assert first is not None
    assert later is not None
    assert (first.waited_ms, first.may_hang_up, later.may_hang_up) == (0, False, True)


def test_without_a_script_the_outcome_begins_the_ending() -> None:
    assert ending(draft(), None, 60_000) is None
    made = draft(outcome=Disposition.EXPLAINED, decided_ms=50_000)
    found = ending(made, None, 60_000)
    assert found is not None
    assert found.waited_ms == 10_000
