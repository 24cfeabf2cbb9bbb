"""What to say now: the opening line filled in (LINE-2), civil phrases, and what to say instead of forbidden ones."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from console.texts import Words
from console.widgets.flow import SEPARATOR, Flow, Line
from scripts_lib.model import CivilPhrase, Moment, Phrase, Text


class WordsPanel(VerticalScroll):
    """Changes with the moment of the call; scrolls when there is more than fits."""

    def __init__(self, words: Words, lang: str) -> None:
        super().__init__(id="words", classes="panel pane", can_focus=True)
        self._words = words
        self._lang = lang
        self._shown: tuple[object, ...] | None = None
        self.border_title = words("words.title")

    def compose(self) -> ComposeResult:
        """One text."""
        yield Flow(id="words-text")

    def show(
        self,
        moment: Moment,
        opening: str,
        endings: Sequence[Text],
        civil: Sequence[CivilPhrase],
        forbidden: Sequence[Phrase],
    ) -> None:
        """Draw the phrases of a moment."""
        key = (moment, opening, len(civil), len(forbidden))
        if key == self._shown:
            return
        self._shown = key
        parts: list[Content | Line] = []
        if moment is Moment.ENDING:
            parts.append(Content.styled(self._words("words.ending"), "bold $text-accent"))
            parts += [Content.styled(line.of(self._lang), "bold") for line in endings]
        else:
            parts.append(Content.styled(self._words("words.opening"), "bold $text-accent"))
            parts.append(Content.styled(opening, "bold"))
        parts += [Content(""), Content.styled(self._words("words.civil"), "bold $text-success")]
        joined = Content(SEPARATOR).join(Content(f"· {phrase.text.of(self._lang)}") for phrase in civil)
        parts.append(Line(joined, whole=True))
        parts += [Content(""), Content.styled(self._words("words.forbidden"), "bold $text-error")]
        for phrase in forbidden:
            when = phrase.situation
            about = (f"  {when.of(self._lang)}", "$text-muted") if when is not None else ""
            parts.append(Line(Content.assemble(("✗ ", "$text-error"), phrase.text, about), hang=2))
            parts.append(Line(Content.assemble(("→ ", "$text-success"), phrase.say_instead.of(self._lang)), hang=2))
        self.query_one("#words-text", Flow).show(parts)
        self.scroll_home(animate=False)
