"""How much of all calls one sees: those of the own site's queues (SEC-1). A call is of its queue's site. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from api.rights import site_seen
from api.schemas import AgentView, SitePlace
from telephony.acd.plan import SitePlan


@dataclass(frozen=True, slots=True)
class Seen:
    """What figures and papers are made of: complaints of `site`, empty for all; calls of `queues`, None for all."""

    site: str = ""
    queues: frozenset[str] | None = None

    def shows(self, queue_id: str) -> bool:
        """Whether calls of this queue belong to it."""
        return self.queues is None or queue_id in self.queues


EVERYTHING = Seen()


def seen_by(person: AgentView, plan: SitePlan) -> Seen:
    """What this person sees."""
    return seen_of(site_seen(person), plan)


def seen_of(site: str, plan: SitePlan) -> Seen:
    """What is seen of this site; empty: of all. A queue of no site is everybody's; where no queue has one, calls of
    all are seen."""
    if not site or not any(one.site for one in plan.queues):
        return Seen(site)
    return Seen(site, frozenset(one.queue_id for one in plan.queues if one.site in ("", site)))


def with_queues(plan: SitePlan, known: Collection[str]) -> tuple[str, ...]:
    """The sites, of those that there are, that have queues of their own, by key."""
    return tuple(sorted({one.site for one in plan.queues if one.site in known}))


def of_unknown_site(plan: SitePlan, known: Iterable[SitePlace]) -> dict[str, str]:
    """The site of each queue whose site there is not, by the queue's id: nobody of a site sees its calls."""
    keys = {one.key for one in known}
    return {one.queue_id: one.site for one in plan.queues if one.site and one.site not in keys}
