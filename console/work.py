"""The call in hand: its draft and its script run together. No clock, no file, no screen.

`now_ms` is milliseconds since pick-up, as the records of script steps want it (`api.schemas.ScriptStep`).
"""

from msgspec.structs import replace

from api.schemas import CallState, CallView, Disposition, ResidentView, ScriptStep
from console.clears import marks
from console.drafts import Draft
from console.form import prefilled, preset
from scripts_lib.errors import IllegalStep, StateMismatch
from scripts_lib.model import Moment, Rules, Script
from scripts_lib.runner import MAX_ANSWER, ScriptRun

OPENING_MS = 15_000
"""The opening is over after so long: from then on the phrases of the call itself apply (SAY-1)."""


class Work:
    """One call being worked on. Changes go into `draft`; whoever owns the work saves that."""

    def __init__(self, call: CallView, rules: Rules, draft: Draft | None, lang: str) -> None:
        self.call = call
        self.rules = rules
        self.restored = draft is not None
        self._lang = lang
        self._resident: ResidentView | None = None
        """Whom the home's card or the agent named; the desk's own view of the call may not know."""
        self._known = prefilled(call, lang)
        self.draft = draft or Draft(call_id=call.call_id, fields=dict(self._known))
        self.run: ScriptRun | None = None
        if self.draft.script_id:
            self._resume()

    def update(self, call: CallView) -> None:
        """The desk says how the call stands now; what it newly knows fills empty fields."""
        self.call = call if self._resident is None else replace(call, resident=self._resident)
        self._known = prefilled(self.call, self._lang)
        self.draft.fields = {**self._known, **self.draft.fields}

    def moment(self, talk_ms: int) -> Moment:
        """Which phrases apply: the opening, the call, or its ending when the script is through."""
        if self.call.state in (CallState.WAITING, CallState.OFFERED):
            return Moment.OPENING
        if self.run is not None and self.run.current is None:
            return Moment.ENDING
        started = self.run is not None and len(self.run.steps) > 1
        return Moment.CALL if started or talk_ms > OPENING_MS else Moment.OPENING

    # --- who calls ---------------------------------------------------------------------------------------------

    def know_resident(self, resident: ResidentView) -> dict[str, str]:
        """Who calls is known now: fill contact and place where the agent wrote nothing. Returns what changed."""
        known = self.call.resident
        if known is not None and known.resident_id == resident.resident_id:
            return {}  # what the agent cleared on purpose stays clear
        before = self._known
        self._resident = resident
        self.call = replace(self.call, resident=resident)
        self._known = prefilled(self.call, self._lang)
        fields = self.draft.fields
        changed = {
            name: value
            for name, value in self._known.items()
            if fields.get(name, "") != value and fields.get(name, "") in ("", before.get(name, ""))
        }
        self.draft.fields = {**fields, **changed}
        return changed

    def choose_resident(self, resident: ResidentView) -> dict[str, str]:
        """The agent says who calls; what was said of another home's tickets no longer holds."""
        if resident.resident_id != self.draft.resident_id:
            self.draft.repeat_of = self.draft.not_repeat = ""
        self.draft.resident_id = resident.resident_id
        self.draft.touched = True
        return self.know_resident(resident)

    def link(self, number: str, resident_id: str = "") -> None:
        """This complains again of the home's open ticket of that number.

        Who calls, where it is known, goes with it: the desk would else tell the home by the telephone in the form,
        which may be changed to anybody's.
        """
        self.draft.resident_id = self.draft.resident_id or resident_id
        self.draft.repeat_of = number
        self.draft.not_repeat = ""
        self.draft.touched = True

    def unlink(self, number: str) -> None:
        """This is another matter than that ticket's."""
        self.draft.repeat_of = ""
        self.draft.not_repeat = number
        self.draft.touched = True

    # --- form --------------------------------------------------------------------------------------------------

    def set_notes(self, notes: str) -> None:
        """What the agent has typed so far."""
        self.draft.notes = notes
        self.draft.touched = True

    def set_outcome(self, outcome: Disposition | None) -> None:
        """Explained, or a complaint."""
        self.draft.outcome = outcome
        self.draft.touched = True

    def set_field(self, name: str, value: str) -> dict[str, str]:
        """One field typed or chosen. Returns every field that this changed (a kind presets others)."""
        changed = {name: value}
        if name == "kind":
            changed = {**changed, **preset(value, self.rules.catalogue)}
        self.draft.fields = {**self.draft.fields, **changed}
        self.draft.touched = True
        return changed

    def tick(self, now_ms: int) -> None:
        """Tick those of the five clears that are done by now, and only those (CMP-1)."""
        self.draft.clears = marks(self.draft, self.run, now_ms)

    # --- script ------------------------------------------------------------------------------------------------

    def choose(self, kind: str, now_ms: int) -> dict[str, str]:
        """The call is of this kind: preset the form, start its script if it has one. Returns the fields changed."""
        changed = self.set_field("kind", kind)
        wanted = next((one.script for one in self.rules.catalogue.kinds if one.value == kind), None)
        script = self._script(wanted)
        self.run = ScriptRun(script, self._at(now_ms)) if script is not None else None
        self.draft.script_id = script.id if script is not None else ""
        self.draft.steps = ()
        self._recorded()
        return changed

    def leave_script(self) -> None:
        """Choose again; what was answered stays in the form."""
        self.run = None
        self._recorded()

    def answer(self, value: str, now_ms: int) -> dict[str, str]:
        """The present question is answered. Returns the fields that this filled."""
        run = self.run
        if run is None or run.current is None:
            return {}
        before = run.fields
        run.answer(value[:MAX_ANSWER], self._at(now_ms))
        self._recorded()
        return self._filled(before, run.fields)

    def skip(self, now_ms: int) -> None:
        """The present question is left out."""
        if self.run is not None and self.run.current is not None:
            self.run.skip(self._at(now_ms))
            self._recorded()

    def back(self, now_ms: int) -> bool:
        """Back to the question before. False at the first one."""
        if self.run is None:
            return False
        try:
            self.run.back(self._at(now_ms))
        except IllegalStep:
            return False
        self._recorded()
        return True

    def _at(self, now_ms: int) -> int:
        """The desk may correct the talk time by some milliseconds; a script's clock never runs backwards."""
        steps = self.run.steps if self.run is not None else ()
        last = steps[-1] if steps else None
        return max(now_ms, 0, *((last.shown_ms, last.left_ms or 0) if last is not None else ()))

    def _filled(self, before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
        """Answers go into the form; what the agent wrote there by hand is added to, never overwritten."""
        changed: dict[str, str] = {}
        for name, value in after.items():
            if before.get(name) == value:
                continue
            held = self.draft.fields.get(name, "")
            own = held not in ("", before.get(name, ""), self._known.get(name, ""))
            changed |= self.set_field(name, f"{held}；{value}" if own and value not in held else value)
        return changed

    def _recorded(self) -> None:
        self.draft.touched = True
        self.draft.run = self.run.saved() if self.run is not None else None
        if self.run is not None:
            self.draft.steps = tuple(
                ScriptStep(question_id=one.question_id, shown_ms=one.shown_ms, answer=one.answer, skipped=one.skipped)
                for one in self.run.steps
            )

    def _script(self, script_id: str | None) -> Script | None:
        return next((script for script in self.rules.scripts if script.id == script_id), None)

    def _resume(self) -> None:
        """Go on where the draft stands; when the script was changed meanwhile its recorded steps stay as they are."""
        script, saved = self._script(self.draft.script_id), self.draft.run
        if script is None or saved is None:
            return
        try:
            self.run = ScriptRun.restored(script, saved)
        except StateMismatch:
            self.run = None


def same(one: CallView | None, other: CallView | None) -> bool:
    """Whether both are the same call, whatever its state."""
    return one is not None and other is not None and one.call_id == other.call_id
