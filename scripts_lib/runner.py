"""A run through a script in one call: which question is shown, what was answered, what the ticket has by now.

A pure machine. Times are milliseconds since pick-up and are passed in, so that each step is evidence: shown when,
answered or skipped when. The run may be saved as JSON at any moment and restored. Knows no screen and no ticket.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from scripts_lib.errors import IllegalStep, StateMismatch
from scripts_lib.model import Question, Script, Text

MAX_ANSWER: Final = 2000
"""Characters of one typed answer."""

_JOIN: Final = {"zh": "；", "en": "; "}
_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")


class RunState(StrEnum):
    """Where a run is."""

    ASKING = "asking"
    DONE = "done"


_TAKES: Final[Mapping[RunState, frozenset[str]]] = {
    RunState.ASKING: frozenset({"answer", "skip", "back", "jump"}),
    RunState.DONE: frozenset({"back", "jump"}),
}
"""The transition table: what may be asked of a run in each state."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A question as it was shown once. `left_ms` is when it was answered, skipped or left; None while it is shown."""

    question_id: str
    shown_ms: int
    left_ms: int | None = None
    answer: str | None = None
    skipped: bool = False


class SavedRun(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of a run, for JSON. `trail` is what `back` goes back over."""

    script_id: str
    script_version: str
    current: str | None
    answers: dict[str, str]
    skipped: tuple[str, ...]
    trail: tuple[str, ...]
    steps: tuple[Step, ...]


class ScriptRun:
    """One run of one script. `answer`, `skip`, `back`, `jump` raise IllegalStep and change nothing when refused."""

    def __init__(self, script: Script, now_ms: int = 0) -> None:
        self.script = script
        self._questions = {question.id: question for question in script.questions}
        self._order = {question.id: place for place, question in enumerate(script.questions)}
        self._after = {
            question.id: follower.id
            for question, follower in zip(script.questions, script.questions[1:], strict=False)
        }
        self._answers: dict[str, str] = {}
        self._skipped: set[str] = set()
        self._trail: list[str] = []
        self._steps: list[Step] = []
        self._current: str | None = None
        self._show(script.questions[0].id, now_ms)

    # --- what it shows ---

    @property
    def state(self) -> RunState:
        """ASKING while a question is shown, DONE behind the last one."""
        return RunState.DONE if self._current is None else RunState.ASKING

    @property
    def done(self) -> bool:
        """True behind the last question."""
        return self._current is None

    @property
    def current(self) -> Question | None:
        """The question to ask now, its text filled with what is known when it has such a text; None at the end."""
        if self._current is None:
            return None
        question = self._questions[self._current]
        return msgspec.structs.replace(question, text=self.wording(question))

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every showing of a question, in order, repeated ones too: what was shown, answered, skipped, and when."""
        return tuple(self._steps)

    @property
    def answers(self) -> dict[str, str]:
        """The last answer to each question, by question id: the value of a choice, or what was typed."""
        return dict(self._answers)

    @property
    def fields(self) -> dict[str, str]:
        """What the answers on the way taken put into the ticket. A field that several fill has them joined."""
        return self.fields_in("zh")

    def fields_in(self, lang: str) -> dict[str, str]:
        """The fields with the chosen answers in `zh` or `en`; typed words stay as they are."""
        filled: dict[str, list[str]] = {}
        for question_id in self._way():
            question = self._questions[question_id]
            if question.fills is not None and question_id in self._answers:
                filled.setdefault(question.fills, []).append(self._spoken(question, lang))
        return {name: _JOIN[lang].join(dict.fromkeys(parts)) for name, parts in filled.items()}

    @property
    def remaining(self) -> int:
        """How many questions are still to come on the way as it looks now, the current one included."""
        if self._current is None:
            return 0
        count, at = 0, self._current
        seen: set[str] = set()
        while at is not None and at not in seen:
            seen.add(at)
            count += 1
            following = self._following(at)
            if following is None:
                break
            at = following
        return count

    @property
    def open_questions(self) -> tuple[str, ...]:
        """Ids of questions on the way that were jumped over: neither answered nor skipped, nor shown now."""
        settled = self._answers.keys() | self._skipped | {self._current}
        way = self._way()
        until = way.index(self._current) if self._current in way else len(way)
        return tuple(one for one in way[:until] if one not in settled)

    def wording(self, question: Question) -> Text:
        """The question's text; with the fields in it once all that it names are known (ASK-8 repeats the core)."""
        if question.filled is None:
            return question.text
        zh, en = self.fields_in("zh"), self.fields_in("en")
        names = set(_PLACEHOLDER.findall(question.filled.zh + question.filled.en))
        if not names <= zh.keys():
            return question.text
        return Text(zh=_fill(question.filled.zh, zh), en=_fill(question.filled.en, en))

    # --- what is done to it ---

    def answer(self, value: str, now_ms: int) -> None:
        """Settle the current question: with the value of one of its choices, or with typed words."""
        question = self._take("answer", now_ms)
        given = value.strip()
        if question.choices and given not in {choice.value for choice in question.choices}:
            self._refuse("answer", f"{given!r} is none of the choices")
        if not given:
            self._refuse("answer", "an answer cannot be empty")
        if len(given) > MAX_ANSWER:
            self._refuse("answer", f"longer than {MAX_ANSWER} characters")
        self._answers[question.id] = given
        self._skipped.discard(question.id)
        self._leave(now_ms, answer=given)
        self._go_on(question.id, now_ms)

    def skip(self, now_ms: int) -> None:
        """Leave the current question unasked; an earlier answer to it falls away."""
        question = self._take("skip", now_ms)
        self._answers.pop(question.id, None)
        self._skipped.add(question.id)
        self._leave(now_ms, skipped=True)
        self._go_on(question.id, now_ms)

    def back(self, now_ms: int) -> None:
        """Show the question before again; its answer stays until it is given anew."""
        self._allow("back", now_ms)
        if not self._trail:
            self._refuse("back", "this is the first question")
        self._leave(now_ms)
        self._show(self._trail.pop(), now_ms)

    def jump(self, question_id: str, now_ms: int) -> None:
        """Show any question of the script, when the caller is ahead of it or comes back to something."""
        self._allow("jump", now_ms)
        if question_id not in self._questions:
            self._refuse("jump", f"no question {question_id!r}")
        if question_id == self._current:
            self._refuse("jump", "this question is shown already")
        self._leave(now_ms)
        if self._current is not None:
            self._trail.append(self._current)
        self._show(question_id, now_ms)

    # --- saving ---

    def saved(self) -> SavedRun:
        """The whole run as data."""
        return SavedRun(
            script_id=self.script.id,
            script_version=self.script.version,
            current=self._current,
            answers=dict(self._answers),
            skipped=tuple(sorted(self._skipped)),
            trail=tuple(self._trail),
            steps=tuple(self._steps),
        )

    @classmethod
    def restored(cls, script: Script, saved: SavedRun) -> "ScriptRun":
        """The run as it was saved. Raises StateMismatch when it belongs to another script or version."""
        if (saved.script_id, saved.script_version) != (script.id, script.version):
            raise StateMismatch(script.id, f"it belongs to {saved.script_id} version {saved.script_version}")
        known = {question.id for question in script.questions}
        named = {*saved.answers, *saved.skipped, *saved.trail, *(step.question_id for step in saved.steps)}
        named |= {saved.current} if saved.current is not None else set()
        if unknown := sorted(named - known):
            raise StateMismatch(script.id, f"no such questions: {', '.join(unknown)}")
        if not saved.steps or (saved.current or saved.steps[-1].question_id) != saved.steps[-1].question_id:
            raise StateMismatch(script.id, "its steps do not end at its current question")
        run = cls(script)
        run._answers = dict(saved.answers)
        run._skipped = set(saved.skipped)
        run._trail = list(saved.trail)
        run._steps = list(saved.steps)
        run._current = saved.current
        return run

    # --- inside ---

    def _take(self, action: str, now_ms: int) -> Question:
        self._allow(action, now_ms)
        assert self._current is not None
        return self._questions[self._current]

    def _allow(self, action: str, now_ms: int) -> None:
        if action not in _TAKES[self.state]:
            self._refuse(action, f"the run is {self.state.value}")
        last = self._steps[-1]
        if now_ms < (last.shown_ms if last.left_ms is None else last.left_ms):
            self._refuse(action, f"{now_ms} ms lies before the last step")

    def _refuse(self, action: str, why: str) -> None:
        raise IllegalStep(self.script.id, self._current or "", action, why)

    def _leave(self, now_ms: int, answer: str | None = None, skipped: bool = False) -> None:
        if self._current is not None:
            self._steps[-1] = msgspec.structs.replace(self._steps[-1], left_ms=now_ms, answer=answer, skipped=skipped)

    def _show(self, question_id: str, now_ms: int) -> None:
        self._current = question_id
        self._steps.append(Step(question_id=question_id, shown_ms=now_ms))

    def _go_on(self, question_id: str, now_ms: int) -> None:
        self._trail.append(question_id)
        # What was answered before is not asked again, unless the script itself leads back to it.
        at, following = question_id, self._following(question_id)
        while following in self._answers and self._order[following] > self._order[at]:
            at, following = following, self._following(following)
        if following is None:
            self._current = None
        else:
            self._show(following, now_ms)

    def _following(self, question_id: str) -> str | None:
        """The next question by the answer, or when there is none, the one that follows anyway."""
        question = self._questions[question_id]
        given = self._answers.get(question_id)
        for choice in question.choices:
            if choice.value == given and choice.next is not None:
                return choice.next
        return question.next if question.next is not None else self._after.get(question_id)

    def _way(self) -> list[str]:
        """The questions from the first to the end as the answers given so far lead."""
        way: list[str] = []
        at: str | None = self.script.questions[0].id
        while at is not None and at not in way:
            way.append(at)
            at = self._following(at)
        return way

    def _spoken(self, question: Question, lang: str) -> str:
        given = self._answers[question.id]
        labels = {choice.value: choice.label.of(lang) for choice in question.choices}
        return labels.get(given, given)


def _fill(text: str, fields: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: fields[found.group(1)], text)


def questions(script: Script, answers: Mapping[str, str] | None = None) -> tuple[Question, ...]:
    """The questions of a script in the order in which `answers` (by question id, choice values) lead through them.

    Where no answer is known the script goes on as when the question is skipped. With `answers` None all the questions
    are listed, every branch included.
    """
    if answers is None:
        return script.questions
    run = ScriptRun(script)
    run._answers = {key: value for key, value in answers.items() if key in run._questions}
    return tuple(run._questions[one] for one in run._way())
