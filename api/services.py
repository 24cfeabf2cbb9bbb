"""Every service of the desk, made once, in groups that stand on one another: each group is given those it needs.

Handlers get all of them as the dependency `services`. Part of the composition root: it shows who is made of what.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from msgspec.structs import replace

from api.agents.departments import Departments
from api.agents.organisation import Places
from api.agents.people import People
from api.agents.second_step import SecondStep
from api.agents.secret_files import secret_of
from api.agents.sign_in import SignIn, session_secret
from api.audit.shelf import AuditShelf
from api.briefs.files import BriefFiles
from api.briefs.papers import BriefPapers
from api.briefs.shelf import BriefShelf
from api.calls.disposition import Dispositions
from api.calls.views import CallViews
from api.complaint_lists.importing import ComplaintLists
from api.db import Database
from api.duty.shelf import DutyShelf
from api.erasing.shelf import Erasing
from api.figures.history import History
from api.figures.reports import Reports
from api.handover.shelf import HandoverShelf
from api.homes.shelf import HomeFiles
from api.incidents.shelf import IncidentShelf
from api.incidents.waiting import Waiting
from api.log import EventLog
from api.mail.desk import mail_of
from api.mail.settings import MailSettings
from api.migrate import bring_up_to_date
from api.papers.office import PaperOffice
from api.papers.printing import Printing
from api.periods.papers import PeriodPapers
from api.projector import Projector
from api.quality.checks.calibrations import Calibrations
from api.quality.checks.samples import Samples
from api.quality.checks.shelf import ChecksShelf
from api.quality.checks.year import YearShelf
from api.quality.fairness_shelf import FairnessShelf
from api.quality.hints import HintShelf
from api.quality.required_shelf import RequiredShelf
from api.quality.shelf import QualityShelf
from api.queues.sites import Seen, seen_by
from api.recordings.hearing import Hearing
from api.recordings.playing import Playing
from api.recordings.shelf import RecordingShelf
from api.reports.keeper import MonthKeeper
from api.reports.papers import MonthPapers
from api.reports.shelf import MonthShelf
from api.residents.book import ResidentBook
from api.residents.homes import Homes
from api.residents.importing import ResidentImport
from api.review.lists import CallLists
from api.review.shelf import ReviewShelf
from api.schemas import AgentView, SiteView
from api.settings import DeskSettings
from api.shifts.shelf import ShiftShelf
from api.site_view import site_of
from api.surveys.shelf import SurveyShelf
from api.tickets.opening import CaseOpening
from api.tickets.registration import Registration
from api.tickets.shelf import TicketShelf
from api.tickets.steps import TicketSteps
from api.tickets.watch import Watch
from api.training.plan_shelf import TrainingPlan
from api.training.shelf import ExamShelf
from api.transcripts.shelf import TranscriptShelf
from api.visits.shelf import VisitShelf
from api.webhooks.shelf import WebhookShelf
from scripts_lib.loader import load
from scripts_lib.model import Text
from telephony.acd.plan import SitePlan


class Ground:
    """What every group stands on: the settings, the database with the log in it, the rules, the site's queues."""

    def __init__(self, settings: DeskSettings, plan: SitePlan) -> None:
        settings.make_folder()
        self.settings = settings
        self.plan = plan
        self.library = load(settings.rules_folder, on=datetime.now(settings.zone).date())
        self.database = Database(settings.database_url)
        self.log = EventLog(self.database, Projector(settings.cadence))


class Staff:
    """Who works here, where, and how they sign in."""

    def __init__(self, ground: Ground) -> None:
        settings, database = ground.settings, ground.database
        self.departments = Departments(database, ground.library)
        self.places = Places(database, self.departments)
        self.people = People(database, self.places)
        self.second_step = SecondStep(database, secret_of(settings.folder, "totp.key"), settings.centre_name)
        self.sign_in = SignIn(
            database, self.people, self.second_step, session_secret(settings.folder), settings.session_hours
        )


