"""Who is told of an incident, who sees it, who may take it in hand (SEC-1, SEC-2). Pure."""

from api.privacy import veiled
from api.rights import Right, masks, may, of_site
from api.schemas import AgentView
from api.schemas.incidents import Incident, IncidentKind, IncidentNow, IncidentView

OFFENCES = (IncidentKind.BREACH, IncidentKind.ERROR)
GRAVE = (IncidentKind.PEOPLE, IncidentKind.ERROR, IncidentKind.GRAVE)


def told_of(kind: IncidentKind) -> Right:
    """The right of those who are told at once of this kind."""
    return Right.TOLD_OF_GRAVE if kind in GRAVE else Right.TOLD_OF_INCIDENTS


def is_told(by: AgentView, incident: Incident) -> bool:
    """Whether this person is told at once: supervisors and managers of its site."""
    return may(by, told_of(incident.kind)) and of_site(by, incident.site)


def sees(by: AgentView, incident: Incident) -> bool:
    """Whether this person may read it: the own ones everybody, those of the site who stands above; QA offences."""
    right = Right.SEE_OFFENCES if incident.kind in OFFENCES else Right.SEE_INCIDENTS
    return incident.agent_id == by.agent_id or (may(by, right) and of_site(by, incident.site))


def may_take(by: AgentView, incident: Incident) -> bool:
    """Whether this person may take it in hand now."""
    return incident.taken_at is None and may(by, Right.TAKE_INCIDENTS) and sees(by, incident)


def shown(incident: Incident, by: AgentView) -> IncidentView:
    """It as this person sees it; whoever sees no numbers reads none in its words."""
    view = IncidentView(
        incident_id=incident.incident_id,
        kind=incident.kind,
        words=incident.words,
        at=incident.at,
        name=incident.name,
        call_id=incident.call_id,
        ticket_number=incident.ticket_number,
        taken_at=incident.taken_at,
        taker=incident.taker,
        note=incident.note,
        waited_s=incident.waited_s,
        may_take=may_take(by, incident),
    )
    return veiled(view) if masks(by) else view


def now_of(incident: Incident) -> IncidentNow:
    """It as the board tells it: without words."""
    return IncidentNow(
        incident_id=incident.incident_id,
        kind=incident.kind,
        at=incident.at,
        name=incident.name,
        ticket_number=incident.ticket_number,
        site=incident.site,
    )
