"""The desk's services in one bundle: made once in `assembly.py`, handed to handlers as the dependency `services`."""

from dataclasses import dataclass

from msgspec.structs import replace

from api.agents.departments import Departments
from api.agents.organisation import Places
from api.agents.people import People
from api.agents.second_step import SecondStep
from api.agents.sign_in import SignIn
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
from api.log import EventLog
from api.mail.desk import Mail
from api.papers.office import PaperOffice
from api.periods.papers import PeriodPapers
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
from api.surveys.shelf import SurveyShelf
from api.tickets.registration import Registration
from api.tickets.shelf import TicketShelf
from api.tickets.steps import TicketSteps
from api.tickets.watch import Watch
from api.training.plan_shelf import TrainingPlan
from api.training.shelf import ExamShelf
from api.transcripts.shelf import TranscriptShelf
from api.visits.shelf import VisitShelf
from api.webhooks.shelf import WebhookShelf
from scripts_lib.loader import Library
from telephony.acd.plan import SitePlan


@dataclass(frozen=True, slots=True)
class Services:
    """What handlers work with."""

    settings: DeskSettings
    database: Database
    library: Library
    plan: SitePlan
    first_site: SiteView
    log: EventLog
    departments: Departments
    places: Places
    people: People
    audit: AuditShelf
    sign_in: SignIn
    second_step: SecondStep
    residents: ResidentBook
    homes: Homes
    imports: ResidentImport
    calls: CallViews
    dispositions: Dispositions
    registration: Registration
    tickets: TicketShelf
    steps: TicketSteps
    watch: Watch
    duty: DutyShelf
    handover: HandoverShelf
    shifts: ShiftShelf
    hearing: Hearing
    recordings: RecordingShelf
    playing: Playing
    erasing: Erasing
    transcripts: TranscriptShelf
    quality: QualityShelf
    fairness: FairnessShelf
    required: RequiredShelf
    hints: HintShelf
    checks: ChecksShelf
    samples: Samples
    calibrations: Calibrations
    years: YearShelf
    reviews: ReviewShelf
    call_lists: CallLists
    tests: ExamShelf
    training: TrainingPlan
    webhooks: WebhookShelf
    surveys: SurveyShelf
    mail: Mail
    visits: VisitShelf
    home_files: HomeFiles
    complaint_lists: ComplaintLists
    history: History
    papers: PaperOffice
    months: MonthShelf
    month_papers: MonthPapers
    month_keeper: MonthKeeper
    reports: Reports
    briefs: BriefShelf
    brief_papers: BriefPapers
    brief_files: BriefFiles
    period_papers: PeriodPapers

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
        return replace(self.first_site, rules_version=self.departments.version)
