"""A complaint becomes a ticket, by whatever channel it came (CASE-1, CASE-2, CHAN-1): checked, numbered, logged.

A creation may carry the sender's Idempotency-Key: the same request again is answered with the ticket that it made,
another one under that key is refused. Key, number and ticket stand in one transaction.
"""

import hashlib
import time
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from api.agents.organisation import site_within
from api.errors import Invalid, KeyReused, NotFound
from api.log import EventLog
from api.models import TicketRow
from api.privacy import normalised, plausible
from api.residents.homes import Homes
from api.schemas import (
    ENDED,
    AgentView,
    ClocksAsked,
    Complaint,
    NewTicket,
    Promise,
    Registered,
    Relation,
    TicketView,
)
from api.tickets import machine
from api.tickets.events import TicketRegistered, TicketRelated
from api.tickets.intake import Asked, Intake, day_of, last_of, number_of, plain
from api.tickets.ledger import ticket_of
from api.tickets.rules import ClockRules
from api.tickets.tables import TicketKeyRow
from scripts_lib.errors import ImpossibleTime
from scripts_lib.loader import Library
from scripts_lib.model import Clock
from scripts_lib.procedure import due_times

LONGEST_WISH_S = 366 * 86_400.0
"""A time asked for that lies further ahead is a slip of the hand."""
GRACE_S = 86_400.0
"""A promise may be saved late: the call is written up after the time has passed."""
LONGEST_KEY = 200
REQUIRED = {
    "contact": ("请填写联系人", "who to speak to"),
    "phone": ("请填写联系电话", "a telephone number"),
    "place": ("请填写楼栋房号或地点", "building and room, or the place"),
    "matter": ("请填写投诉事由", "what happened"),
    "demand": ("请填写业主诉求", "what the resident wants"),
}


def check_key(key: str) -> None:
    """Raises Invalid for what is no Idempotency-Key."""
    if len(key) > LONGEST_KEY or not key.isprintable():
        why = f"最多 {LONGEST_KEY} 个可见字符 / at most {LONGEST_KEY} printable characters"
        raise Invalid("Idempotency-Key 不对", "the Idempotency-Key is wrong", {"Idempotency-Key": why})