class Residents:
    """Who lives here: the book of residents, their homes, lists that are read in, the file of a home (FILE-1)."""

    def __init__(self, ground: Ground) -> None:
        database, area_code = ground.database, ground.settings.area_code
        self.book = ResidentBook(database, area_code)
        self.homes = Homes(database, self.book, area_code)
        self.imports = ResidentImport(database, area_code)
        self.files = HomeFiles(database, self.book, area_code)


class Complaints:
    """Tickets: registered or opened from a letter or a visit, moved step by step, looked after (CMP, SLA, CASE)."""

    def __init__(self, ground: Ground, residents: Residents) -> None:
        database, log = ground.database, ground.log
        self.tickets = TicketShelf(database, log)
        self.registration = Registration(log, ground.library, ground.settings.timezone, residents.homes)
        self.opening = CaseOpening(self.registration)
        self.steps = TicketSteps(log, self.registration.rules)
        self.watch = Watch(database, log, self.registration.rules)


class Incidents:
    """What has to be reported at once, and what of it waits for somebody (SEC-2)."""

    def __init__(self, ground: Ground, residents: Residents) -> None:
        self.waiting = Waiting()
        self.shelf = IncidentShelf(ground.database, ground.log, self.waiting, residents.book)


class Shift:
    """Who is on duty when, what waits for them, and what they hand over (LINE-6)."""

    def __init__(self, ground: Ground, staff: Staff, residents: Residents, complaints: Complaints) -> None:
        settings, database, log = ground.settings, ground.database, ground.log
        self.plans = ShiftShelf(database, log, staff.people, settings.shift, settings.zone)
        self.duty = DutyShelf(database, log, residents.book, ground.plan)
        self.handover = HandoverShelf(database, log, complaints.tickets, self.duty)


class Calls:
    """Calls as they are looked up, their outcomes, and what was said in them for those who may hear it."""

    def __init__(self, ground: Ground, residents: Residents, complaints: Complaints) -> None:
        settings, database, log = ground.settings, ground.database, ground.log
        self.views = CallViews(database, residents.book, settings.zone)
        self.lists = CallLists(database)
        self.dispositions = Dispositions(log, complaints.registration, residents.homes)
        self.hearing = Hearing(database)
        self.recordings = RecordingShelf(database, log, settings.data, settings.retention)
        self.playing = Playing(self.recordings, log)
        self.transcripts = TranscriptShelf(database, log, settings.data, settings.retention)


class Quality:
    """How well it is done: cases with their scores, hints, reports, checks by cards, reviews of calls (PEN)."""

    def __init__(self, ground: Ground, staff: Staff, calls: Calls) -> None:
        settings, database, log, library = ground.settings, ground.database, ground.log, ground.library
        zone, queues = settings.zone, {one.queue_id: Text(one.name, one.name) for one in ground.plan.queues}
        self.cases = QualityShelf(database, log, library, zone)
        self.hints = HintShelf(database, log, library.penalties, zone)
        self.fairness = FairnessShelf(database, self.cases, zone, queues, settings.shift)
        self.required = RequiredShelf(database, library, staff.people, staff.places, zone)
        self.checks = ChecksShelf(database, log, library)
        self.samples = Samples(database, log, zone)
        self.calibrations = Calibrations(database, log, library.card)
        self.years = YearShelf(database, log, self.cases, zone)
        self.reviews = ReviewShelf(
            log,
            calls.views,
            (calls.recordings, calls.transcripts, self.cases, self.hints),
            calls.hearing,
            calls.playing,
            library,
            cadence=settings.cadence,
            zone=zone,
            centre=settings.centre_name,
        )


class Training:
    """The monthly test, and the year's plan with who is due (TRN)."""

    def __init__(self, ground: Ground, staff: Staff, calls: Calls) -> None:
        database, log, zone = ground.database, ground.log, ground.settings.zone
        self.tests = ExamShelf(database, log, ground.library, zone)
        self.plan = TrainingPlan(database, log, staff.people, calls.hearing, self.tests, zone)


