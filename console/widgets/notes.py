"""The notes of the call, and the reminder line for forbidden phrases typed into them (SAY-1, SAY-2)."""

from collections import Counter
from collections.abc import Sequence

from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea

from console.texts import Words
from console.widgets.flow import Flow
from scripts_lib.model import Hit


class Notes(TextArea):
    """Plain text, soft wrapped. Reports what the agent typed, not what was loaded into it."""

    class Typed(Message):
        """The text as it stands after a change by the agent."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

        def can_replace(self, message: Message) -> bool:
            """Only the newest text matters."""
            return isinstance(message, Notes.Typed)

    def __init__(self, words: Words) -> None:
        super().__init__(
            id="notes", classes="panel pane", soft_wrap=True, show_line_numbers=False, placeholder=words("notes.hint")
        )
        self.cursor_blink = False
        self._loaded = ""
        self.border_title = words("notes.title")

    def load_notes(self, text: str) -> None:
        """Another call's notes."""
        self._loaded = text
        if text != self.text:
            self.load_text(text)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell what was typed; loading is no typing."""
        event.stop()
        if self.text != self._loaded:
            self._loaded = self.text
            self.post_message(self.Typed(self.text))


class Reminder(Flow):
    """One or two lines inside the screen, never in the way: which phrase, why, and what to say instead."""

    def __init__(self, words: Words, lang: str) -> None:
        super().__init__(id="reminder")
        self._words = words
        self._lang = lang
        self._dismissed: frozenset[tuple[str, int]] = frozenset()
        self._present: frozenset[tuple[str, int]] = frozenset()
        self._hits: tuple[Hit, ...] = ()
        self._typed: tuple[Hit, ...] = ()
        self._spoken: tuple[Hit, ...] = ()

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The hits shown at present."""
        return self._hits

    def remind(self, hits: Sequence[Hit]) -> None:
        """Show the newest hit of what was typed that was not dismissed; hide when there is none."""
        self._typed = tuple(hits)
        self._remind()

    def heard(self, hits: Sequence[Hit]) -> None:
        """The same for what was spoken; it stands before what was typed."""
        self._spoken = tuple(hits)
        self._remind()

    def _remind(self) -> None:
        seen: Counter[str] = Counter()
        numbered: list[tuple[tuple[str, int], Hit]] = []
        for hit in (*self._typed, *self._spoken):
            rule = f"spoken {hit.rule}" if hit in self._spoken else hit.rule
            seen[rule] += 1
            numbered.append(((rule, seen[rule]), hit))
        # A dismissed one that was corrected and typed again is shown again.
        self._dismissed &= {key for key, _ in numbered}
        self._present = frozenset(key for key, _ in numbered)
        self._draw(tuple(hit for key, hit in numbered if key not in self._dismissed))

    def _draw(self, hits: tuple[Hit, ...]) -> None:
        self._hits = hits
        self.display = bool(self._hits)
        if not self._hits:
            self.show(())
            return
        hit = self._hits[-1]
        more = f" (+{len(self._hits) - 1})" if len(self._hits) > 1 else ""
        instead = self._words("reminder.instead", instead=hit.say_instead.of(self._lang))
        said = "heard.suspected" if hit in self._spoken else "reminder.said"
        self.show(
            [
                Content.assemble(
                    ("⚠ " + self._words(said, phrase=hit.phrase) + more, "bold $text-error"),
                    "  ",
                    (instead, "bold $text-success"),
                ),
                Content.assemble(
                    hit.why.of(self._lang),
                    (f"  {hit.rule}  {self._words('reminder.dismiss')}", "$text-muted"),
                ),
            ]
        )

    def dismiss(self) -> bool:
        """Hide what is shown until the text changes there. False when nothing was shown."""
        if not self._hits:
            return False
        self._dismissed |= self._present
        self._draw(())
        return True
