"""The composition root of the desk: services are made here, once, and handed to routes and to the live side."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import MethodNotAllowedException, NotFoundException
from litestar.openapi.config import OpenAPIConfig
from litestar.security.jwt import JWTAuth, Token

from api.agents.organisation import Places
from api.agents.organisation_routes import OrganisationRoutes
from api.agents.own_routes import Own
from api.agents.people import People
from api.agents.routes import People as PeopleRoutes
from api.agents.second_step import SecondStep
from api.agents.secret_files import secret_of
from api.agents.sign_in import SignIn, session_secret
from api.agents.watch import watch
from api.audit.routes import Audit
from api.audit.shelf import AuditShelf
from api.briefs.keeper import BriefKeeper
from api.briefs.papers import BriefPapers
from api.briefs.routes import Briefs
from api.briefs.shelf import BriefShelf
from api.calls.disposition import Dispositions
from api.calls.routes import Calls
from api.calls.views import CallViews
from api.complaint_lists.importing import ComplaintLists
from api.complaint_lists.routes import ComplaintListRoutes
from api.db import Database
from api.duty.routes import Duty
from api.duty.shelf import DutyShelf
from api.erasing.routes import Erasures
from api.erasing.shelf import Erasing
from api.figures.history import History
from api.figures.live import LiveFigures
from api.figures.metrics import metrics
from api.figures.reports import Reports
from api.figures.routes import Figures
from api.figures.wall import Wall
from api.handover.routes import Handover
from api.handover.shelf import HandoverShelf
from api.homes.routes import HomesOfSite
from api.homes.shelf import HomeFiles
from api.live.driver import Live
from api.live.routes import live_routes
from api.log import EventLog
from api.mail.desk import mail_of
from api.mail.routes import MailRoutes
from api.mail.settings import MailSettings
from api.migrate import bring_up_to_date
from api.openapi import assets_router, openapi_config
from api.outbox.follower import LogFollower
from api.papers.office import PaperOffice
from api.papers.printing import Printing
from api.papers.routes import Papers
from api.periods.papers import PeriodPapers
from api.periods.routes import Periods
from api.problems import EXCEPTION_HANDLERS
from api.projector import Projector
from api.quality.checks.calibrations import Calibrations
from api.quality.checks.routes import QualityChecks
from api.quality.checks.samples import Samples
from api.quality.checks.shelf import ChecksShelf
from api.quality.checks.year import YearShelf
from api.quality.checks.year_routes import QualityYears
from api.quality.fairness_shelf import FairnessShelf
from api.quality.hint_routes import QualityHints
from api.quality.hints import HintShelf
from api.quality.looking import Looker
from api.quality.routes import Quality
from api.quality.shelf import QualityShelf
from api.quality.watch import QualityWatch
from api.queues.plan_file import load as load_queues
from api.recordings.hearing import Hearing
from api.recordings.routes import Recordings
from api.recordings.shelf import RecordingShelf
from api.reports.keeper import MonthKeeper
from api.reports.papers import MonthPapers
from api.reports.routes import Months
from api.reports.shelf import MonthShelf
from api.requests import DeskRequest
from api.residents.book import ResidentBook
from api.residents.homes import Homes
from api.residents.importing import ResidentImport
from api.residents.routes import Residents
from api.retention.sweep import KeptFor, Sweep
from api.review.lists import CallLists
from api.review.shelf import ReviewShelf
from api.schemas import AgentView
from api.services import Services
from api.settings import DeskSettings
from api.shifts.routes import Shifts
from api.shifts.shelf import ShiftShelf
from api.site import Site, site_of
from api.surveys.routes import Surveys
from api.surveys.shelf import SurveyShelf
from api.tickets.opening import CaseOpening
from api.tickets.registration import Registration
from api.tickets.routes import Tickets
from api.tickets.routes_path import TicketPath
from api.tickets.routes_turns import TicketTurns
from api.tickets.shelf import TicketShelf
from api.tickets.steps import TicketSteps
from api.tickets.watch import Watch
from api.training.plan_shelf import TrainingPlan
from api.training.routes import Training
from api.training.shelf import ExamShelf
from api.transcripts.live import LiveTranscripts
from api.transcripts.routes import Transcripts
from api.transcripts.shelf import TranscriptShelf
from api.visits.routes import Visits
from api.visits.shelf import VisitShelf
from api.web.problems import not_found, only_sent
from api.web.registry import gather
from api.web.render import template_config
from api.web.router import pages_router, static_router
from api.webhooks.kinds import FIELDS as HOOKED
from api.webhooks.outbox import Deliveries
from api.webhooks.routes import Webhooks
from api.webhooks.sender import Sender
from api.webhooks.shelf import WebhookShelf
from scripts_lib.loader import load
from scripts_lib.model import Text
from telephony.acd.plan import SitePlan

NO_SIGN_IN = ["^/schema", "^/health", "^/link"]


def services_of(settings: DeskSettings, plan: SitePlan) -> Services:
    """Every service of the desk. Raises OSError, or InvalidData for rules of the site that are wrong."""
    settings.make_folder()
    library = load(settings.rules_folder)
    database = Database(settings.database_url)
    log = EventLog(database, Projector(settings.cadence))
    places = Places(database, library.rules.catalogue.departments)
    people = People(database, places)
    second_step = SecondStep(database, secret_of(settings.folder, "totp.key"), settings.centre_name)
    residents = ResidentBook(database, settings.area_code)
    homes = Homes(database, residents, settings.area_code)
    tickets = TicketShelf(database, log)
    registration = Registration(log, library, settings.timezone, homes)
    opening = CaseOpening(registration)
    duty = DutyShelf(database, log, residents)
    history = History(database, log, settings.zone, settings.level_rule)
    papers = PaperOffice(settings, database, people, tickets, residents, library.rules.catalogue, Printing())
    reports = Reports(history, database, people, {one.queue_id: one.name for one in plan.queues})
    recordings = RecordingShelf(database, log, settings.data, settings.retention)
    months = MonthShelf(database, library, settings.zone)
    month_papers = MonthPapers(papers, months, settings.timezone, settings.centre_name)
    calls = CallViews(database, residents, settings.zone)
    quality = QualityShelf(database, log, library.penalties, settings.zone)
    transcripts = TranscriptShelf(database, log, settings.data, settings.retention)
    hearing = Hearing(database)
    hints = HintShelf(database, log, library.penalties, settings.zone)
    tests = ExamShelf(database, log, library, settings.zone)
    return Services(
        settings=settings,
        database=database,
        library=library,
        site=site_of(settings, library, plan),
        log=log,
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
            library,
            cadence=settings.cadence,
            zone=settings.zone,
            centre=settings.centre_name,
        ),
        call_lists=CallLists(database),
        tests=tests,
        training=TrainingPlan(database, log, people, tests, settings.zone),
        hearing=hearing,
        recordings=recordings,
        erasing=Erasing(database, log, recordings, settings.area_code, settings.erase_hold_days),
        transcripts=transcripts,
        webhooks=WebhookShelf(database),
        surveys=SurveyShelf(database, log, library),
        mail=mail_of(MailSettings.load(settings.data), database, log, library, settings, opening),
        visits=VisitShelf(database, log, settings.zone, library.calendar.is_workday, opening),
        home_files=HomeFiles(database, residents, settings.area_code),
        complaint_lists=ComplaintLists(database, log, library, settings.zone, registration, opening),
        papers=papers,
        months=months,
        month_papers=month_papers,
        month_keeper=MonthKeeper(database, log, months, month_papers, settings.folder / "reports"),
        history=history,
        reports=reports,
        briefs=BriefShelf(database, log, library, settings.timezone, reports, tickets, duty),
        period_papers=PeriodPapers(papers, settings.timezone, settings.centre_name),
        brief_papers=BriefPapers(papers, library.rules.catalogue, settings.timezone, settings.centre_name),
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


def create_app(settings: DeskSettings) -> Litestar:
    """The desk as an ASGI application; its database is brought up to date when it starts."""
    queues = load_queues(settings)
    services = services_of(settings, queues.plan)
    hooks = hooks_of(services)
    live = Live(
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

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        await bring_up_to_date(settings.database_url)
        await services.months.fill()
        await live.start()
        own = (
            services.recordings.run(),
            services.transcripts.run(),
            services.watch.run(),
            hooks.run(),
            services.mail.postman.run(),
            Sweep(services.database, kept_for(settings)).run(),
            watch_of_quality(services).run(),
            services.month_keeper.run(),
            BriefKeeper(services.briefs, services.library.calendar, settings.brief_hour).run(),
            watch(services.sign_in.sessions, live),
            services.audit.run(),
        )
        running_on = [asyncio.create_task(one) for one in own]
        try:
            yield
        finally:
            for task in running_on:
                task.cancel()
            await asyncio.gather(*running_on, return_exceptions=True)
            await live.stop()
            await services.papers.printing.close()
            await services.database.close()

    async def person_of(token: Token, _: "ASGIConnection[Any, Any, Any, Any]") -> AgentView | None:
        return await services.sign_in.person_of_session(token.sub, str(token.jti or ""))

    auth = JWTAuth[AgentView](
        token_secret=session_secret(settings.folder), retrieve_user_handler=person_of, exclude=NO_SIGN_IN
    )

    async def person_of_cookie(token: str) -> AgentView | None:  # a function: middleware is copied, services are not
        return await services.sign_in.person_of(token)

    pages = gather()
    description: OpenAPIConfig = openapi_config(version("sanxiang"))
    return Litestar(
        route_handlers=[
            PeopleRoutes,
            OrganisationRoutes,
            Own,
            Audit,
            Calls,
            Recordings,
            Transcripts,
            Tickets,
            TicketPath,
            TicketTurns,
            Duty,
            Handover,
            Shifts,
            Figures,
            metrics,
            Wall,
            Residents,
            Quality,
            QualityHints,
            QualityChecks,
            QualityYears,
            Training,
            Site,
            Webhooks,
            Surveys,
            MailRoutes,
            Visits,
            HomesOfSite,
            Erasures,
            ComplaintListRoutes,
            Papers,
            Months,
            Briefs,
            Periods,
            assets_router(),
            pages_router(pages, person_of_cookie, session_secret(settings.folder)),
            static_router(),
            *live_routes,
        ],
        dependencies={
            "services": Provide(lambda: services, sync_to_thread=False),
            "live": Provide(lambda: live, sync_to_thread=False),
        },
        request_class=DeskRequest,
        exception_handlers={**EXCEPTION_HANDLERS, NotFoundException: not_found, MethodNotAllowedException: only_sent},
        template_config=template_config(settings.zone, settings.centre_name, pages, services.library.rules.catalogue),
        lifespan=[running],
        on_app_init=[auth.on_app_init],
        openapi_config=description,
        debug=False,
        logging_config=None,
        state=State({"live": live}),
    )
