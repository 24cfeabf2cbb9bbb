"""What was reported at once (SEC-2): who takes it in hand, in a line of text; and to report from here."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType

from api.schemas.incidents import IncidentPage, IncidentView, NewIncident
from console.agent.choose import LineScreen
from console.agent.report_keys import ask_report
from console.incidents import cells, detail, kind_name
from console.reports import Reports
from console.supervisor.desk import SupervisorDesk
from console.supervisor.rows import Row
from console.supervisor.sheet import Sheet
from console.texts import Words


class IncidentScreen(Sheet):
    """What nobody has taken comes first. `wall` tells the desk's time of day."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "take", "接手", id="inc.take", tooltip="接手选中的报告 / take it in hand"),
        Binding("n", "report", "报告", id="inc.report", tooltip="立即报告 / report at once"),
    ]
    NAME = "inc"
    COLUMNS: ClassVar[tuple[str, ...]] = ("state", "kind", "words", "name", "at")

    def __init__(
        self,
        desk: SupervisorDesk,
        reports: Reports,
        words: Words,
        lang: str,
        timezone: str,
        wall: Callable[[], float],
    ) -> None:
        super().__init__(desk.figures, words, lang, timezone)
        self._desk = desk
        self._reports = reports
        self._wall = wall
        self._page: IncidentPage | None = None

    async def _fetch(self) -> None:
        self._page = await self._records.incidents()

    def _draw(self) -> None:
        if self._page is None:
            return
        now, words = self._wall(), self._words
        self._rows.show(tuple(_row(one, cells(one, now, self._zone, words, self._lang)) for one in self._page.items))
        total = self._page.page.total
        self._say(words("inc.said", open=self._page.open, total=total) if total else words("inc.none"))

    def _detail(self, key: str) -> str:
        one = self._chosen()
        return detail(one, self._words) if one is not None else ""

    def _chosen(self) -> IncidentView | None:
        items = self._page.items if self._page is not None else ()
        return next((one for one in items if one.incident_id == self._rows.chosen), None)

    def action_take(self) -> None:
        """t: I take care of it; asks what is being done."""
        one = self._chosen()
        if one is None or not one.may_take:
            self._say(self._words("inc.none" if one is None else "inc.not_open"), bad=True)
            return
        incident_id, words = one.incident_id, self._words

        def typed(note: str | None) -> None:
            if note is not None:
                self._ask(self._records.take_incident(incident_id, note), "inc.took")

        title = words("inc.take", kind=kind_name(one.kind, self._lang))
        self.app.push_screen(LineScreen(title, words("inc.take_hint")), typed)

    def action_report(self) -> None:
        """n: a report of my own."""

        def typed(new: NewIncident) -> None:
            self._reports.keep(new)
            self.run_worker(self._send(), exclusive=True)

        ask_report(self.app, self._words, self._lang, typed)

    async def _send(self) -> None:
        said = await self._reports.send(self._desk.records, self._words, self._lang)
        if all(bad for _, bad in said) or await self._read():
            self._say("  ".join(text for text, _ in said), bad=any(bad for _, bad in said))


def _row(one: IncidentView, shown: tuple[str, ...]) -> Row:
    return Row(one.incident_id, shown, "bold $text-error" if one.taken_at is None else "")
