"""The month's papers: summary and register as PDF, Word and Excel, with the plots."""

from api.errors import NotFound
from api.papers.forms import FORMS
from api.papers.office import Paper, PaperOffice
from api.papers.ticket_words import ticket_words
from api.reports.month import Month
from api.reports.month_words import month_words
from api.reports.plots import plot
from api.reports.sheets import month_sheets, register_sheet
from api.reports.shelf import MonthShelf
from api.schemas import AgentView
from api.schemas.papers import BookJob, PaperFormat, Sheet
from api.schemas.reports import MonthReport

XLSX = "xlsx"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ON_PAPER = ("days", "kinds", "departments", "clocks")


class MonthPapers:
    """What is printed of a month."""

    def __init__(self, office: PaperOffice, shelf: MonthShelf, timezone: str, author: str) -> None:
        self._office = office
        self._shelf = shelf
        self._timezone = timezone
        self._author = author

    async def summary(self, report: MonthReport, month: Month, ending: str) -> Paper:
        """「投诉记录月总结表」. Raises NotFound for another ending than pdf, docx and xlsx."""
        if ending == XLSX:
            return await self._book(f"{FORMS['month'].code}{month.number}", month_sheets(report))
        words = month_words(report, self._shelf.zone)
        words["plots"] = [plot(name, report) for name in ON_PAPER]
        return await self._office.make(FORMS["month"], format_of(ending), month.number, {"m": words})

    async def register(self, month: Month, ending: str, by: AgentView) -> Paper:
        """「客户投诉登记表」 of what this person sees. Raises NotFound for another ending, Invalid for too many."""
        tickets, speech = await self._shelf.registered(month, by), await self._office.speech()
        if ending == XLSX:
            name = f"{FORMS['register'].code}{month.number}"
            return await self._book(name, (register_sheet(tickets, month.chinese, speech),))
        rows = [ticket_words(ticket, speech) for ticket in tickets]
        words: dict[str, object] = {"month": month.chinese, "count": str(len(rows)), "tickets": rows}
        return await self._office.make(FORMS["register"], format_of(ending), month.number, {"r": words})

    async def _book(self, name: str, sheets: tuple[Sheet, ...]) -> Paper:
        job = BookJob(sheets=sheets, timezone=self._timezone, author=self._author)
        return Paper(f"{name}.{XLSX}", SHEET_TYPE, await self._office.printing.make(job))


def format_of(ending: str) -> PaperFormat:
    """The format of an ending. Raises NotFound."""
    if ending not in list(PaperFormat):
        raise NotFound("只有 .pdf、.docx 和 .xlsx", "there is .pdf, .docx and .xlsx")
    return PaperFormat(ending)
