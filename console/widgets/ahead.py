"""What the form shows ahead: proposed values with their reason and rule (CMP-3..7), and the due times that the
complaint would start with (SLA-1..8). Draws what it is given; knows neither desk nor rules."""

from collections.abc import Mapping, Sequence

from textual.content import Content

from api.schemas import ClocksShown
from console.format import moment
from console.texts import Words
from console.widgets.flow import Flow, Line
from scripts_lib.advice import Suggestion

CLOCKS_SHOWN = 6


class Ahead(Flow):
    """Paragraphs under the form's choices; empty where there is nothing to say."""

    def __init__(self, words: Words, lang: str) -> None:
        super().__init__(id="form-ahead")
        self._words = words
        self._lang = lang
        self._drawn: tuple[object, ...] | None = None

    def draw(
        self,
        suggestions: Sequence[Suggestion],
        labels: Mapping[tuple[str, str], str],
        clocks: ClocksShown | None,
        timezone: str,
        *,
        stale: bool,
    ) -> None:
        """`labels` are the names of values by field and value; `stale` clocks could not be asked for anew."""
        key = (tuple(suggestions), clocks, stale)
        if key == self._drawn:
            return
        self._drawn = key
        lines: list[Content | Line] = [self._proposed(one, labels) for one in suggestions]
        if suggestions:
            lines.append(Content.styled(self._words("ahead.adopt"), "$text-accent"))
        if clocks is not None:
            lines.append(Content.styled(self._words("ahead.stale" if stale else "ahead.clocks"), "$text-muted bold"))
            for clock in clocks.clocks[:CLOCKS_SHOWN]:
                due = moment(clock.due, timezone, self._lang)
                lines.append(
                    Line(
                        Content.assemble(
                            (f"{due}  ", "bold"), clock.what.of(self._lang), (f"  {clock.rule}", "$text-muted")
                        ),
                        hang=2,
                    )
                )
        self.display = bool(lines)
        self.show(lines)

    def _proposed(self, one: Suggestion, labels: Mapping[tuple[str, str], str]) -> Line:
        value = labels.get((one.field, one.value), one.value)
        title = self._words("ahead.suggest", field=self._words(f"form.{one.field}"), value=value)
        said = self._words("ahead.said", word=one.said) if one.said else ""
        return Line(
            Content.assemble(
                (title, "bold $text-warning"),
                f"  {one.why.of(self._lang)}{said}",
                (f"  {one.rule}", "$text-muted"),
            ),
            hang=2,
        )