class Registration:
    """Makes tickets. `timezone` is the site's, by which days are numbered."""

    def __init__(self, log: EventLog, library: Library, timezone: str, homes: Homes) -> None:
        self._log = log
        self._library = library
        self._homes = homes
        self._zone = ZoneInfo(timezone)
        self.rules = ClockRules(library.procedure, library.calendar, timezone)
        self._intake = Intake(log, homes, self.rules, library.rules.version, self._zone, self.check)

    async def create(self, new: NewTicket, by: AgentView, key: str = "") -> Registered:
        """Register a complaint that came by no call of ours. `key` is the sender's Idempotency-Key.

        Raises Invalid when CMP-6's fields are missing or wrong, KeyReused for a key under which something else came,
        NotFound for a ticket that it names and that is not there.
        """
        check_key(key)
        digest = hashlib.sha256(msgspec.json.encode(new)).hexdigest() if key else ""
        if plain(new):
            form = replace(new.complaint, phone=normalised(new.complaint.phone))
            return await self._intake.take(Asked(new=new, form=form, by=by, key=key, digest=digest))

        async def work(session: AsyncSession) -> Registered:
            made = await session.get(TicketKeyRow, (by.agent_id, key)) if key else None
            if made is None:
                ticket = await self.within(session, new, by, key=key, digest=digest)
                return Registered(ticket=ticket)
            if made.digest != digest:
                raise KeyReused
            return Registered(ticket=ticket_of(await session.get_one(TicketRow, made.number)), again=True)

        return await self._log.in_transaction(work)

    async def within(
        self,
        session: AsyncSession,
        new: NewTicket,
        by: AgentView,
        *,
        call_id: str = "",
        called_from: str = "",
        key: str = "",
        digest: str = "",
        at: float | None = None,
    ) -> TicketView:
        """The same as part of a transaction that is open, for a call too. `at`: when it was registered, where
        that was elsewhere and earlier; its clocks begin then. Raises Invalid, NotFound."""
        now = time.time()
        complaint = replace(new.complaint, phone=normalised(new.complaint.phone))
        self.check(complaint, now)
        home = await self._homes.home_of(complaint.phone or called_from, complaint.resident_id)
        await _check_repeat(session, complaint, home)
        number = await self._next_number(session, now)
        fact = TicketRegistered(
            at=now if at is None else at,
            number=number,
            agent_id=by.agent_id,
            name=by.name,
            call_id=call_id,
            complaint=complaint,
            clocks=(),
            rules_version=self._library.rules.version,
            home=home,
            site=await site_within(session, home.partition("|")[0]) if home else by.site,
            channel=new.channel,
            why_open=new.why_open,
            found_in=new.found_in,
            problem_id=new.problem_id,
            key=key,
            digest=digest,
        )
        found = await self._found_in(session, new, number, by, now)
        await self._log.append_within(session, self.rules.filled(None, fact), *found)
        return ticket_of(await session.get_one(TicketRow, number))

    async def _found_in(
        self, session: AsyncSession, new: NewTicket, number: str, by: AgentView, now: float
    ) -> tuple[TicketRelated, ...]:
        """The problem that was found on another ticket's way has its own case now (CASE-4)."""
        if not new.found_in:
            return ()
        row = await session.get(TicketRow, new.found_in)
        if row is None:
            raise NotFound("没有这张投诉单", "there is no such ticket", {"found_in": "没有这张投诉单 / unknown"})
        related = TicketRelated(
            at=now,
            number=new.found_in,
            agent_id=by.agent_id,
            name=by.name,
            other=number,
            relation=Relation.FOUND_ON_THE_WAY,
            problem_id=new.problem_id,
        )
        machine.check(ticket_of(row), related)
        return (related,)

    def clocks(self, asked: ClocksAsked, now: float) -> tuple[Clock, ...]:
        """The clocks that a complaint would start, nearest due first. Raises ImpossibleTime."""
        return due_times(
            now,
            weight=asked.weight,
            own_duty=asked.own_duty,
            requested_by=asked.requested_by,
            nature=asked.nature,
            calendar=self._library.calendar,
            timezone=self._zone.key,
            procedure=self._library.procedure,
        )

    def check(self, complaint: Complaint, now: float) -> None:
        """Raises Invalid, a message a field, for a form that is not complete (CMP-6)."""
        fields = {name: f"{zh} / {en}" for name, (zh, en) in REQUIRED.items() if not getattr(complaint, name).strip()}
        if "phone" not in fields and not plausible(complaint.phone):
            fields["phone"] = "电话号码不对，只能是数字 / not a telephone number"
        catalogue = self._library.rules.catalogue
        if complaint.kind not in {kind.value for kind in catalogue.kinds}:
            fields["kind"] = "请选择投诉类别 / choose a kind from the list"
        if not catalogue.sends_to(complaint.department):
            fields["department"] = "请选择责任部门 / choose a department from the list"
        fields |= self._wrong_wish(complaint, now)
        if fields:
            raise Invalid("投诉单还有内容没有填好", "the complaint form is not complete", fields)
        check_promise(complaint.promise, now)

    def _wrong_wish(self, complaint: Complaint, now: float) -> dict[str, str]:
        if complaint.requested_by is not None and complaint.requested_by > now + LONGEST_WISH_S:
            return {"requested_by": "约定时间太远，请核对 / lies more than a year ahead"}
        asked = ClocksAsked(weight=complaint.weight, requested_by=complaint.requested_by)
        try:
            self.clocks(asked, now)
        except ImpossibleTime:
            return {"requested_by": "约定时间必须晚于现在 / must lie in the future"}
        return {}

    async def _next_number(self, session: AsyncSession, now: float) -> str:
        """The next of the day."""
        return number_of(now, self._zone, await last_of(session, day_of(now, self._zone)) + 1)


def check_promise(promise: Promise | None, now: float) -> None:
    """LINE-8: what is promised, and by when; within a year. Raises Invalid."""
    if promise is None:
        return
    fields = {}
    if not promise.what.strip():
        fields["promise_what"] = "请填写答复什么 / say what is promised"
    if not now - GRACE_S < promise.by < now + LONGEST_WISH_S:
        fields["promise_by"] = "答复时间必须晚于现在，且在一年之内 / must lie in the future, within a year"
    if fields:
        raise Invalid("答复承诺没有填好", "the promise is not complete", fields)


async def _check_repeat(session: AsyncSession, complaint: Complaint, home: str) -> None:
    if not complaint.repeat_of:
        return
    earlier = await session.get(TicketRow, complaint.repeat_of)
    of_home = earlier is not None and (earlier.phone == complaint.phone or (home != "" and earlier.home == home))
    if earlier is None or earlier.state in ENDED or not of_home:
        why = "不是该户未结的投诉单 / no open ticket of this home"
        raise Invalid("关联的投诉单不对", "the ticket it repeats is wrong", {"repeat_of": why})
