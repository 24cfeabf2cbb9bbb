"""What both sides say, with second and speaker; a suspected phrase is marked, with what to say instead under it.

What is still being spoken is dim. Draws a transcript; knows no desk.
"""

from collections.abc import Iterable, Sequence

from textual.content import Content

from api.schemas import ListeningState, ListeningView, SpokenNumber, SuspectedPhrase, Transcript, TranscriptLine
from console.format import clock, spaced
from console.texts import Words
from console.widgets.flow import Flow, Line
from scripts_lib.model import Moment, RequiredPhrase
from telephony.events import Side

CLOCK_CELLS = 7


class TranscriptPanel(Flow):
    """Grows with the call."""

    def __init__(self, words: Words, lang: str, required: Sequence[RequiredPhrase] = ()) -> None:
        super().__init__(id="transcript")
        self._required = required
        self._words = words
        self._lang = lang

    def draw(self, transcript: Transcript | None, listening: ListeningView | None, *, in_call: bool) -> None:
        """Show it, or why there is nothing to show."""
        rows = [*self._state(listening), *self._numbers(transcript.numbers if transcript is not None else ())]
        if transcript is not None and transcript.lines:
            rows += [*self._parts(transcript.required), Line(Content(""))] if self._required else []
        for line in transcript.lines if transcript is not None else ():
            rows += self._line(line)
        if transcript is None or not transcript.lines:
            rows.append(
                Line(Content.styled(self._words("heard.none" if in_call else "heard.no_call"), "$text-muted"))
            )
        self.show(rows)

    def _state(self, listening: ListeningView | None) -> Iterable[Line]:
        state = listening.state if listening is not None else ListeningState.OFF
        if state is ListeningState.ON:
            return ()
        words = self._words
        why = words(f"listening.{state.value}")
        if state in (ListeningState.OFF, ListeningState.BUSY, ListeningState.FAILED):
            late = round(listening.behind_s) if listening is not None else 0
            why = words(f"listening.why_{state.value}", seconds=late)
        return (Line(Content.styled(why, "$text-warning")), Line(Content("")))

    def _numbers(self, numbers: tuple[SpokenNumber, ...]) -> Iterable[Line]:
        if not numbers:
            return ()
        parts = [Content.styled(self._words("heard.numbers"), "$text-muted")]
        for place, one in enumerate(numbers, start=1):
            value = spaced(one.value) if one.field == "phone" else one.value
            said = f" {self._words(f'heard.{one.field}')} {value}  "
            parts.append(Content.assemble((f" {place}", "bold $text-accent"), said))
        return (Line(Content.assemble(*parts)), Line(Content("")))

    def _parts(self, heard: tuple[str, ...]) -> Iterable[Line]:
        """What has to be said, ticked where it was heard."""
        for moment in (Moment.OPENING, Moment.ENDING):
            parts = [Content.styled(f"{self._words(f'heard.{moment.value}')}  ", "$text-muted")]
            for part in self._required:
                if part.moment is moment:
                    said = part.rule in heard
                    tick = f"{'✓' if said else '○'} {part.label.of(self._lang)}   "
                    parts.append(Content.styled(tick, "$text-success" if said else ""))
            yield Line(Content.assemble(*parts), hang=2)

    def _line(self, line: TranscriptLine) -> list[Line]:
        words = self._words
        agent = line.side is Side.AGENT
        who = words("heard.agent" if agent else "heard.caller")
        name = (
            f"{who}：" if self._lang == "zh" else f"{who}: ",
            "bold $text-primary" if agent else "bold $text-accent",
        )
        head = Content.assemble((f"{clock(round(line.start_ms))}  ", "$text-muted"), name)
        said = marked(line.text, line.hits, "" if line.final else "dim")
        rows = [Line(Content.assemble(head, said), hang=CLOCK_CELLS)]
        return rows + [self._hit(hit) for hit in line.hits]

    def _hit(self, hit: SuspectedPhrase) -> Line:
        words = self._words
        said, style = ("heard.suspected", "bold $text-error") if hit.provable else ("heard.perhaps", "$text-warning")
        return Line(
            Content.assemble(
                " " * CLOCK_CELLS,
                ("⚠ " + words(said, phrase=hit.phrase), style),
                "  ",
                (words("heard.instead", instead=hit.say_instead.of(self._lang)), "$text-success"),
            ),
            hang=CLOCK_CELLS + 2,
        )


def marked(text: str, hits: Iterable[SuspectedPhrase], style: str) -> Content:
    """The text with what is suspected standing out."""
    content = Content.styled(text, style) if style else Content(text)
    for hit in hits:
        content = content.stylize("bold reverse $text-error", hit.start, hit.end)
    return content
