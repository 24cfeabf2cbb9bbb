"""A period of calls on paper: PDF with plots, and Excel."""

from zoneinfo import ZoneInfo

from api.errors import NotFound
from api.papers.forms import FORMS, number_of
from api.papers.office import Paper, PaperOffice
from api.periods.asked import Asked
from api.periods.plots import TITLES, plot
from api.periods.words import period_sheets, period_words
from api.reports.papers import SHEET_TYPE, XLSX
from api.schemas import Report
from api.schemas.papers import BookJob, PaperFormat


class PeriodPapers:
    """What is printed of a period."""

    def __init__(self, office: PaperOffice, timezone: str, author: str) -> None:
        self._office = office
        self._timezone = timezone
        self._author = author

    async def make(self, report: Report, asked: Asked, about: str, ending: str) -> Paper:
        """「话务统计表」. Raises NotFound for another ending than pdf and xlsx."""
        form, zone = FORMS["calls"], ZoneInfo(self._timezone)
        if ending == XLSX:
            job = BookJob(sheets=period_sheets(report, about), timezone=self._timezone, author=self._author)
            made = await self._office.printing.make(job)
            return Paper(f"{number_of(form, asked.number)}.{XLSX}", SHEET_TYPE, made)
        if ending != PaperFormat.PDF:
            raise NotFound("只有 .pdf 和 .xlsx", "there is .pdf and .xlsx")
        words = period_words(report, about, zone)
        words["plots"] = [plot(name, report, zone) for name in TITLES]
        return await self._office.make(form, PaperFormat.PDF, asked.number, {"c": words})
