"""What web hooks tell: which facts, and which of their fields. Pure.

Never a name, number, address or word of a resident (SEC-1): who receives a hook and may know more asks the API for it
with an account of its own. So only what is listed here goes out; a new fact goes out when somebody lists it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from api.log_events import AnyEvent

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "CallArrived": ("call_id", "called", "trunk"),
    "CallAnswered": ("call_id", "agent_id", "picked_up_ms"),
    "CallEnded": ("call_id", "ended_ms", "by", "cause"),
    "CallExplained": ("call_id", "agent_id"),
    "TicketRegistered": (
        "number",
        "call_id",
        "agent_id",
        "complaint.kind",
        "complaint.nature",
        "complaint.content",
        "complaint.weight",
        "complaint.department",
    ),
    "TicketSent": ("number", "agent_id", "department", "own_duty"),
    "TicketSigned": ("number", "agent_id"),
    "TicketRefused": ("number", "agent_id"),
    "TicketAnswered": ("number", "agent_id", "finished_at"),
    "TicketSettled": ("number", "agent_id", "follow_up_due"),
    "TicketFollowedUp": ("number", "agent_id", "reached", "satisfied"),
    "TicketClosed": ("number", "agent_id"),
    "TicketDeclined": ("number", "agent_id"),
    "TicketReopened": ("number", "agent_id"),
    "TicketWeightChanged": ("number", "agent_id", "weight"),
    "TicketTurnedGrave": ("number", "weight"),
    "VisitMade": ("visit_id", "agent_id", "outcome", "ticket_number"),
    "ExtensionAsked": ("number", "agent_id", "extension_id", "clock_id", "until", "role"),
    "ExtensionDecided": ("number", "agent_id", "extension_id", "granted"),
    "LimitPassed": ("number", "clock_id", "rule", "due", "level", "role"),
    "DutyAnswered": ("item_id", "agent_id", "satisfied"),
    "DutyExcused": ("item_id", "agent_id"),
    "RecordingFinished": ("call_id", "recording_id", "length_ms"),
    "TrunkChanged": ("trunk", "up"),
    "AlarmRaised": ("alarm_id", "kind", "queue", "value", "limit"),
    "AlarmCleared": ("alarm_id", "kind", "queue", "value"),
    "IncidentReported": ("incident_id", "kind", "agent_id", "call_id", "ticket_number", "site"),
    "IncidentTaken": ("incident_id", "agent_id"),
}
"""By the fact's name: what is told of it. `complaint.kind` is the field `kind` of its field `complaint`."""


def public_name(fact: str) -> str:
    """`TicketRegistered` as receivers know it: `ticket.registered`."""
    words = "".join(f" {one.lower()}" if one.isupper() else one for one in fact).split()
    return f"{words[0]}.{'_'.join(words[1:])}"


NAMES: Final[Mapping[str, str]] = {public_name(fact): fact for fact in FIELDS}
"""Public name -> fact."""


def body_of(event: AnyEvent) -> str:
    """The request's body: type, time (ISO 8601, UTC) and data, as JSON."""
    fact = type(event).__name__
    data = {path.rpartition(".")[2]: _at(event, path) for path in FIELDS[fact]}
    told = {
        "type": public_name(fact),
        "timestamp": datetime.fromtimestamp(event.at, UTC).isoformat().replace("+00:00", "Z"),
        "data": data,
    }
    return msgspec.json.encode(told).decode()


def _at(event: AnyEvent, path: str) -> Any:
    value: Any = event
    for name in path.split("."):
        value = getattr(value, name)
    return value
