"""Two keys of a call in progress: what is said now is not recorded, and the keypad. Part of the main screen."""

from api.schemas import MaskCall, RecordingState, SendKeys, UnmaskCall
from console.agent.choose import ChooseScreen
from console.agent.keypad import KeypadScreen
from console.agent.talk_keys import TalkKeys

REASONS = ("identity", "bank", "health", "asked")
"""Why something is not recorded; the words are `mask.*`, and the Chinese ones go into the log."""


class LineKeys(TalkKeys):
    """Mask and keypad."""

    def action_mask(self) -> None:
        """Ctrl+X: stop recording with a reason; again to go on."""
        call = self._talking()
        if call is None:
            return
        desk, words = self.duty.desk, self._words
        if call.recording is RecordingState.MASKED:
            self._run(self._ask(desk.ask(UnmaskCall, call_id=call.call_id), words("say.unmasked")))
            return
        if call.recording is not RecordingState.ON:
            self.tell(words("say.not_recorded"), bad=True)
            return

        def chosen(reason: str | None) -> None:
            if reason is not None:
                asked = desk.ask(MaskCall, call_id=call.call_id, reason=words(f"mask.{reason}"))
                self._run(self._ask(asked, words("say.masked")))

        rows = [(reason, words(f"mask.{reason}")) for reason in REASONS]
        self.app.push_screen(ChooseScreen(words("mask.title"), rows, words("talk.hint")), chosen)

    def action_keypad(self) -> None:
        """Ctrl+Z: keys for the far end."""
        call = self._talking()
        if call is None:
            return
        desk = self.duty.desk

        async def send(digits: str) -> None:
            await desk.ask(SendKeys, call_id=call.call_id, digits=digits)

        self.app.push_screen(KeypadScreen(self._words, self.duty.lang, send))
