"""Incidents as the fold of their facts, and what the desk reports by itself (SEC-2). Pure."""

from collections.abc import Iterable

from msgspec.structs import replace

from api.incidents.events import IncidentEvent, IncidentReported, IncidentTaken
from api.log_events import AnyEvent
from api.schemas.incidents import Incident, IncidentKind
from api.tickets.events import TicketRegistered, TicketWeightChanged
from scripts_lib.model import Content, Weight

STALE_S = 3600.0
"""A complaint that was registered longer ago than this when the desk hears of it (read in from a list) is no news."""

TOLD_TO_ALL = (IncidentKind.PEOPLE, IncidentKind.ERROR)
"""Kinds by people that go as far up as what the desk reports of a complaint."""


def folded(events: Iterable[IncidentEvent]) -> dict[str, Incident]:
    """Every incident by its id, oldest first. The first report and the first who took it count."""
    found: dict[str, Incident] = {}
    for event in events:
        known = found.get(event.incident_id)
        if isinstance(event, IncidentReported):
            if known is None:
                found[event.incident_id] = begun(event)
        elif known is not None and known.taken_at is None:
            found[event.incident_id] = _taken(known, event)
    return found


def open_ones(found: Iterable[Incident]) -> tuple[Incident, ...]:
    """Those that nobody has taken yet, oldest first."""
    return tuple(sorted((one for one in found if one.taken_at is None), key=lambda one: one.at))


def kind_of(event: AnyEvent) -> IncidentKind | None:
    """What the desk reports of a complaint by itself: that it is grave (CMP-5), from the start or by being judged
    anew, or about a sudden event (CMP-4). One that turned grave by its age is told by its clocks (SLA-11, SLA-14)."""
    if isinstance(event, TicketWeightChanged):
        return IncidentKind.GRAVE if event.weight is Weight.GRAVE else None
    if not isinstance(event, TicketRegistered):
        return None
    if event.complaint.weight is Weight.GRAVE:
        return IncidentKind.GRAVE
    return IncidentKind.SUDDEN if event.complaint.content is Content.SUDDEN_EVENT else None


def by_itself(
    event: AnyEvent, site: str, call_id: str, known: Iterable[Incident], now: float
) -> IncidentReported | None:
    """What the desk reports of this ticket's fact: once for each ticket, and not where somebody has reported it or
    its call as danger to people or a grave error. None for nothing. `call_id` and `site` are the ticket's."""
    kind = kind_of(event)
    if kind is None or not isinstance(event, TicketRegistered | TicketWeightChanged) or now - event.at > STALE_S:
        return None
    number = event.number
    incident_id = f"ticket:{number}"
    if any(one.incident_id == incident_id or _says_it(one, number, call_id) for one in known):
        return None
    return IncidentReported(
        at=event.at,
        incident_id=incident_id,
        kind=kind,
        words="",
        agent_id="",
        name="",
        site=site,
        call_id=call_id,
        ticket_number=number,
    )


def _says_it(one: Incident, number: str, call_id: str) -> bool:
    """Whether somebody has reported this complaint, or its call, to all who would be told of it."""
    same = one.ticket_number == number or (call_id != "" and one.call_id == call_id)
    return same and one.kind in TOLD_TO_ALL


def begun(event: IncidentReported) -> Incident:
    """The incident that begins with this report."""
    return Incident(**{name: getattr(event, name) for name in IncidentReported.__struct_fields__})


def _taken(incident: Incident, event: IncidentTaken) -> Incident:
    return replace(incident, taken_at=event.at, taken_by=event.agent_id, taker=event.name, note=event.note)
