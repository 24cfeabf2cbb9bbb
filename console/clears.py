"""The five clears of a call (CMP-1) as a checklist, ticked by what was done. Pure; knows no screen and no clock.

Heard: the caller told the matter. Asked: no question about facts was left out. Recorded: the form has what LINE-7
wants. Repeated: the core was read back (ASK-8). Followed: it is said who goes on, and by when. A tick carries its
millisecond since pick-up; one that turns out wrong (a field is emptied) goes away again, unless it was made by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from api.schemas import Clear, ClearMark, Disposition
from console.drafts import Draft
from scripts_lib.model import Ask, Question
from scripts_lib.runner import ScriptRun, questions

FACTS = ("contact", "place", "happened_at", "matter", "demand", "phone")
"""What is asked and written down in every call (LINE-7)."""
ABOUT_FACTS = (Ask.TARGETED, Ask.SELECTIVE, Ask.INFORMATIONAL, Ask.CLARIFYING)


@dataclass(frozen=True)
class Seen:
    """Whether one of the five is done by what can be seen; if not, what is missing: text keys of the form's fields,
    or how many questions."""

    done: bool
    fields: tuple[str, ...] = ()
    questions: int = 0


def seen(draft: Draft, run: ScriptRun | None) -> Mapping[Clear, Seen]:
    """The five as they stand."""
    fields = draft.fields
    told = bool(fields.get("matter", "").strip() or draft.notes.strip())
    lacking = tuple(name for name in FACTS if not fields.get(name, "").strip())
    settled = draft.outcome is Disposition.COMPLAINT and bool(fields.get("department"))
    promised = bool(fields.get("promise_what", "").strip() and fields.get("promise_by", "").strip())
    explained = draft.outcome is Disposition.EXPLAINED and told
    return {
        Clear.HEAR: Seen(_answered(run, Ask.OPEN) or (run is None and told)),
        Clear.ASK: _asked(run),
        Clear.RECORD: Seen(not lacking or explained, lacking),
        Clear.REPEAT: Seen(_answered(run, Ask.CLOSING)),
        Clear.FOLLOW: Seen(settled or promised or explained),
    }


def marks(draft: Draft, run: ScriptRun | None, now_ms: int) -> tuple[ClearMark, ...]:
    """The ticks after what was just done, `now_ms` milliseconds since pick-up."""
    before = {one.clear: one for one in draft.clears}
    after: list[ClearMark] = []
    for clear, state in seen(draft, run).items():
        mark = before.get(clear)
        if state.done:
            after.append(mark or ClearMark(clear=clear, at_ms=max(0, now_ms)))
        elif mark is not None and mark.by_hand:
            after.append(mark)
    return tuple(after)


def ticked(draft: Draft, clear: Clear, now_ms: int) -> tuple[ClearMark, ...]:
    """The ticks after the agent ticked this one, or took such a tick back."""
    others = tuple(one for one in draft.clears if one.clear is not clear)
    mark = next((one for one in draft.clears if one.clear is clear), None)
    if mark is None:
        return (*others, ClearMark(clear=clear, at_ms=max(0, now_ms), by_hand=True))
    return others if mark.by_hand else draft.clears


def _way(run: ScriptRun) -> tuple[Question, ...]:
    return questions(run.script, run.answers)


def _answered(run: ScriptRun | None, ask: Ask) -> bool:
    """Whether a question of this kind was answered."""
    if run is None:
        return False
    answers = run.answers
    return any(one.ask is ask and one.id in answers for one in _way(run))


def _asked(run: ScriptRun | None) -> Seen:
    """Every question about facts on the way was answered."""
    if run is None:
        return Seen(False)
    answers = run.answers
    left = sum(one.ask in ABOUT_FACTS and one.id not in answers for one in _way(run))
    return Seen(left == 0, questions=left)
