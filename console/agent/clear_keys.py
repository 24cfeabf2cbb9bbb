"""Ticking one of the five clears by hand (CMP-1), where the console cannot see that it was done. Part of the main
screen."""

from api.schemas import Clear
from console.agent.call_keys import CallKeys
from console.agent.choose import ChooseScreen
from console.format import clock


class ClearKeys(CallKeys):
    """One key; the list says what is ticked already, since when, and by whom."""

    def action_tick_clear(self) -> None:
        """Ctrl+]: choose one of the five."""
        work = self.duty.work
        if work is None:
            self.tell(self._words("say.no_call"), bad=True)
            return
        words = self._words
        marks = {one.clear: one for one in work.draft.clears}
        rows = []
        for clear in Clear:
            mark = marks.get(clear)
            sign = "○" if mark is None else "◇" if mark.by_hand else "✓"
            when = "" if mark is None else clock(mark.at_ms) + (f" {words('clears.by_hand')}" if mark.by_hand else "")
            rows.append((clear.value, words("clears.row", sign=sign, name=words(f"clear.{clear.value}"), when=when)))

        def chosen(value: str | None) -> None:
            if value is not None:
                self.duty.tick_by_hand(Clear(value))
                self.draw()

        self.app.push_screen(ChooseScreen(words("clears.choose"), rows, words("talk.hint")), chosen)
