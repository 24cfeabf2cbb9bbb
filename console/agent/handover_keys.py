"""The hand-over on the agent's keys: unread notes are told of once, one's own is asked for once (LINE-6). Part of the
main screen."""

from collections.abc import Callable

from console.agent.handover import HandoverScreen
from console.agent.handover_form import DRAFT, HandoverForm
from console.agent.work_keys import WorkKeys
from console.duty import Duty
from console.errors import ConsoleError
from console.handover import Shift
from console.texts import Words
from console.widgets.bars import Notice

TOLD_S = 20.0


class HandoverKeys(WorkKeys):
    """Ctrl+W, and two lines that remind."""

    def __init__(self, duty: Duty, words: Words, now: Callable[[], float]) -> None:
        super().__init__(duty, words, now)
        self.shift = Shift(now())
        self._unread = 0
        """Notes to tell of as soon as no other line stands there."""

    def on_mount(self) -> None:
        """What did the shift before leave?"""
        self._run(self._look_for_notes())

    async def _look_for_notes(self) -> None:
        try:
            page = await self.duty.desk.records.handover()
        except ConsoleError as error:
            self.tell(error.of(self.duty.lang), bad=True)
            return
        self._unread = page.unread
        self._tell_unread()

    def follow_beside(self) -> None:
        """Also the line that waited for its place."""
        super().follow_beside()
        self._tell_unread()

    def _tell_unread(self) -> None:
        if self._unread and not self.query_one(Notice).display:
            self.tell(self._words("note.told", count=self._unread), seconds=TOLD_S)
            self._unread = 0

    def note_to_remind_of(self) -> bool:
        """Whether leaving now would leave the next shift without a note; says so once only."""
        owed = self.shift.owes_a_note(self._now())
        self.shift.reminded = self.shift.reminded or owed
        return owed

    def action_handover(self) -> None:
        """Ctrl+W: notes to read and sign, and from there the form."""
        self._unread = 0
        screen = HandoverScreen(
            self.duty.desk.records,
            self.duty.board.me.agent_id,
            self._words,
            self.telling,
            answer=self.action_answer,
            write=self._write_note,
            draft=self.duty.note_drafts().load(DRAFT) is not None,
        )
        self.app.push_screen(screen)
        self.call_after_refresh(self.follow_beside)

    def _write_note(self) -> None:
        def handed_in() -> None:
            self.shift.wrote = True
            self.tell(self._words("note.form.done"))

        screen = HandoverForm(
            self.duty.desk.records,
            self.duty.note_drafts(),
            self._words,
            self.telling,
            answer=self.action_answer,
            handed_in=handed_in,
        )
        self.app.push_screen(screen)
        self.call_after_refresh(self.follow_beside)
