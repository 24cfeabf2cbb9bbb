"""The day's summary and the week's report as PDF, Word and Excel."""

from zoneinfo import ZoneInfo

from api.briefs.sheets import brief_sheets
from api.briefs.span import Every, Span
from api.briefs.words import brief_words
from api.papers.forms import FORMS, number_of
from api.papers.office import Paper, PaperOffice
from api.reports.papers import SHEET_TYPE, XLSX, format_of
from api.schemas.briefs import Brief
from api.schemas.papers import BookJob
from scripts_lib.loader import Library

FORM = {Every.DAY: "day", Every.WEEK: "week"}


class BriefPapers:
    """What is printed of a day or a week."""

    def __init__(self, office: PaperOffice, library: Library, timezone: str, author: str) -> None:
        self._office = office
        self._library = library
        self._timezone = timezone
        self._author = author

    async def make(self, brief: Brief, span: Span, ending: str) -> Paper:
        """The paper of this brief. Raises NotFound for another ending than pdf, docx and xlsx."""
        form = FORMS[FORM[span.every]]
        if ending == XLSX:
            job = BookJob(sheets=brief_sheets(brief, form.title), timezone=self._timezone, author=self._author)
            made = await self._office.printing.make(job)
            return Paper(f"{number_of(form, span.number)}.{XLSX}", SHEET_TYPE, made)
        words = brief_words(brief, ZoneInfo(self._timezone), self._library.rules.catalogue)
        return await self._office.make(form, format_of(ending), span.number, {"b": words})
