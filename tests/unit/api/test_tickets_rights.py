"""Who may do which step, and of whose tickets (rule book's roles); who sees how much (SEC-1)."""

from typing import Any

import pytest
from msgspec.structs import replace

from api.errors import Forbidden
from api.schemas import AgentView, Role, StoryLine, TicketState
from api.tickets import events, rights
from api.tickets.machine import TABLE
from api.tickets.visible import shown, shown_line
from scripts_lib.model import Weight
from tests.unit.api import ticket_samples as sample
from tests.unit.api.ticket_samples import DAY, NOON, after, fact, fresh, until

S = TicketState
BY_ITSELF = {events.LimitPassed, events.TicketTurnedGrave, events.ClocksReckoned}


def person(role: Role, **fields: Any) -> AgentView:
    return AgentView(agent_id="p", login="p", name="张三", surname="张", role=role, **fields)


def may(by: AgentView, ticket: Any, one: events.TicketFact) -> bool:
    try:
        rights.check(by, ticket, one)
    except Forbidden:
        return False
    return True


def test_every_step_has_its_right_and_the_desk_keeps_its_own() -> None:
    assert set(rights.RIGHTS) | BY_ITSELF == set(TABLE)
    for kind in BY_ITSELF:
        assert kind not in rights.RIGHTS


HEAD = person(Role.DEPARTMENT_HEAD, departments=("engineering",))


def test_a_department_head_signs_for_the_own_department_only() -> None:
    assert may(HEAD, until(S.SENT), sample.signed())
    other = person(Role.DEPARTMENT_HEAD, departments=("cleaning",))
    assert not may(other, until(S.SENT), sample.signed())
    assert may(person(Role.SUPERVISOR), until(S.SENT), sample.signed()), "for one that signs on paper"
    assert not may(person(Role.AGENT), until(S.SENT), sample.signed())


def test_the_centre_takes_what_is_its_own_and_the_department_what_is_sent_to_it() -> None:
    assert may(person(Role.AGENT), fresh(own_duty=True), sample.taken())
    assert not may(person(Role.AGENT), until(S.SIGNED), sample.taken())
    assert may(HEAD, until(S.SIGNED), sample.taken())


@pytest.mark.parametrize(
    ("role", "slight", "important"),
    [
        (Role.PROPERTY_MANAGER, True, False),
        (Role.DEPUTY_GENERAL_MANAGER, True, False),
        (Role.GENERAL_MANAGER, True, True),
        (Role.SUPERVISOR, False, False),
        (Role.SITE_HEAD, False, False),
        (Role.ADMIN, False, False),
    ],
)
def test_more_time_is_granted_by_who_may(role: Role, slight: bool, important: bool) -> None:
    for weight, clock, approver, allowed in (
        (Weight.SLIGHT, "SLA-4:done", "property_manager", slight),
        (Weight.IMPORTANT, "SLA-5:done", "general_manager", important),
    ):
        asked = {"extension_id": "e1", "clock_id": clock, "until": NOON + 9 * DAY, "why": "x", "role": approver}
        ticket = after(fresh(weight=weight), fact(events.ExtensionAsked, NOON, **asked))
        decided = fact(events.ExtensionDecided, NOON, extension_id="e1", granted=True)
        assert may(person(role), ticket, decided) is allowed


def test_consent_and_review_are_the_site_heads_of_that_site() -> None:
    ticket = replace(fresh(), site="qingshan")
    consent = fact(events.TicketConsented, NOON)
    assert may(person(Role.SITE_HEAD, site="qingshan"), ticket, consent)
    assert may(person(Role.SITE_HEAD), ticket, consent), "of all sites"
    assert not may(person(Role.SITE_HEAD, site="east"), ticket, consent)
    assert not may(person(Role.GENERAL_MANAGER), ticket, consent)


def test_what_is_grave_is_made_less_by_the_general_manager_only() -> None:
    lighter = fact(events.TicketWeightChanged, NOON, weight=Weight.SLIGHT, reason="核实后")
    assert not may(person(Role.SUPERVISOR), fresh(weight=Weight.GRAVE), lighter)
    assert may(person(Role.GENERAL_MANAGER), fresh(weight=Weight.GRAVE), lighter)
    assert may(person(Role.SUPERVISOR), fresh(), lighter)


def test_names_and_numbers_are_hidden_from_who_needs_them_not() -> None:
    hidden = shown(fresh(), person(Role.QA)).complaint
    assert (hidden.phone, hidden.contact) == ("138****1234", "王**")
    assert shown(fresh(), person(Role.AGENT)) == fresh()
    closed = shown(until(S.CLOSED), person(Role.GENERAL_MANAGER)).closing
    assert closed is not None
    assert closed.agreed_by == "王**"
    line = StoryLine(
        number=1, at=NOON, kind="TicketClosed", agent_id="a1", name="李明", facts={"agreed_by": "王女士"}
    )
    assert shown_line(line, person(Role.QA)).facts == {"agreed_by": "王**"}
    assert shown_line(line, person(Role.SUPERVISOR)) == line
