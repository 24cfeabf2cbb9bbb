"""Erases a person's data: first only says what that would be, then does exactly that, as one transaction.

Recordings go first, for files know no transaction: erasing that broke off is simply asked for again.
"""

import hashlib
import time
from collections.abc import Iterable
from uuid import uuid4

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit.ledger import entry, note
from api.db import Database
from api.erasing import rows
from api.erasing.entries import Redaction, broken, carry_out, digest_of_all, mentioned, redactions_of
from api.erasing.events import ResidentErased
from api.erasing.find import Traces, traces_of, written
from api.erasing.person import Person, pseudonym
from api.erasing.reasons import against, kept
from api.erasing.related import Related, related_to
from api.erasing.tables import BY_RETENTION, ErasureRow
from api.errors import Conflict, Invalid
from api.log import EventLog
from api.models import EventRow
from api.recordings.shelf import RecordingShelf
from api.schemas.erasing import ErasureAsked, ErasureCount, ErasureReport, ErasureView
from scripts_lib.model import Text

LONGEST_WHY = 200


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, and what would become of it."""

    found: Traces
    related: Related
    person: Person
    mentions: frozenset[int]
    """Entries of the log that speak of the person beside the own calls and complaints."""
    last: int
    """The log's last entry when it was searched."""
    redactions: tuple[Redaction, ...]

    @property
    def confirm(self) -> str:
        """Stands for exactly this: another call or word of the person gives another."""
        ids = [sorted(self.found.call_ids), sorted(self.found.ticket_numbers), msgspec.structs.astuple(self.related)]
        entries = [one.log_number for one in self.redactions]
        what = msgspec.json.encode([self.found.resident, ids, entries], order="sorted")
        return hashlib.sha256(what).hexdigest()[:16]


class Erasing:
    """`area_code` is the site's own; `hold_days` how long a closed complaint has to be kept as it is."""

    def __init__(
        self, database: Database, log: EventLog, recordings: RecordingShelf, area_code: str, hold_days: int
    ) -> None:
        self._database = database
        self._log = log
        self._recordings = recordings
        self._area_code = area_code
        self._hold_days = hold_days

    async def ask(self, asked: ErasureAsked, by: str) -> ErasureReport:
        """Say what would be erased, or, with what that answer gave to confirm it, erase it; `by` is an agent's id.

        Raises NotFound, Invalid without a reason, Conflict where something is open or has changed since.
        """
        why = asked.why.strip()
        if not why or len(why) > LONGEST_WHY:
            text = f"必填，最多 {LONGEST_WHY} 字 / required, at most {LONGEST_WHY} characters"
            raise Invalid("请填写依据", "say why", {"why": text})
        now = time.time()
        async with self._database.reading() as session:
            plan = await self._plan(session, asked)
            report = await self._report(session, plan, now)
        if not asked.confirm:
            async with self._database.writing() as session:
                await note(session, [entry(by, "erasure_checked", asked.resident_id)])
            return report
        if report.against:
            raise Conflict("；".join(one.zh for one in report.against), "; ".join(one.en for one in report.against))
        if asked.confirm != report.confirm:
            raise Conflict("资料已有变化，请重新核对", "something has changed since: look at it again")
        await self._recordings.erase(plan.related.recordings, now)
        erasure_id = await self._carry_out(asked, plan, why, by, now)
        return msgspec.structs.replace(report, done=True, resident=None, confirm="", erasure_id=erasure_id)

    async def page(self, *, limit: int, offset: int) -> tuple[int, tuple[ErasureView, ...]]:
        """How many were carried out, and one page of them, newest first."""
        async with self._database.reading() as session:
            asked_for = ErasureRow.by_id != BY_RETENTION
            total = await session.scalar(select(func.count()).select_from(ErasureRow).where(asked_for)) or 0
            query = select(ErasureRow).where(asked_for).order_by(ErasureRow.at.desc(), ErasureRow.erasure_id)
            return total, tuple(_view(row) for row in await session.scalars(query.limit(limit).offset(offset)))

    async def broken(self) -> tuple[int, ...]:
        """Redacted entries that are not as they were announced."""
        async with self._database.reading() as session:
            return await broken(session)

    async def _plan(self, session: AsyncSession, asked: ErasureAsked, before: Plan | None = None) -> Plan:
        """`before`: the whole log was searched already, up to there."""
        found = await traces_of(session, asked.resident_id, asked.number, self._area_code)
        numbers = written(found.numbers, self._area_code)
        related = await related_to(session, found, numbers)
        person = _person(found, related, self._area_code)
        last = await session.scalar(select(func.max(EventRow.number))) or 0
        needles = _needles(numbers, found, related)
        mentions = await mentioned(session, needles, before.last if before is not None else 0)
        if before is not None:
            mentions |= before.mentions
        redactions = await redactions_of(session, person, mentions)
        return Plan(
            found=found,
            related=related,
            person=person,
            mentions=mentions,
            last=last,
            redactions=tuple(redactions),
        )

    async def _report(self, session: AsyncSession, plan: Plan, now: float) -> ErasureReport:
        elsewhere = await self._recordings.elsewhere(plan.related.recordings)
        return ErasureReport(
            done=False,
            resident=plan.found.resident,
            counts=_counts(plan),
            against=await against(session, plan.found, plan.related, self._hold_days, now),
            kept=kept(plan.found, plan.related, elsewhere),
            confirm=plan.confirm,
        )

    async def _carry_out(self, asked: ErasureAsked, seen: Plan, why: str, by: str, now: float) -> str:
        async with self._database.overwriting() as session:
            plan = await self._plan(session, asked, seen)
            if plan.found.call_ids != seen.found.call_ids or plan.found.tickets != seen.found.tickets:
                raise Conflict("资料已有变化，请重新核对", "something has changed since: look at it again")
            erasure = _erasure(plan, plan.person.words(why), by, now)
            await carry_out(session, erasure, plan.redactions)
            await rows.refold(session, plan.person, plan.redactions)
            await rows.forget(session, plan.person, plan.found, plan.related)
            await self._log.append_within(session, _fact(erasure))
            detail = f"entries={erasure.entries} digest={erasure.digest}"
            subject = f"{erasure.erasure_id} {erasure.resident_id}".strip()
            await note(session, [entry(by, "resident_erased", subject, detail)])
            return erasure.erasure_id


