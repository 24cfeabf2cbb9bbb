"""The site as every screen sees it. Pure."""

from importlib.metadata import version

from api.schemas import QueueName, RingPlan, SiteView
from api.settings import DeskSettings
from scripts_lib.loader import Library
from telephony.acd.plan import SitePlan


def site_of(settings: DeskSettings, library: Library, plan: SitePlan) -> SiteView:
    """The site as screens see it."""
    cadence = settings.cadence
    return SiteView(
        centre_name=settings.centre_name,
        timezone=settings.timezone,
        ring_plan=RingPlan(
            country=cadence.country,
            ring_ms=cadence.ring_ms,
            period_ms=cadence.period_ms,
            limit_ms=cadence.limit_ms,
            strict_ms=cadence.strict_ms,
        ),
        version=version("sanxiang"),
        rules_version=library.rules.version,
        queues=tuple(QueueName(queue_id=one.queue_id, name=one.name) for one in plan.queues),
    )
