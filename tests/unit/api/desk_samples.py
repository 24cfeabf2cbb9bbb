"""Sample events, forms and a database for the tests of the desk. No socket, no clock."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import text

from api.calls.disposition import Dispositions
from api.db import Database
from api.log import EventLog
from api.projector import Projector
from api.residents.book import ResidentBook
from api.residents.homes import Homes
from api.schemas import AgentView, Complaint, Role
from api.tickets.registration import Registration
from scripts_lib.loader import load
from scripts_lib.model import Content, Nature, Weight
from telephony.cadence import CADENCES
from telephony.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallEstablished,
    CallEvent,
    CallRinging,
    EndCause,
    LineStarted,
    MediaQuality,
    Side,
)
from telephony.wire import Numbered
from tests.fresh_database import fresh_database

NOON = 1_795_406_400.0
"""2026-11-23 04:00 UTC, noon in Shanghai, a Monday."""
ZONE = "Asia/Shanghai"
PROJECTIONS = (
    "call",
    "ticket",
    "ticket_duty",
    "ticket_key",
    "ticket_day",
    "duty_item",
    "duty_call",
    "call_fact",
    "agent_span",
)
CN = CADENCES["CN"]


def started(line_id: str = "line-1", at: float = NOON) -> LineStarted:
    return LineStarted(
        at=at,
        line_id=line_id,
        boot_id=f"boot-{at}",
        version="0",
        connector="aiosipua",
        sip_address="127.0.0.1:5060",
        headset_url="ws://127.0.0.1:7801/headset",
    )


def arrived(call_id: str = "c1", at: float = NOON, number: str = "13800001234") -> CallArrived:
    return CallArrived(
        at=at, call_id=call_id, sip_call_id="x", number=number, name="", called="962121", source="127.0.0.1:5070"
    )


def ringing(call_id: str = "c1") -> CallRinging:
    return CallRinging(at=NOON, call_id=call_id, ringing_ms=3.5)


def answered(
    call_id: str = "c1", agent_id: str = "a1", picked_up_ms: float = 8_250.5, error_ms: float = 2.0
) -> CallAnswered:
    return CallAnswered(
        at=NOON + 8,
        call_id=call_id,
        agent_id=agent_id,
        picked_up_ms=picked_up_ms,
        ok_sent_ms=picked_up_ms + 1,
        error_ms=error_ms,
    )


def established(call_id: str = "c1") -> CallEstablished:
    return CallEstablished(at=NOON + 8, call_id=call_id, ack_ms=8_260.0)


def ended(
    call_id: str = "c1",
    by: Side = Side.CALLER,
    cause: EndCause = EndCause.COMPLETED,
    ended_ms: float = 68_250.5,
) -> CallEnded:
    quality = MediaQuality(codec="PCMA", sent=3000, received=2998, lost=2, jitter_ms=1.25)
    return CallEnded(at=NOON + 68, call_id=call_id, ended_ms=ended_ms, by=by, cause=cause, quality=quality)


def whole_call(call_id: str = "c1", agent_id: str = "a1") -> list[CallEvent]:
    """A call from its first event to its last."""
    return [arrived(call_id), ringing(call_id), answered(call_id, agent_id), established(call_id), ended(call_id)]


def numbered(events: Sequence[CallEvent], first: int = 1) -> list[Numbered]:
    return [Numbered(seq=first + index, event=event) for index, event in enumerate(events)]


def complaint(**changes: Any) -> Complaint:
    made = Complaint(
        contact="王女士",
        phone="13800001234",
        place="3-1-502",
        happened_at="今天早上",
        target="",
        matter="厨房天花板漏水",
        demand="尽快上门维修",
        kind=load().rules.catalogue.kinds[0].value,
        nature=Nature.VALID,
        content=Content.EQUIPMENT,
        weight=Weight.IMPORTANT,
        department=load().rules.catalogue.departments[0].value,
    )
    return msgspec.structs.replace(made, **changes)


def person(agent_id: str = "a1", role: Role = Role.AGENT) -> AgentView:
    return AgentView(agent_id=agent_id, login=agent_id, name="李明", surname="李", role=role)


class Desk:
    """A migrated database with its log, as `create_app` wires them."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.log = EventLog(self.database, Projector(CN))
        homes = Homes(self.database, ResidentBook(self.database))
        self.registration = Registration(self.log, load(), ZONE, homes)
        self.dispositions = Dispositions(self.log, self.registration, homes)

    async def write(self, *statements: str) -> None:
        """These as one transaction."""
        async with self.database.writing() as session:
            for statement in statements:
                await session.execute(text(statement))

    async def rows(self, table: str) -> list[tuple[object, ...]]:
        """Every row of a table, in the order of its first column."""
        async with self.database.reading() as session:
            found = await session.execute(text(f'SELECT * FROM "{table}" ORDER BY 1'))
            return [tuple(row) for row in found]

    async def projections(self) -> dict[str, list[tuple[object, ...]]]:
        return {table: await self.rows(table) for table in PROJECTIONS}


@asynccontextmanager
async def desk(folder: Path) -> AsyncIterator[Desk]:
    path = folder / "hotline.db"
    await fresh_database(path)
    made = Desk(f"sqlite+aiosqlite:///{path}")
    try:
        yield made
    finally:
        await made.database.close()
