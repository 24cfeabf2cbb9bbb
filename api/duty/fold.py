"""A duty item as the fold of what happens to its number. Pure.

A call that came and found nobody opens an item, or adds to the open one of its number. The next call of that number
in which people talk settles it, whoever called whom. Numbers are compared in their canonical form.
"""

import msgspec
from msgspec.structs import replace

from api.calls.record import CallRecord
from api.schemas import Direction, DutyItem, DutyKind, DutyState
from telephony.events import EndCause

SHORT_MS = 5000.0
"""Who gives up sooner has hardly waited for a ring."""
RANK = tuple(DutyKind)


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """One call after which something is owed."""

    call_id: str
    number: str
    kind: DutyKind
    at: float
    waited_ms: float

    @property
    def key(self) -> str:
        """What makes calls one item: the number; all withheld ones together, but each message of theirs alone."""
        if self.number:
            return self.number
        return "" if self.kind is DutyKind.WITHHELD else f"{self.kind}:{self.call_id}"


def owed(record: CallRecord, number: str) -> Owed | None:
    """What is owed after this call, which has just ended; None where nothing is. `number` is its canonical form."""
    waited_ms = record.ended_ms or 0.0
    if record.direction is Direction.OUTGOING:
        return None
    if record.cause is EndCause.VOICEMAIL and record.person_ms is None:
        kind = DutyKind.VOICEMAIL
    elif not record.abandoned:
        return None
    elif not number:
        kind = DutyKind.WITHHELD
    else:
        kind = DutyKind.SHORT if waited_ms < SHORT_MS else DutyKind.ABANDONED
    return Owed(
        call_id=record.call_id,
        number=number,
        kind=kind,
        at=record.arrived_at + waited_ms / 1000,
        waited_ms=waited_ms,
    )


def opened(call: Owed) -> DutyItem:
    """The first call of an item."""
    return DutyItem(
        item_id=call.call_id,
        kind=call.kind,
        state=DutyState.OPEN,
        number=call.number,
        first_at=call.at,
        last_at=call.at,
        count=1,
        longest_ms=call.waited_ms,
        calls=(call.call_id,),
    )


def added(item: DutyItem, call: Owed) -> DutyItem:
    """Another call of the same number; the item is of the kind that owes most."""
    if call.call_id in item.calls:  # asked to be rung back, and was given up: the same call, owing more
        return replace(item, kind=_more(item.kind, call.kind))
    return replace(
        item,
        kind=_more(item.kind, call.kind),
        last_at=max(item.last_at, call.at),
        count=item.count + 1,
        longest_ms=max(item.longest_ms, call.waited_ms),
        calls=(*item.calls, call.call_id),
    )


def settled(item: DutyItem, by: CallRecord, at: float) -> DutyItem:
    """People talked in this call of the number."""
    return replace(
        item,
        state=DutyState.SETTLED,
        closed_at=at,
        closed_by=by.agent_id or "",
        settled_by=by.call_id,
    )


def tried(item: DutyItem, at: float) -> DutyItem:
    """Somebody rang back and reached nobody."""
    return replace(item, tried=item.tried + 1, tried_at=at)


def excused(item: DutyItem, agent_id: str, reason: str, at: float) -> DutyItem:
    """Nothing is owed any more, and why."""
    return replace(item, state=DutyState.EXCUSED, closed_at=at, closed_by=agent_id, reason=reason)


def _more(one: DutyKind, other: DutyKind) -> DutyKind:
    return max(one, other, key=RANK.index)