class Figures:
    """What is counted: calls of any period, complaints of a month, the desk's own day and week (SLA-12, SLA-13)."""

    def __init__(self, ground: Ground, staff: Staff, complaints: Complaints, shift: Shift) -> None:
        settings, database, log, library = ground.settings, ground.database, ground.log, ground.library
        names = {one.queue_id: one.name for one in ground.plan.queues}
        self.history = History(database, log, settings.zone, settings.level_rule)
        self.reports = Reports(self.history, database, staff.people, names)
        self.months = MonthShelf(database, library, settings.zone)
        self.briefs = BriefShelf(
            database, log, library, settings.timezone, self.reports, complaints.tickets, shift.duty, ground.plan
        )


class Papers:
    """What is printed (FORM), and the files of months and briefs that are kept."""

    def __init__(
        self, ground: Ground, staff: Staff, residents: Residents, complaints: Complaints, figures: Figures
    ) -> None:
        settings, database, log, library = ground.settings, ground.database, ground.log, ground.library
        timezone, centre = settings.timezone, settings.centre_name
        self.office = PaperOffice(
            settings, database, staff.people, complaints.tickets, residents.book, library, Printing()
        )
        self.months = MonthPapers(self.office, figures.months, timezone, centre)
        self.month_keeper = MonthKeeper(database, log, figures.months, self.months, settings.folder / "reports")
        self.briefs = BriefPapers(self.office, library, timezone, centre)
        self.brief_files = BriefFiles(database, log, figures.briefs, self.briefs)
        self.periods = PeriodPapers(self.office, timezone, centre)


class Channels:
    """Ways in and out beside the telephone: letters, visits, lists, questionnaires, web hooks (CHAN, SUR, VISIT)."""

    def __init__(self, ground: Ground, staff: Staff, complaints: Complaints) -> None:
        settings, database, log, library = ground.settings, ground.database, ground.log, ground.library
        opening = complaints.opening
        self.mail = mail_of(
            MailSettings.load(settings.data), database, log, library, settings, opening, staff.departments.address
        )
        self.visits = VisitShelf(database, log, settings.zone, library.calendar.is_workday, opening)
        self.lists = ComplaintLists(database, log, library, settings.zone, complaints.registration, opening)
        self.surveys = SurveyShelf(database, log, library)
        self.webhooks = WebhookShelf(database)


class Secrecy:
    """Who opened or changed what, and a resident's data taken away (SEC)."""

    def __init__(self, ground: Ground, calls: Calls) -> None:
        settings, database, log = ground.settings, ground.database, ground.log
        self.audit = AuditShelf(database, log)
        self.erasing = Erasing(database, log, calls.recordings, settings.area_code, settings.erase_hold_days)


class Services(Ground):
    """What handlers work with. Raises OSError, or InvalidData for rules of the site that are wrong."""

    def __init__(self, settings: DeskSettings, plan: SitePlan) -> None:
        super().__init__(settings, plan)
        self.staff = Staff(self)
        self.residents = Residents(self)
        self.complaints = Complaints(self, self.residents)
        self.incidents = Incidents(self, self.residents)
        self.shift = Shift(self, self.staff, self.residents, self.complaints)
        self.calls = Calls(self, self.residents, self.complaints)
        self.quality = Quality(self, self.staff, self.calls)
        self.training = Training(self, self.staff, self.calls)
        self.figures = Figures(self, self.staff, self.complaints, self.shift)
        self.papers = Papers(self, self.staff, self.residents, self.complaints, self.figures)
        self.channels = Channels(self, self.staff, self.complaints)
        self.secrecy = Secrecy(self, self.calls)
        self._first_site = site_of(settings, self.library, plan)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """While they may be asked: the database brought up to date before, everything closed after."""
        try:
            await bring_up_to_date(self.settings.database_url)
            await self.staff.departments.load()
            yield
        finally:
            await self.close()

    async def close(self) -> None:
        """End the press and the connections to the database."""
        await self.papers.office.printing.close()
        await self.database.close()

    def seen_by(self, person: AgentView) -> Seen:
        """How much of the calls, and of what is made of them, this person sees."""
        return seen_by(person, self.plan)

    @property
    def sent_to(self) -> frozenset[str]:
        """Departments that a complaint may be sent to."""
        return frozenset(one.value for one in self.library.rules.catalogue.open_departments)

    @property
    def site(self) -> SiteView:
        """The site as screens see it, with the rules of the moment."""
        return replace(self._first_site, rules_version=self.staff.departments.version)
