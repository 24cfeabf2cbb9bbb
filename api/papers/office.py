"""Where papers are asked for: gathers what stands on one, lets the press make it, and says who opened it (SEC-1)."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from api.agents.people import People
from api.db import Database
from api.errors import NotFound
from api.handover.ledger import note_of
from api.models import HandoverRow
from api.papers.forms import FORMS, number_of
from api.papers.printing import Printing
from api.papers.shift_words import shift_number, shift_words
from api.papers.speech import moment
from api.papers.ticket_words import Speech, ticket_words
from api.residents.book import ResidentBook
from api.schemas import AgentView
from api.schemas.papers import PaperForm, PaperFormat, PaperForms, PaperJob, PaperSubject
from api.settings import DeskSettings
from api.tickets.shelf import TicketShelf
from scripts_lib.loader import Library

MEDIA: Mapping[PaperFormat, str] = {
    PaperFormat.PDF: "application/pdf",
    PaperFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
SUFFIX = {PaperFormat.PDF: "html", PaperFormat.DOCX: "docx"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file for somebody, with its name: the paper's number."""

    name: str
    media_type: str
    content: bytes


def form_named(name: str, subject: PaperSubject) -> PaperForm:
    """The form of this name for this subject. Raises NotFound."""
    form = FORMS.get(name)
    if form is None or form.subject is not subject:
        known = ", ".join(one.name for one in FORMS.values() if one.subject is subject)
        raise NotFound(f"没有这种单据；有：{known}", f"there is no such form; there is {known}")
    return form


def site_folder(settings: DeskSettings) -> Path:
    """Where the site's own templates lie."""
    return settings.data / "papers"


class PaperOffice:
    """Makes papers of complaints and of hand-overs."""

    def __init__(
        self,
        settings: DeskSettings,
        database: Database,
        people: People,
        tickets: TicketShelf,
        residents: ResidentBook,
        library: Library,
        printing: Printing,
    ) -> None:
        self._settings = settings
        self._database = database
        self._people = people
        self._tickets = tickets
        self._residents = residents
        self._library = library
        self.printing = printing

    def forms(self) -> PaperForms:
        """Every form, and of which the site has templates of its own."""
        return PaperForms(items=tuple(_with_own(form, site_folder(self._settings)) for form in FORMS.values()))

    async def of_ticket(self, number: str, name: str, form: PaperFormat, by: AgentView) -> Paper:
        """A paper of one complaint, for this person. Raises NotFound, TemplateFault, PressUnavailable."""
        what = form_named(name, PaperSubject.TICKET)
        ticket = await self._tickets.of_number(number, by)
        if ticket is None:
            raise NotFound("没有这张投诉单", "there is no such ticket")
        words = ticket_words(ticket, (await self.speech()).at(ticket.handed_at))
        made = await self.make(what, form, number, {"t": words})
        await self._residents.opened(by.agent_id, "paper", made.name)
        return made

    async def of_shift(self, note_id: str, form: PaperFormat, by: AgentView) -> Paper:
        """The paper of one hand-over. Raises NotFound, TemplateFault, PressUnavailable."""
        async with self._database.reading() as session:
            row = (await session.scalars(select(HandoverRow).where(HandoverRow.note_id == note_id))).first()
        if row is None:
            raise NotFound("没有这条交接班记录", "there is no such note")
        note, speech = note_of(row), await self.speech()
        words = shift_words(note, speech)
        made = await self.make(FORMS["shift"], form, shift_number(note, speech), {"s": words})
        await self._residents.opened(by.agent_id, "paper", made.name)
        return made

    async def speech(self) -> Speech:
        """What turns values into words."""
        names = {person.agent_id: person.name for person in await self._people.all()}
        return Speech(self._library.rules.catalogue, self._settings.zone, names)

    async def make(self, form: PaperForm, file: PaperFormat, subject: str, words: dict[str, object]) -> Paper:
        """Let the press fill this form. `subject` is the number of what it is about."""
        number = number_of(form, subject)
        head = {
            "title": form.title,
            "number": number,
            "centre": self._settings.centre_name,
            "printed_at": moment(time.time(), self._settings.zone),
        }
        folder = str(site_folder(self._settings))
        job = PaperJob(form=form.name, format=file, words={"paper": head, **words}, site_folder=folder)
        return Paper(f"{number}.{file}", MEDIA[file], await self.printing.make(job))


def _with_own(form: PaperForm, folder: Path) -> PaperForm:
    own = tuple(file for file in PaperFormat if (folder / f"{form.name}.{SUFFIX[file]}").is_file())
    return PaperForm(
        name=form.name, title=form.title, english=form.english, code=form.code, subject=form.subject, own=own
    )
