"""Incidents as a fold (SEC-2): reported once, taken once; what the desk reports by itself; who is told."""

from typing import Any

import pytest

from api.incidents.events import IncidentEvent, IncidentReported, IncidentTaken
from api.incidents.fold import STALE_S, begun, by_itself, folded, open_ones
from api.incidents.visible import is_told, may_take, sees, shown
from api.log_events import AnyEvent
from api.schemas import AgentView, Role
from api.schemas.incidents import Incident, IncidentKind
from api.tickets.events import TicketRegistered, TicketWeightChanged
from scripts_lib.model import Content, Weight
from tests.unit.api import desk_samples as sample

K, R = IncidentKind, Role
NOON = sample.NOON


def reported(incident_id: str = "i1", at: float = NOON, **more: Any) -> IncidentReported:
    fields = {"kind": K.PEOPLE, "words": "电梯困人", "agent_id": "a-1", "name": "李明"} | more
    return IncidentReported(at=at, incident_id=incident_id, **fields)


def taken(incident_id: str = "i1", at: float = NOON + 90, by: str = "a-9") -> IncidentTaken:
    return IncidentTaken(at=at, incident_id=incident_id, agent_id=by, name="赵强", note="已派人到场")


def incident(**more: Any) -> Incident:
    return folded([reported(**more)])["i1"]


def person(role: Role, site: str = "", agent_id: str = "x") -> AgentView:
    return AgentView(agent_id=agent_id, login="x", name="某", surname="某", role=role, active=True, site=site)


def registered(
    weight: Weight = Weight.SLIGHT, content: Content = Content.QUALITY, at: float = NOON
) -> TicketRegistered:
    return TicketRegistered(
        at=at,
        number="TS20261123-0001",
        agent_id="a-1",
        name="李明",
        call_id="c1",
        complaint=sample.complaint(weight=weight, content=content),
        clocks=(),
        rules_version="1",
    )


def weighed(weight: Weight) -> TicketWeightChanged:
    return TicketWeightChanged(
        at=NOON, number="TS20261123-0001", agent_id="a-9", name="赵强", weight=weight, reason="有人受伤"
    )


def test_the_first_report_and_the_first_who_took_it_count() -> None:
    events: list[IncidentEvent] = [
        taken("i2"),  # of nothing that was reported
        reported(),
        reported(words="又一次"),
        reported("i0", at=NOON - 60),
        taken(at=NOON + 90),
        taken(at=NOON + 95, by="a-8"),
    ]
    found = folded(events)
    one = found["i1"]
    assert (one.words, one.taken_by, one.waited_s) == ("电梯困人", "a-9", 90.0)
    assert [x.incident_id for x in open_ones(found.values())] == ["i0"]
    assert found["i0"].waited_s is None


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (registered(), None),
        (registered(Weight.GRAVE), K.GRAVE),
        (registered(content=Content.SUDDEN_EVENT), K.SUDDEN),
        (registered(Weight.GRAVE, Content.SUDDEN_EVENT), K.GRAVE),
        (weighed(Weight.GRAVE), K.GRAVE),
        (weighed(Weight.IMPORTANT), None),
        (registered(Weight.GRAVE, at=NOON - 2 * STALE_S), None),  # read in from an earlier system's list
        (reported(), None),
    ],
)
def test_a_grave_complaint_and_a_sudden_event_are_reported_by_themselves(
    event: AnyEvent, kind: IncidentKind | None
) -> None:
    """CMP-4, CMP-5: with the ticket's number and no word of the resident."""
    made = by_itself(event, "qingshan", "c1", [], NOON + 1)
    assert (made and made.kind) == kind
    if made is not None:
        assert (made.words, made.name, made.ticket_number, made.site) == ("", "", "TS20261123-0001", "qingshan")


def test_once_for_each_ticket_and_not_where_all_were_told() -> None:
    event = weighed(Weight.GRAVE)
    first = by_itself(registered(content=Content.SUDDEN_EVENT), "", "c1", [], NOON)
    assert first is not None
    assert by_itself(event, "", "c1", [begun(first)], NOON) is None
    assert by_itself(event, "", "c1", [incident(call_id="c1")], NOON) is None
    assert by_itself(event, "", "", [incident(call_id="")], NOON) is not None
    assert by_itself(event, "", "c1", [incident(call_id="c1", kind=K.BREACH)], NOON) is not None


@pytest.mark.parametrize(
    ("role", "told", "seen"),
    [
        (R.AGENT, [], []),
        (R.SUPERVISOR, list(K), list(K)),
        (R.DEPARTMENT_HEAD, [], []),
        (R.PROPERTY_MANAGER, list(K), list(K)),
        (R.DEPUTY_GENERAL_MANAGER, [K.PEOPLE, K.ERROR, K.GRAVE], list(K)),
        (R.GENERAL_MANAGER, [], list(K)),
        (R.SITE_HEAD, [], list(K)),
        (R.QA, [], [K.BREACH, K.ERROR]),
        (R.ADMIN, [], list(K)),
    ],
)
def test_who_is_told_and_who_sees(role: Role, told: list[IncidentKind], seen: list[IncidentKind]) -> None:
    """SEC-1, SEC-2."""
    kinds = {kind: incident(kind=kind) for kind in K}
    assert [kind for kind, one in kinds.items() if is_told(person(role), one)] == told
    assert [kind for kind, one in kinds.items() if sees(person(role), one)] == seen


def test_another_sites_incident_is_nobodys_here_and_the_own_report_always() -> None:
    there = incident(site="luyuan")
    chief = person(R.SUPERVISOR, "qingshan")
    assert (is_told(chief, there), sees(chief, there), may_take(chief, there)) == (False, False, False)
    assert sees(person(R.AGENT, "qingshan", "a-1"), there)
    assert not may_take(person(R.AGENT, "luyuan", "a-1"), there)
    assert may_take(person(R.SUPERVISOR, "luyuan"), there)


def test_who_sees_no_numbers_reads_none_in_the_words() -> None:
    one = incident(words="住户 13800001234 摔伤", kind=K.ERROR)
    assert shown(one, person(R.QA)).words == "住户 138****1234 摔伤"
    assert "13800001234" in shown(one, person(R.SUPERVISOR)).words
