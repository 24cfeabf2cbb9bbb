"""The agent's duty: which call is in hand, its draft on disk, its phrases, and saving it at the desk.

Stands between the desk's messages and the screen and knows no widget. A call offered to the agent takes the hand; a
pending one may be opened when nothing else is (CASE-3: nothing just fades). A save that finds the desk away is kept
and sent when it is back.
"""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from msgspec.structs import replace

from api.schemas import CallState, CallView, Clear, ClocksAsked, Disposition, Saved
from console.board import Board, over
from console.clears import ticked
from console.desk import Desk
from console.drafts import Draft, DraftStore, unwritable
from console.ending import Ending, ending
from console.errors import DeskAway, DeskProblem, DeskUnreachable
from console.form import YES, faults, outcome_of
from console.reports import Reports
from console.texts import TEXTS
from console.times import read_time
from console.work import Work, same
from scripts_lib.model import CivilPhrase, Hit, Moment, Phrase, Rules, Text, Weight
from scripts_lib.opening import opening
from scripts_lib.phrases import PhraseMatcher

CENTRE_BLANK = "××物业客服中心"
SURNAME_BLANK = "我姓×"
"""How the rule book writes the blanks of the opening line."""
RING_BACK = TEXTS["second.promise"]
log = structlog.get_logger("console.duty")


