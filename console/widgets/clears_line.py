"""The five clears under the script (CMP-1): signs and words, and what the next one wants; on one line where the
screen is small."""

from textual.content import Content

from api.schemas import Clear
from console.clears import seen
from console.texts import Words
from console.widgets.flow import Flow
from console.work import Work


class ClearsLine(Flow):
    """✓ done, ◇ ticked by hand, ○ not yet: the sign says it, the colour only repeats it."""

    def __init__(self, words: Words) -> None:
        super().__init__(id="script-clears")
        self._words = words
        self._drawn: tuple[object, ...] | None = None

    def draw(self, work: Work | None) -> None:
        """The ticks of the call in hand, whatever they come from."""
        self.display = work is not None
        if work is None:
            self._drawn = None
            return
        states = seen(work.draft, work.run)
        narrow = self.screen.has_class("-narrow")
        short = narrow or self.screen.has_class("-low")
        key = (work.draft.clears, tuple(states.values()), narrow, short)
        if key == self._drawn:
            return
        self._drawn = key
        marks = {one.clear: one for one in work.draft.clears}
        parts = [Content.styled(self._words("clears.title"), "bold $text-muted")]
        for clear in Clear:
            mark = marks.get(clear)
            sign, style = ("○", "$text-muted")
            if mark is not None:
                sign, style = ("◇", "$text-accent") if mark.by_hand else ("✓", "$text-success")
            name = self._words(f"clear.short.{clear.value}" if short else f"clear.{clear.value}")
            parts.append(Content.styled(f"{sign} {name}", style))
        first = next((clear for clear in Clear if clear not in marks), None)
        if first is None:
            lacking = Content.styled(self._words("clears.all"), "$text-success")
        else:
            lacking = Content.styled(self._words("clears.lacking", what=self._lacking(first, work)), "$text-warning")
        line = Content("  ").join(parts)
        self.show([Content.assemble(line, "   ", lacking)] if narrow else [line, lacking])

    def _lacking(self, clear: Clear, work: Work) -> str:
        state = seen(work.draft, work.run)[clear]
        if clear is Clear.ASK and state.questions:
            return self._words("clears.questions", count=state.questions)
        if clear is Clear.RECORD and state.fields:
            return self._words("list.and").join(self._words(f"form.{name}") for name in state.fields)
        key = {Clear.HEAR: "clears.hear", Clear.FOLLOW: "clears.follow", Clear.REPEAT: "clears.repeat"}
        return self._words(key.get(clear, "clears.ask"))