def _person(found: Traces, related: Related, area_code: str) -> Person:
    numbers: dict[str, str] = {}
    for number in sorted(found.numbers):
        one = pseudonym()
        numbers |= dict.fromkeys(written([number], area_code), one)
    return Person(
        names=found.names,
        numbers=numbers,
        calls=found.call_ids,
        tickets=found.ticket_numbers,
        visits=related.visits,
        items=related.items,
        invitations=related.invitations,
    )


def _needles(numbers: Iterable[str], found: Traces, related: Related) -> set[str]:
    """What is searched for in every entry. Calls and complaints are found by their columns, and named by notes of
    hand-over and by quality."""
    ids = related.visits | related.items | related.invitations | related.cases | related.hints | related.grades
    return {*numbers, *ids, *found.ticket_numbers}


def _erasure(plan: Plan, why: str, by: str, now: float) -> ErasureRow:
    resident = plan.found.resident
    return ErasureRow(
        erasure_id=uuid4().hex,
        at=now,
        by_id=by,
        why=why[:LONGEST_WHY],
        resident_id=resident.resident_id if resident is not None else "",
        entries=len(plan.redactions),
        digest=digest_of_all((one.log_number, one.digest) for one in plan.redactions),
    )


def _fact(erasure: ErasureRow) -> ResidentErased:
    return ResidentErased(
        at=erasure.at,
        erasure_id=erasure.erasure_id,
        agent_id=erasure.by_id,
        resident_id=erasure.resident_id,
        entries=erasure.entries,
        digest=erasure.digest,
    )


def _counts(plan: Plan) -> tuple[ErasureCount, ...]:
    related = plan.related
    found = (
        (Text("住户资料", "the resident in the book"), int(plan.found.resident is not None)),
        (Text("电话号码", "telephone numbers"), len(plan.found.numbers)),
        (Text("通话", "calls"), len(plan.found.calls)),
        (Text("投诉", "complaints"), len(plan.found.tickets)),
        (Text("录音", "recordings"), len(related.recordings)),
        (Text("通话文字", "transcripts of calls"), len(related.transcripts)),
        (Text("待办记录", "items of the duty list"), len(related.items)),
        (Text("走访", "visits"), len(related.visits)),
        (Text("问卷", "questionnaires"), len(related.invitations)),
        (Text("来信", "letters"), len(related.letters)),
        (Text("发出的邮件", "letters of ours"), len(related.sent_mail)),
        (Text("质检记录里的原话", "words in quality cases"), len(related.cases | related.hints)),
        (Text("事件日志条目", "entries of the event log"), len(plan.redactions)),
    )
    return tuple(ErasureCount(what=what, count=count) for what, count in found if count)


def _view(row: ErasureRow) -> ErasureView:
    return ErasureView(erasure_id=row.erasure_id, at=row.at, by=row.by_id, why=row.why, entries=row.entries)
