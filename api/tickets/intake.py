"""Plain complaints by no call of ours, many in one transaction: numbered, keyed and logged together.

What names a resident, another ticket or a promise is looked up one by one (`api.tickets.registration`), and not here.
Each is answered after the commit that it is part of.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.agents.organisation import sites_within
from api.batches import Batches
from api.errors import Invalid, KeyReused
from api.log import EventLog
from api.models import TicketRow
from api.residents.homes import Homes
from api.schemas import AgentView, Complaint, NewTicket, Registered, TicketView
from api.tickets.events import TicketRegistered
from api.tickets.ledger import ticket_of
from api.tickets.rules import ClockRules
from api.tickets.tables import TicketDayRow, TicketKeyRow


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One creation."""

    new: NewTicket
    form: Complaint
    """The complaint with its telephone number in the canonical form."""
    by: AgentView
    key: str
    """The sender's Idempotency-Key; empty for none."""
    digest: str


class _Made(msgspec.Struct, frozen=True):
    """What a key made: the ticket's number, and the digest of what was asked for."""

    number: str
    digest: str
    again: bool = False


_Keys = dict[tuple[str, str], _Made]


def plain(new: NewTicket) -> bool:
    """Whether it needs nothing but its own form."""
    form = new.complaint
    return not (new.found_in or form.repeat_of or form.resident_id or form.promise)


class Intake:
    """Makes tickets of plain complaints. `zone` is the site's, by which days are numbered; `check` raises Invalid for
    a form that is not complete."""

    def __init__(
        self,
        log: EventLog,
        homes: Homes,
        rules: ClockRules,
        rules_version: str,
        zone: ZoneInfo,
        check: Callable[[Complaint, float], None],
    ) -> None:
        self._check = check
        self._log = log
        self._homes = homes
        self._rules = rules
        self._rules_version = rules_version
        self._zone = zone
        self._batches: Batches[Asked, Registered] = Batches(self._carry)

    async def take(self, asked: Asked) -> Registered:
        """The ticket, or the one that the same request made before. Raises Invalid, KeyReused."""
        return await self._batches.ask(asked)

    async def _carry(self, batch: Sequence[Asked]) -> Sequence[Registered | Exception]:
        return await self._log.in_transaction(partial(self._within, batch))

    async def _within(self, batch: Sequence[Asked], session: AsyncSession) -> list[Registered | Exception]:
        now = time.time()
        keys = await _keys(session, batch)
        homes = await self._homes.of_numbers(session, {one.form.phone for one in batch})
        sites = await sites_within(session, {home.partition("|")[0] for home in homes.values()})
        place = await last_of(session, day_of(now, self._zone))
        facts: list[TicketRegistered] = []
        outcomes: list[_Made | Exception] = []
        for one in batch:
            outcome = keys.get((one.by.agent_id, one.key)) or self._wrong(one, now)
            if outcome is None:
                home = homes.get(one.form.phone, "")
                site = sites[home.partition("|")[0]] if home else one.by.site
                number = number_of(now, self._zone, place + len(facts) + 1)
                facts.append(self._rules.filled(None, self._fact(one, now, number, home, site)))
                outcome = _Made(number, one.digest)
                if one.key:
                    keys[one.by.agent_id, one.key] = _Made(number, one.digest, again=True)
            reused = isinstance(outcome, _Made) and outcome.digest != one.digest
            outcomes.append(KeyReused() if reused else outcome)
        tickets = {one.number: one for one in await self._log.append_registered(session, facts)}
        return [await _answer(session, tickets, one) for one in outcomes]

    def _wrong(self, one: Asked, now: float) -> Invalid | None:
        try:
            self._check(one.form, now)
        except Invalid as error:
            return error
        return None

    def _fact(self, one: Asked, now: float, number: str, home: str, site: str) -> TicketRegistered:
        return TicketRegistered(
            at=now,
            number=number,
            agent_id=one.by.agent_id,
            name=one.by.name,
            call_id="",
            complaint=one.form,
            clocks=(),
            rules_version=self._rules_version,
            home=home,
            site=site,
            channel=one.new.channel,
            why_open=one.new.why_open,
            found_in="",
            problem_id=one.new.problem_id,
            key=one.key,
            digest=one.digest,
        )


async def _answer(
    session: AsyncSession, tickets: dict[str, TicketView], outcome: _Made | Exception
) -> Registered | Exception:
    if isinstance(outcome, Exception):
        return outcome
    ticket = tickets.get(outcome.number) or ticket_of(await session.get_one(TicketRow, outcome.number))
    return Registered(ticket=ticket, again=outcome.again)


async def _keys(session: AsyncSession, batch: Iterable[Asked]) -> _Keys:
    """What the keys of this batch made before."""
    wanted: dict[str, set[str]] = {}
    for one in batch:
        if one.key:
            wanted.setdefault(one.by.agent_id, set()).add(one.key)
    found: _Keys = {}
    for agent_id, keys in wanted.items():
        query = select(TicketKeyRow.key, TicketKeyRow.number, TicketKeyRow.digest).where(
            TicketKeyRow.agent_id == agent_id, TicketKeyRow.key.in_(keys)
        )
        for row in await session.execute(query):
            found[agent_id, row.key] = _Made(row.number, row.digest, again=True)
    return found


def day_of(now: float, zone: ZoneInfo) -> str:
    """The local date as numbers carry it, `20261123`."""
    return f"{datetime.fromtimestamp(now, zone):%Y%m%d}"


def number_of(now: float, zone: ZoneInfo, place: int) -> str:
    """TS, the local date, and the place in the day: TS20261123-0001."""
    return f"TS{day_of(now, zone)}-{place:04d}"


async def last_of(session: AsyncSession, day: str) -> int:
    """The last place that was given on this day, 0 for none."""
    return await session.scalar(select(TicketDayRow.last).where(TicketDayRow.day == day)) or 0
