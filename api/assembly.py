"""Every service of the desk, and what it does by itself, made once.

Belongs to the composition root (`app.py`); the commands that work on a desk's folder make their services here too.
"""

from datetime import datetime
from importlib.metadata import version

from api.agents.departments import Departments
from api.agents.organisation import Places
from api.agents.people import People
from api.agents.second_step import SecondStep
from api.agents.secret_files import secret_of
from api.agents.sign_in import SignIn, session_secret
from api.agents.watch import watch
from api.audit.shelf import AuditShelf
from api.background import Errands
from api.briefs.files import BriefFiles
from api.briefs.keeper import BriefKeeper
from api.briefs.papers import BriefPapers
from api.briefs.shelf import BriefShelf
from api.calls.disposition import Dispositions
from api.calls.views import CallViews
from api.complaint_lists.importing import ComplaintLists
from api.db import Database
from api.duty.shelf import DutyShelf
from api.erasing.shelf import Erasing
from api.figures.history import History
from api.figures.live import LiveFigures
from api.figures.reports import Reports
from api.handover.shelf import HandoverShelf
from api.homes.shelf import HomeFiles
from api.live.driver import Live
from api.log import EventLog
from api.mail.desk import mail_of
from api.mail.settings import MailSettings
from api.outbox.follower import LogFollower
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
from api.quality.looking import Looker
from api.quality.required_shelf import RequiredShelf
from api.quality.shelf import QualityShelf
from api.quality.watch import QualityWatch
from api.queues.plan_file import SiteQueues
from api.recordings.hearing import Hearing
from api.recordings.playing import Playing
from api.recordings.shelf import RecordingShelf
from api.reports.keeper import MonthKeeper
from api.reports.papers import MonthPapers
from api.reports.shelf import MonthShelf
from api.residents.book import ResidentBook
from api.residents.homes import Homes
from api.residents.importing import ResidentImport
from api.retention.sweep import KeptFor, Sweep
from api.review.lists import CallLists
from api.review.shelf import ReviewShelf
from api.services import Services
from api.settings import DeskSettings
from api.shifts.shelf import ShiftShelf
from api.site import site_of
from api.surveys.shelf import SurveyShelf
from api.tickets.opening import CaseOpening
from api.tickets.registration import Registration
from api.tickets.shelf import TicketShelf
from api.tickets.steps import TicketSteps
from api.tickets.watch import Watch
from api.training.plan_shelf import TrainingPlan
from api.training.shelf import ExamShelf
from api.transcripts.live import LiveTranscripts
from api.transcripts.shelf import TranscriptShelf
from api.visits.shelf import VisitShelf
from api.webhooks.kinds import FIELDS as HOOKED
from api.webhooks.outbox import Deliveries
from api.webhooks.sender import Sender
from api.webhooks.shelf import WebhookShelf
from scripts_lib.loader import load
from scripts_lib.model import Text
from telephony.acd.plan import SitePlan


