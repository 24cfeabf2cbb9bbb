"""What runs beside the handlers: the live side, and what the desk does by itself.

Belongs to the composition root (`app.py`); its services are made in `services.py`.
"""

from importlib.metadata import version

from api.agents.watch import watch
from api.background import Errands
from api.briefs.keeper import BriefKeeper
from api.figures.live import LiveFigures
from api.incidents.watch import IncidentWatch
from api.live.driver import Live
from api.outbox.follower import LogFollower
from api.quality.looking import Looker
from api.quality.watch import QualityWatch
from api.queues.plan_file import SiteQueues
from api.retention.sweep import KeptFor, Sweep
from api.services import Services
from api.settings import DeskSettings
from api.transcripts.live import LiveTranscripts
from api.webhooks.kinds import FIELDS as HOOKED
from api.webhooks.outbox import Deliveries
from api.webhooks.sender import Sender


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
    looker = Looker(library, settings.zone, settings.centre_name, services.calls.transcripts.entries_of)
    return QualityWatch(services.database, services.log, library, looker)


def live_of(services: Services, queues: SiteQueues) -> Live:
    """The live side: calls, agents, figures and words of this moment."""
    settings = services.settings
    return Live(
        settings,
        services.log,
        services.calls.views,
        services.shift.duty,
        services.site,
        queues=queues,
        is_workday=services.library.calendar.is_workday,
        figures=LiveFigures(
            services.figures.history,
            services.database,
            settings.cadence,
            settings.alarm,
            version("sanxiang"),
            services.incidents.waiting,
        ),
        transcripts=(
            LiveTranscripts(services.library.rules, settings.centre_name, settings.zone),
            services.calls.transcripts,
        ),
    )


def errands_of(services: Services, live: Live) -> Errands:
    """What the desk does by itself beside calls, each by its name."""
    settings = services.settings
    return {
        "recordings": services.calls.recordings.run,
        "playing": services.calls.playing.run,
        "transcripts": services.calls.transcripts.run,
        "clocks": services.complaints.watch.run,
        "incidents": IncidentWatch(services.database, services.incidents.shelf).run,
        "webhooks": hooks_of(services).run,
        "letters_in": services.channels.mail.postman.fetching,
        "letters_out": services.channels.mail.postman.sending,
        "retention": Sweep(services.database, kept_for(settings)).run,
        "quality": watch_of_quality(services).run,
        "months": services.papers.month_keeper.run,
        "briefs": BriefKeeper(services.figures.briefs, services.library.calendar, settings.brief_hour).run,
        "sessions": lambda: watch(services.staff.sign_in.sessions, live),
        "audit": services.secrecy.audit.run,
    }
