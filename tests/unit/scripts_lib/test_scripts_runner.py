"""The script run: order, branches, skipping, going back, jumping, steps, saving. A refusal changes nothing."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts_lib.errors import IllegalStep, StateMismatch
from scripts_lib.loader import load
from scripts_lib.model import Ask, Choice, Question, Script, Text
from scripts_lib.runner import MAX_ANSWER, RunState, SavedRun, ScriptRun, Step, questions

SCRIPTS = {script.id: script for script in load().rules.scripts}
LIFT = SCRIPTS["lift"]


def text(zh: str) -> Text:
    return Text(zh=zh, en=zh)


def asked(name: str, ask: Ask = Ask.TARGETED, **rest: object) -> Question:
    fields = {"id": name, "ask": ask, "text": text(name), "purpose": text("why"), **rest}
    return msgspec.convert({key: msgspec.to_builtins(value) for key, value in fields.items()}, type=Question)


def choice(value: str, leads: str | None = None) -> Choice:
    return Choice(value=value, label=text(f"label {value}"), next=leads)


ANSWERS = (choice("yes"), choice("no", "kind"))

SMALL = Script(
    id="small",
    version="1",
    title=text("small"),
    questions=(
        asked("open", Ask.OPEN, fills="matter"),
        asked("kind", Ask.SELECTIVE, fills="matter", choices=(choice("x"), choice("y", "deep"))),
        asked("flat", fills="place", next="close"),
        asked("deep", fills="target"),
        asked("close", Ask.CLOSING, filled=text("{matter} at {place}?"), choices=ANSWERS),
        asked("more", Ask.SERVICE),
    ),
)


def run_of(*given_answers: str) -> ScriptRun:
    run = ScriptRun(SMALL, 100)
    for place, value in enumerate(given_answers, 1):
        run.answer(value, 100 + place)
    return run


def current(run: ScriptRun) -> str | None:
    return run.current.id if run.current else None


def test_questions_come_in_order_and_by_branch() -> None:
    run = run_of("leak")
    assert current(run) == "kind"
    run.answer("x", 200)
    assert current(run) == "flat"
    branch = run_of("leak", "y")
    assert current(branch) == "deep"
    branch.answer("pipe", 200)
    assert current(branch) == "close"


def test_the_end() -> None:
    run = run_of("leak", "x", "room 1", "yes")
    assert (run.state, run.done, run.remaining) == (RunState.ASKING, False, 1)
    run.answer("no, thanks", 200)
    assert (run.state, run.done, run.remaining, run.current) == (RunState.DONE, True, 0, None)


def test_fields_are_what_was_answered_on_the_way_taken() -> None:
    run = run_of("leak", "x", "room 1")
    assert run.fields == {"matter": "leak；label x", "place": "room 1"}
    run.back(200)
    run.back(200)
    run.answer("y", 200)
    assert run.fields == {"matter": "leak；label y"}


def test_the_closing_question_repeats_the_core_once_it_is_known() -> None:
    run = run_of("leak", "x", "room 1")
    assert run.current is not None
    assert run.current.text == Text(zh="leak；label x at room 1?", en="leak; label x at room 1?")
    unknown = run_of("leak", "y", "pipe")
    assert unknown.current is not None
    assert unknown.current.text.zh == "close"


def test_braces_that_the_caller_said_stay_as_they_are() -> None:
    run = run_of("{place}", "x", "{matter}")
    assert run.current is not None
    assert run.current.text.zh == "{place}；label x at {matter}?"


def test_steps_are_evidence_with_their_milliseconds() -> None:
    run = ScriptRun(SMALL, 1000)
    run.answer("leak", 2500)
    run.skip(3000)
    assert run.steps == (
        Step(question_id="open", shown_ms=1000, left_ms=2500, answer="leak"),
        Step(question_id="kind", shown_ms=2500, left_ms=3000, skipped=True),
        Step(question_id="flat", shown_ms=3000),
    )


def test_going_back_shows_the_question_again_and_keeps_both_showings() -> None:
    run = run_of("leak", "x")
    run.back(300)
    assert current(run) == "kind"
    assert [step.question_id for step in run.steps] == ["open", "kind", "flat", "kind"]
    assert run.steps[2] == Step(question_id="flat", shown_ms=102, left_ms=300)
    assert run.answers["kind"] == "x"
    run.answer("y", 400)
    assert current(run) == "deep"


def test_what_was_answered_before_is_not_asked_again() -> None:
    run = run_of("leak", "x", "room 1")
    run.back(200)
    run.back(200)
    run.back(200)
    assert current(run) == "open"
    run.answer("flood", 300)
    assert current(run) == "close"
    assert run.fields["matter"] == "flood；label x"


def test_a_way_back_that_the_script_itself_takes_is_asked_again() -> None:
    run = run_of("leak", "x", "room 1", "no")
    assert current(run) == "kind"


def test_a_skipped_answer_falls_away() -> None:
    run = run_of("leak", "x", "room 1")
    run.back(200)
    run.skip(300)
    assert current(run) == "close"
    assert run.fields == {"matter": "leak；label x"}


def test_jumping_ahead_leaves_open_questions() -> None:
    run = run_of("leak")
    run.jump("close", 200)
    assert (current(run), run.open_questions) == ("close", ("kind", "flat"))
    run.answer("yes", 300)
    run.answer("bye", 400)
    assert (run.done, run.open_questions) == (True, ("kind", "flat"))
    run.jump("flat", 500)
    assert current(run) == "flat"
    run.back(600)
    assert current(run) == "more"


def test_remaining_follows_the_way_as_it_looks_now() -> None:
    run = ScriptRun(SMALL)
    assert run.remaining == 5
    run.answer("leak", 1)
    assert run.remaining == 4
    run.answer("y", 2)
    assert run.remaining == 3


REFUSED: list[tuple[str, Callable[[ScriptRun], None]]] = [
    ("none of the choices", lambda run: run.answer("z", 200)),
    ("none of the choices", lambda run: run.answer("", 200)),
    ("before the last step", lambda run: run.answer("x", 100)),
    ("before the last step", lambda run: run.skip(100)),
    ("before the last step", lambda run: run.back(100)),
    ("before the last step", lambda run: run.jump("flat", 100)),
    ("no question 'moon'", lambda run: run.jump("moon", 200)),
    ("shown already", lambda run: run.jump("kind", 200)),
]


@pytest.mark.parametrize(("why", "action"), REFUSED)
def test_a_refusal_changes_nothing(why: str, action: Callable[[ScriptRun], None]) -> None:
    run = run_of("leak")
    before = run.saved()
    with pytest.raises(IllegalStep, match=why):
        action(run)
    assert run.saved() == before


@pytest.mark.parametrize("value", ["", "  ", "x" * (MAX_ANSWER + 1)])
def test_a_typed_answer_has_words_and_a_limit(value: str) -> None:
    run = ScriptRun(SMALL)
    with pytest.raises(IllegalStep):
        run.answer(value, 1)
    assert len(run.steps) == 1


def test_there_is_nothing_before_the_first_question() -> None:
    run = ScriptRun(SMALL)
    with pytest.raises(IllegalStep, match="first question"):
        run.back(1)


@pytest.mark.parametrize("verb", ["answer", "skip"])
def test_nothing_is_answered_behind_the_end(verb: str) -> None:
    run = run_of("leak", "x", "room 1", "yes", "bye")
    before = run.saved()
    with pytest.raises(IllegalStep, match="run is done"):
        run.answer("x", 900) if verb == "answer" else run.skip(900)
    assert run.saved() == before
    run.back(900)
    assert current(run) == "more"


def test_a_run_survives_json() -> None:
    run = run_of("leak", "x")
    run.back(200)
    again = ScriptRun.restored(SMALL, msgspec.json.decode(msgspec.json.encode(run.saved()), type=SavedRun))
    assert again.saved() == run.saved()
    assert again.fields == run.fields
    again.answer("y", 300)
    assert current(again) == "deep"
    assert current(run) == "kind"


def test_a_run_that_belongs_elsewhere_is_refused() -> None:
    saved = run_of("leak").saved()
    replace = msgspec.structs.replace
    for wrong in (
        replace(saved, script_id="other"),
        replace(saved, script_version="2"),
        replace(saved, current="moon"),
        replace(saved, trail=("moon",)),
        replace(saved, steps=()),
        replace(saved, current="open"),
    ):
        with pytest.raises(StateMismatch):
            ScriptRun.restored(SMALL, wrong)


def test_questions_in_order_and_by_branch() -> None:
    assert questions(SMALL) == SMALL.questions
    assert [one.id for one in questions(SMALL, {})] == ["open", "kind", "flat", "close", "more"]
    assert [one.id for one in questions(SMALL, {"kind": "y"})] == ["open", "kind", "deep", "close", "more"]


def test_trapped_people_come_first_in_the_lift() -> None:
    way = [one.id for one in questions(LIFT, {"trapped": "yes", "injured": "hurt"})]
    assert way[:5] == ["open", "trapped", "injured", "condition", "people"]
    assert way[-2:] == ["closing", "service"]
    assert "symptom" not in way
    fault = [one.id for one in questions(LIFT, {"trapped": "no"})]
    assert fault[:3] == ["open", "trapped", "symptom"]
    assert "calm" not in fault
    calm = {one.id: one for one in LIFT.questions}["calm"]
    assert "不要扒门" in calm.text.zh


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.id)
def test_a_shipped_script_reads_back_what_it_was_told(script: Script) -> None:
    run = ScriptRun(script)
    now = 0
    while run.current is not None:
        now += 1000
        question = run.current
        if question.id == "closing":
            assert "请问" not in question.text.zh
            assert "138" in question.text.zh
            assert "{" not in question.text.zh + question.text.en
        run.answer(question.choices[0].value if question.choices else f"138 {question.id}", now)
    assert {"contact", "phone", "place", "happened_at", "matter", "demand", "target"} <= run.fields.keys()


@settings(max_examples=60, deadline=None)
@given(script=st.sampled_from(sorted(SCRIPTS)), moves=st.lists(st.integers(0, 40), max_size=60))
def test_any_walk_stays_sound(script: str, moves: list[int]) -> None:
    """Whatever is pressed: steps are in order of time, the state can be restored, the end is counted down to."""
    run = ScriptRun(SCRIPTS[script])
    for now, move in enumerate(moves):
        try:
            _press(run, move, now)
        except IllegalStep:
            continue
        assert ScriptRun.restored(run.script, run.saved()).saved() == run.saved()
        assert (run.remaining == 0) is run.done
    shown = [step.shown_ms for step in run.steps]
    assert shown == sorted(shown)
    assert all(step.left_ms is not None for step in run.steps[:-1])


def _press(run: ScriptRun, move: int, now: int) -> None:
    if move == 0:
        run.back(now)
    elif move == 1:
        run.skip(now)
    elif move < 8:
        run.jump(run.script.questions[move % len(run.script.questions)].id, now)
    elif run.current is not None and run.current.choices:
        run.answer(run.current.choices[move % len(run.current.choices)].value, now)
    else:
        run.answer("words", now)