def services_of(settings: DeskSettings, plan: SitePlan) -> Services:
    """Every service of the desk. Raises OSError, or InvalidData for rules of the site that are wrong."""
    settings.make_folder()
    library = load(settings.rules_folder, on=datetime.now(settings.zone).date())
    database = Database(settings.database_url)
    log = EventLog(database, Projector(settings.cadence))
    departments = Departments(database, library)
    places = Places(database, departments)
    people = People(database, places)
    second_step = SecondStep(database, secret_of(settings.folder, "totp.key"), settings.centre_name)
    residents = ResidentBook(database, settings.area_code)
    homes = Homes(database, residents, settings.area_code)
    tickets = TicketShelf(database, log)
    registration = Registration(log, library, settings.timezone, homes)
    opening = CaseOpening(registration)
    duty = DutyShelf(database, log, residents)
    history = History(database, log, settings.zone, settings.level_rule)
    papers = PaperOffice(settings, database, people, tickets, residents, library, Printing())
    reports = Reports(history, database, people, {one.queue_id: one.name for one in plan.queues})
    recordings = RecordingShelf(database, log, settings.data, settings.retention)
    briefs = BriefShelf(database, log, library, settings.timezone, reports, tickets, duty, plan)
    brief_papers = BriefPapers(papers, library, settings.timezone, settings.centre_name)
    months = MonthShelf(database, library, settings.zone)
    month_papers = MonthPapers(papers, months, settings.timezone, settings.centre_name)
    calls = CallViews(database, residents, settings.zone)
    quality = QualityShelf(database, log, library.book, settings.zone)
    transcripts = TranscriptShelf(database, log, settings.data, settings.retention)
    hearing = Hearing(database)
    playing = Playing(recordings, log)
    hints = HintShelf(database, log, library.penalties, settings.zone)
    tests = ExamShelf(database, log, library, settings.zone)
    return Services(
        settings=settings,
        database=database,
        library=library,
        plan=plan,
        first_site=site_of(settings, library, plan),
        log=log,
        departments=departments,
        places=places,
        people=people,
        audit=AuditShelf(database, log),
        sign_in=SignIn(database, people, second_step, session_secret(settings.folder), settings.session_hours),
        second_step=second_step,
        residents=residents,
        homes=homes,
        imports=ResidentImport(database, settings.area_code),
        calls=calls,
        dispositions=Dispositions(log, registration, homes),
        registration=registration,
        tickets=tickets,
        steps=TicketSteps(log, registration.rules),
        watch=Watch(database, log, registration.rules),
        duty=duty,
        handover=HandoverShelf(database, log, tickets, duty),
        quality=quality,
        shifts=ShiftShelf(database, log, people, settings.shift, settings.zone),
        fairness=FairnessShelf(
            database,
            quality,
            settings.zone,
            {one.queue_id: Text(one.name, one.name) for one in plan.queues},
            settings.shift,
        ),
        required=RequiredShelf(database, library, people, places, settings.zone),
        hints=hints,
        checks=ChecksShelf(database, log, library),
        samples=Samples(database, log, settings.zone),
        calibrations=Calibrations(database, log, library.card),
        years=YearShelf(database, log, quality, settings.zone),
        reviews=ReviewShelf(
            log,
            calls,
            (recordings, transcripts, quality, hints),
            hearing,
            playing,
            library,
            cadence=settings.cadence,
            zone=settings.zone,
            centre=settings.centre_name,
        ),
        call_lists=CallLists(database),
        tests=tests,
        training=TrainingPlan(database, log, people, hearing, tests, settings.zone),
        hearing=hearing,
        recordings=recordings,
        playing=playing,
        erasing=Erasing(database, log, recordings, settings.area_code, settings.erase_hold_days),
        transcripts=transcripts,
        webhooks=WebhookShelf(database),
        surveys=SurveyShelf(database, log, library),
        mail=mail_of(
            MailSettings.load(settings.data), database, log, library, settings, opening, departments.address
        ),
        visits=VisitShelf(database, log, settings.zone, library.calendar.is_workday, opening),
        home_files=HomeFiles(database, residents, settings.area_code),
        complaint_lists=ComplaintLists(database, log, library, settings.zone, registration, opening),
        papers=papers,
        months=months,
        month_papers=month_papers,
        month_keeper=MonthKeeper(database, log, months, month_papers, settings.folder / "reports"),
        history=history,
        reports=reports,
        briefs=briefs,
        period_papers=PeriodPapers(papers, settings.timezone, settings.centre_name),
        brief_papers=brief_papers,
        brief_files=BriefFiles(database, log, briefs, brief_papers),
    )


def kept_for(settings: DeskSettings) -> KeptFor:
    """How long what was sent, and what was no complaint, is kept."""
    return KeptFor(
        sent_days=settings.sent_keep_days,
        letter_days=settings.letter_keep_days,
        performance_days=settings.performance_keep_days,
    )


def hooks_of(services: Services) -> Sender:
    """Who tells other programs what happened."""
    deliveries = Deliveries(services.database)
    return Sender(LogFollower(services.database, "webhooks", tuple(HOOKED), deliveries.take), deliveries)


def watch_of_quality(services: Services) -> QualityWatch:
    """Who proposes what the system sees by itself (PEN-11)."""
    library, settings = services.library, services.settings
    looker = Looker(library, settings.zone, settings.centre_name, services.transcripts.entries_of)
    return QualityWatch(services.database, services.log, library, looker)


def live_of(services: Services, queues: SiteQueues) -> Live:
    """The live side: calls, agents, figures and words of this moment."""
    settings = services.settings
    return Live(
        settings,
        services.log,
        services.calls,
        services.duty,
        services.site,
        queues=queues,
        is_workday=services.library.calendar.is_workday,
        figures=LiveFigures(
            services.history, services.database, settings.cadence, settings.alarm, version("sanxiang")
        ),
        transcripts=(
            LiveTranscripts(services.library.rules, settings.centre_name, settings.zone),
            services.transcripts,
        ),
    )


def errands_of(services: Services, live: Live) -> Errands:
    """What the desk does by itself beside calls, each by its name."""
    settings = services.settings
    return {
        "recordings": services.recordings.run,
        "playing": services.playing.run,
        "transcripts": services.transcripts.run,
        "clocks": services.watch.run,
        "webhooks": hooks_of(services).run,
        "mail": services.mail.postman.run,
        "retention": Sweep(services.database, kept_for(settings)).run,
        "quality": watch_of_quality(services).run,
        "months": services.month_keeper.run,
        "briefs": BriefKeeper(services.briefs, services.library.calendar, settings.brief_hour).run,
        "sessions": lambda: watch(services.sign_in.sessions, live),
        "audit": services.audit.run,
    }
