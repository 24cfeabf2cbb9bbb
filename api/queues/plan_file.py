"""Reads the site's queues from `<data>/queues.yaml`, strictly: every fault is named with its line and what to do.

Without the file there is one queue that everybody serves. Knows no clock, no database and no agent but by login.
"""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from api.queues import file_shape as shape
from api.queues.checks import Places, check
from api.settings import DeskSettings
from scripts_lib.errors import InvalidData
from scripts_lib.shape import read
from scripts_lib.yaml_nodes import MAX_BYTES, Faults, read_nodes
from telephony.acd.hours import IsWorkday, Span
from telephony.acd.plan import AgentProfile, Overflow, QueuePlan, SitePlan, When, Where, single_queue
from telephony.numbers import canonical

FILE = "queues.yaml"


@dataclass(frozen=True)
class SiteQueues:
    """The queues in effect, what agents can do (by login), and the site's own days off."""

    plan: SitePlan
    agents: dict[str, shape.Agent] = field(default_factory=dict)
    holidays: frozenset[dt.date] = frozenset()
    source: str = ""
    """The file it was read from; empty: there is none, and this is the default."""

    def profile(self, agent_id: str, login: str) -> AgentProfile:
        """What the queue is to know of this agent; who is not named in the file serves every queue without skill."""
        known = self.agents.get(login)
        if known is None:
            return AgentProfile(agent_id=agent_id)
        return AgentProfile(agent_id=agent_id, skills=dict(known.skills), queues=known.queues)

    def working_days(self, calendar: IsWorkday) -> IsWorkday:
        """The calendar's working days without the site's own days off."""
        return lambda day: day not in self.holidays and calendar(day)


def load(settings: DeskSettings, path: Path | None = None) -> SiteQueues:
    """The queues of this site: of `path`, or of the data folder's file, or the default where that is absent.

    Raises InvalidData with every fault; OSError where the file is there but cannot be read.
    """
    chosen = path or settings.data / FILE
    if path is None and not chosen.exists():
        return default(settings)
    with chosen.open("rb") as opened:
        return parse(str(chosen), opened.read(MAX_BYTES + 1), settings)


def default(settings: DeskSettings) -> SiteQueues:
    """One queue, every agent in it, day and night (LINE-6); a call rings on until a person takes it (LINE-1)."""
    return SiteQueues(single_queue(settings.offer_rings * settings.cadence.period_ms))


def parse(name: str, content: bytes, settings: DeskSettings) -> SiteQueues:
    """The file's text as queues. Raises InvalidData with every fault found."""
    faults = Faults()
    top = read_nodes(name, content, faults)
    file = read(top, shape.File, faults) if top is not None else None
    if top is not None and file is not None:
        check(file, Places(top, faults), settings.area_code)
    if file is None or faults.errors:
        raise InvalidData(sorted(faults.errors, key=lambda error: error.line))
    return SiteQueues(
        SitePlan(queues=tuple(_queue(one, settings) for one in file.queues), ageing_s=file.ageing_s),
        file.agents,
        frozenset(file.holidays),
        name,
    )


def _queue(given: shape.Queue, settings: DeskSettings) -> QueuePlan:
    ring_s = settings.cadence.period_ms / 1000
    return QueuePlan(
        queue_id=given.id,
        name=given.name,
        numbers=tuple(canonical(one, settings.area_code) for one in given.numbers),
        site=given.site,
        order=given.order,
        skill=given.skill or "",
        level_wait_s=given.level_wait_s,
        priority=given.priority,
        offer_s=(given.offer_rings or settings.offer_rings) * ring_s,
        miss_limit=given.miss_limit,
        wrap_up_s=given.wrap_up_s,
        hours=tuple(Span(days=one.days, start=one.start, end=one.end) for one in given.hours),
        capacity=given.capacity,
        overflow=_overflow(given, settings),
        answer_after_s=given.answer_after_rings * ring_s,
        announce_every_s=given.announce_every_s,
        callback=given.callback,
        callback_tries=given.callback_tries,
        callback_retry_s=given.callback_retry_s,
    )


def _overflow(given: shape.Queue, settings: DeskSettings) -> tuple[Overflow, ...]:
    """The rules; a queue that holds so many and no more says busy where the file names nothing else."""
    rules = tuple(
        Overflow(
            when=one.when,
            where=one.where,
            to=canonical(one.to or "", settings.area_code) if one.where is Where.NUMBER else one.to or "",
            after_s=one.after_s,
        )
        for one in given.overflow
    )
    if given.capacity and all(one.when is not When.FULL for one in rules):
        rules += (Overflow(when=When.FULL, where=Where.GOODBYE),)
    return rules