class Duty:
    """One signed-in agent's calls on this console. `now` is monotonic, `wall` Unix seconds."""

    def __init__(
        self,
        desk: Desk,
        rules: Rules,
        drafts: DraftStore,
        lang: str,
        *,
        now: Callable[[], float],
        wall: Callable[[], float],
    ) -> None:
        self.desk = desk
        self.rules = rules
        self.lang = lang
        self.work: Work | None = None
        self.saved: Saved | None = None
        self.draft_fault: Text | None = None
        self._drafts = drafts
        self.reports = Reports(drafts.under("reports"))
        """What was reported at once and is not at the desk yet (SEC-2)."""
        self._now = now
        self._wall = wall
        self._matcher = PhraseMatcher(rules.phrases)
        self._done: set[str] = set()
        self._unsent: dict[str, Draft] = {}
        self._sending: set[str] = set()
        self._dirty = False

    @property
    def board(self) -> Board:
        """What the desk has told. Only after the snapshot."""
        board = self.desk.board
        assert board is not None, "a duty begins with a snapshot"
        return board

    def note_drafts(self) -> DraftStore:
        """Where a note of hand-over is kept until it is handed in (LINE-6)."""
        return self._drafts.under("handover")

    def wall(self) -> float:
        """The time of day, Unix seconds."""
        return self._wall()

    # --- which call is in hand ---------------------------------------------------------------------------------

    def follow(self) -> bool:
        """Take up what the desk has told. True when another call, or none, is in hand now."""
        board, before = self.board, self.work
        call = board.call if board.call is not None and board.call.call_id not in self._done else None
        if call is None and self.work is not None:
            call = next((one for one in board.pending if same(one, self.work.call)), None)
        if call is None:
            self.keep()
            self.work = None
        elif self.work is not None and same(call, self.work.call):
            self.work.update(call)
        else:
            self._take(call)
        return self.work is not before

    def open_pending(self, call_id: str) -> bool:
        """Take a pending call into the hand. False while another call is live there."""
        if self.work is not None and not over(self.work.call):
            return False
        call = next((one for one in self.board.pending if one.call_id == call_id), None)
        if call is None:
            return False
        if self.work is None or not same(call, self.work.call):
            self._take(call)
        return True

    def _take(self, call: CallView) -> None:
        self.keep()
        self.saved = None
        self._done.discard(call.call_id)
        self.work = Work(call, self.rules, self._drafts.load(call.call_id), self.lang)

    # --- drafts ------------------------------------------------------------------------------------------------

    def changed(self) -> None:
        """The draft was changed: what is clear by now is ticked (CMP-1), and it waits for `keep`."""
        if self.work is not None:
            self.work.tick(self.talk_ms())
        self._dirty = True

    @property
    def unkept(self) -> bool:
        """Whether something was changed since the last `keep`."""
        return self._dirty

    def at(self, pane: str, field: str) -> None:
        """Where the agent is in the call in hand, to come back there."""
        if self.work is not None and (pane, field) != (self.work.draft.pane, self.work.draft.field):
            self.work.draft.pane, self.work.draft.field = pane, field
            if self.work.draft.touched:
                self._dirty = True
                self.keep(sync=True)

    def typing(self, text: str) -> None:
        """The answer as it is typed, before it is given."""
        if self.work is not None and text != self.work.draft.typed:
            self.work.draft.typed = text
            self.work.draft.touched = True
            self._dirty = True

    def keep(self, *, sync: bool = False) -> None:
        """Write a changed draft to disk; with `sync` it is safe from a power cut. A disk that refuses is told in
        `draft_fault`, not hidden."""
        if not self._dirty or self.work is None:
            return
        self._dirty = False
        try:
            self._drafts.save(self.work.draft, sync=sync)
            self.draft_fault = None
        except OSError as error:
            log.error("draft_not_written", error=type(error).__name__)
            self.draft_fault = unwritable(error)

    # --- script ------------------------------------------------------------------------------------------------

    def choose_kind(self, kind: str) -> dict[str, str]:
        """The call in hand is of this kind: its script begins. Returns the fields that this filled."""
        if self.work is None:
            return {}
        changed = self.work.choose(kind, self.talk_ms())
        self.changed()
        return changed

    def answer(self, value: str) -> dict[str, str]:
        """The answer to the present question; empty skips it. Returns the fields that this filled."""
        if self.work is None or self.work.run is None:
            return {}
        changed = self.work.answer(value, self.talk_ms()) if value else {}
        if not value:
            self.work.skip(self.talk_ms())
        self.changed()
        return changed

    def back(self) -> bool:
        """To the question before. False where there is none."""
        if self.work is None or self.work.run is None or not self.work.back(self.talk_ms()):
            return False
        self.changed()
        return True

    def leave_script(self) -> None:
        """Back to the kinds; what was answered stays in the form."""
        if self.work is not None:
            self.work.leave_script()
            self.changed()

    # --- words -------------------------------------------------------------------------------------------------

    def talk_ms(self) -> int:
        """Milliseconds since pick-up in the call in hand; for a past call, all that was talked."""
        if self.work is None:
            return 0
        live = same(self.board.call, self.work.call)
        return self.board.talk_ms(self._now()) if live else self.work.call.talk_ms

    def moment(self) -> Moment:
        """Which phrases apply now."""
        return Moment.OPENING if self.work is None else self.work.moment(self.talk_ms())

    def opening(self) -> str:
        """The opening line with the centre's name, the surname and the greeting of the local hour (LINE-2)."""
        board = self.board
        hour = datetime.fromtimestamp(self._wall(), ZoneInfo(board.site.timezone)).hour
        return opening(board.site.centre_name, board.me.surname, hour).of(self.lang)

    def civil(self, moment: Moment) -> tuple[CivilPhrase, ...]:
        """Civil phrases that fit the moment; the opening line itself stands above them, filled in."""
        fitting = (phrase for phrase in self.rules.civil if moment in phrase.moments)
        return tuple(phrase for phrase in fitting if CENTRE_BLANK not in phrase.text.zh)

    def forbidden(self, moment: Moment) -> list[Phrase]:
        """Phrases that are a fault in the moment, with what to say instead; those of this moment alone come first."""
        phrases = sorted(self._matcher.of_moment(moment), key=lambda one: len(one.moments))
        return [replace(phrase, say_instead=self._filled(phrase.say_instead)) for phrase in phrases]

    def hits(self) -> list[Hit]:
        """Forbidden phrases in the notes: as the call's own, so that an opening's words are no fault later."""
        if self.work is None:
            return []
        hits = self._matcher.check(self.work.draft.notes, self.moment())
        return [replace(hit, say_instead=self._filled(hit.say_instead)) for hit in hits]

    def _filled(self, text: Text) -> Text:
        """The rule book's blanks for centre and surname with this site's and this agent's (LINE-2)."""
        site, me = self.board.site, self.board.me
        named = text.zh.replace(CENTRE_BLANK, site.centre_name).replace(SURNAME_BLANK, f"我姓{me.surname}")
        return Text(named, text.en)

    # --- saving ------------------------------------------------------------------------------------------------

    def faults(self) -> dict[str, str]:
        """Fields of the form that are not ready, with text keys."""
        if self.work is None:
            return {}
        return faults(self.work.draft, self.board.site.timezone, self._wall(), self.rules.advice)

    async def save(self) -> Saved:
        """Send the outcome of the call in hand. Raises DeskProblem with fields, DeskUnreachable (kept to be sent)."""
        assert self.work is not None, "nothing in hand to save"
        self.keep()
        draft = self.work.draft
        try:
            saved = await self._send(draft)
        except (DeskAway, DeskUnreachable):
            self._unsent[draft.call_id] = draft
            raise
        self.saved = saved
        if self.work is not None and self.work.call.call_id == draft.call_id:
            self.work = None
        return saved

    def ring_back_later(self, by: str) -> None:
        """The call in hand is settled by a promise to ring back (LINE-4); saved by itself once it is over. `by` as it
        is typed into the form."""
        assert self.work is not None, "nothing in hand to promise"
        work = self.work
        for name, value in (("promise_what", RING_BACK.of(self.lang)), ("promise_by", by)):
            work.set_field(name, value)
        work.set_outcome(Disposition.EXPLAINED)
        self.changed()
        self.keep()
        self._unsent[work.draft.call_id] = work.draft

    def soon(self, seconds: float) -> str:
        """The local time so many seconds from now, as the form takes it."""
        at = datetime.fromtimestamp(self._wall() + seconds, ZoneInfo(self.board.site.timezone))
        return f"{at:%m-%d %H:%M}"

    def seconds_to(self, typed: str) -> float | None:
        """From now to a time as an agent types it, below 0 for one that is past; None for what is no time."""
        at = read_time(typed, self.board.site.timezone, self._wall())
        return None if at is None else at - self._wall()

    @property
    def unsent(self) -> int:
        """Saves that wait for the desk to be back, or for their call to be over."""
        return len(self._unsent)

    def local_time(self) -> str:
        """The site's time of day, as it is written."""
        return f"{datetime.fromtimestamp(self._wall(), ZoneInfo(self.board.site.timezone)):%H:%M}"

    def owes_a_save(self) -> bool:
        """Whether something unsent belongs to a call that is over by now."""
        return any(call.call_id in self._unsent.keys() - self._sending for call in self.board.pending)

    async def send_unsent(self) -> Saved | None:
        """Send what could not be saved when it was asked for. The last one saved, if any."""
        last: Saved | None = None
        for call_id in [one for one in self._unsent if one not in self._sending and not self._goes_on(one)]:
            self._sending.add(call_id)
            try:
                last = await self._send(self._unsent[call_id])
            except DeskProblem:
                # Refused for what it says, not for the connection: the agent has to see it, so it is not tried again.
                del self._unsent[call_id]
                raise
            finally:
                self._sending.discard(call_id)
            del self._unsent[call_id]
            if self.work is not None and self.work.call.call_id == call_id:
                self.work = None
                self.saved = last
        return last

    def _goes_on(self, call_id: str) -> bool:
        call = self.board.call
        return call is not None and call.call_id == call_id and not over(call)

    async def _send(self, draft: Draft) -> Saved:
        outcome = outcome_of(draft, self.board.site.timezone, self._wall())
        saved = await self.desk.dispose(draft.call_id, outcome)
        self._done.add(draft.call_id)
        self._dirty = False
        self._drafts.forget(draft.call_id)
        return saved

    def decide(self, outcome: Disposition) -> None:
        """What becomes of the call in hand."""
        if self.work is not None:
            self.work.set_outcome(outcome)
            self.work.draft.decided_ms = self.talk_ms()
            self.changed()

    def clocks_asked(self) -> ClocksAsked | None:
        """What the clocks of the complaint in hand depend on; None while it has no weight, or a time that is none."""
        if self.work is None:
            return None
        fields = self.work.draft.fields
        wanted = fields.get("requested_by", "").strip()
        by = read_time(wanted, self.board.site.timezone, self._wall()) if wanted else None
        if not fields.get("weight") or (wanted and (by is None or by <= self._wall())):
            return None
        return ClocksAsked(weight=Weight(fields["weight"]), own_duty=fields.get("own_duty") == YES, requested_by=by)

    def tick_by_hand(self, clear: Clear) -> None:
        """The agent says that one of the five clears is done, or takes that back (CMP-1)."""
        if self.work is not None:
            self.work.draft.clears = ticked(self.work.draft, clear, self.talk_ms())
            self.work.draft.touched = True
            self._dirty = True

    def ending(self) -> Ending | None:
        """How far the call in hand is in its ending (LINE-5); None while there is something to ask, or no call."""
        work = self.work
        if work is None or over(work.call) or work.call.state is not CallState.TALKING:
            return None
        return ending(work.draft, work.run, self.talk_ms())
