"""Which steps are offered to whom: what the machine and the rights allow, nothing else."""

from zoneinfo import ZoneInfo

import pytest

from api.errors import Forbidden, Invalid
from api.schemas import AgentView, Role, TicketState, TicketView
from api.tickets import events, rights
from api.tickets.duties import duties_of
from api.tickets.machine import allows
from api.web.pages.ticket.offers import Offer, made, offers, steps_of
from api.web.pages.ticket.step_fields import Place
from api.web.pages.ticket.steps import DECIDE, STEPS
from scripts_lib.model import Weight
from tests.unit.api.ticket_samples import DAY, HOUR, NOON, after, fact, fresh, until
from tests.unit.api.web.web_site import RULES

PLACE = Place(RULES.catalogue, ZoneInfo("Asia/Shanghai"))
NOW = NOON + 12 * HOUR


def person(role: Role, *departments: str) -> AgentView:
    return AgentView(agent_id="a9", login="x", name="赵强", surname="赵", role=role, departments=departments)


def offered(ticket: TicketView, by: AgentView) -> dict[str, Offer]:
    return {offer.step.key: offer for offer in offers(ticket, duties_of(ticket), by, PLACE, NOW)}


def test_the_department_signs_and_nobody_else_closes() -> None:
    ticket = until(TicketState.SENT)
    head = offered(ticket, person(Role.DEPARTMENT_HEAD, "engineering"))
    assert head["sign"].waits
    assert head["sign"].fields == ()
    assert "refuse" in head
    assert not {"close", "settle", "weight"} & set(head)
    assert "sign" not in offered(ticket, person(Role.DEPARTMENT_HEAD, "cleaning"))
    assert [field.name for field in offered(ticket, person(Role.SUPERVISOR))["sign"].fields] == ["name"]


def test_what_the_ticket_waits_for_comes_first() -> None:
    found = list(offered(fresh(), person(Role.SUPERVISOR)).values())
    waiting = [offer.waits for offer in found]
    assert found[0].step.key == "send"
    assert waiting == sorted(waiting, reverse=True)


def test_an_agent_closes_only_what_lacks_nothing() -> None:
    agent = person(Role.AGENT)
    assert "close" not in offered(until(TicketState.DONE), agent)
    assert offered(until(TicketState.FOLLOWED_UP), agent)["close"].waits
    assert "close" not in offered(until(TicketState.CLOSED), agent)
    assert "reopen" in offered(until(TicketState.CLOSED), agent)


def test_more_time_is_asked_for_and_decided_by_whom_the_clock_names() -> None:
    ticket = fresh(weight=Weight.SLIGHT)
    assert [field.name for field in offered(ticket, person(Role.AGENT))["extend"].fields] == [
        "clock_id",
        "until",
        "why",
    ]
    asked = fact(
        events.ExtensionAsked,
        NOON + HOUR,
        extension_id="e1",
        clock_id="SLA-4:done",
        until=NOON + 9 * DAY,
        why="等配件",
        role="property_manager",
    )
    waiting = after(ticket, asked)
    manager = offered(waiting, person(Role.PROPERTY_MANAGER))
    assert manager["extensions"].waits
    assert manager["extensions"].step.path == "extensions/e1"
    assert "extensions" not in offered(waiting, person(Role.SUPERVISOR))
    assert [step.path for step in steps_of(waiting) if step.key == "extensions"] == ["extensions/e1"]


@pytest.mark.parametrize("state", ["registered", "sent", "in_hand", "answered", "done", "followed_up", "closed"])
def test_who_only_reads_is_offered_nothing(state: str) -> None:
    assert offered(until(TicketState(state)), person(Role.QA)) == {}


def test_of_what_has_ended_only_the_story_goes_on() -> None:
    assert set(offered(until(TicketState.CLOSED), person(Role.SUPERVISOR))) == {"relate", "note", "reopen"}


def test_a_form_that_is_not_filled_in_is_refused_at_its_fields() -> None:
    by = person(Role.SUPERVISOR)
    for step in (*STEPS, DECIDE):
        fields = step.fields(fresh(), by, PLACE)
        needed = {field.name for field in fields if field.required or (field.options and field.options[-1].value)}
        if not needed:
            continue
        with pytest.raises(Invalid) as refused:
            made(step, fresh(), by, PLACE, {})
        assert needed <= set(refused.value.fields), step.key


def test_every_step_becomes_a_fact_that_the_rights_know() -> None:
    by = person(Role.SUPERVISOR)
    for step in STEPS:
        fields = step.fields(fresh(), by, PLACE)
        filled = {
            field.name: field.options[-1].value
            if field.options
            else "2026-12-01T10:00"
            if field.shape == "time"
            else "2026Q4"
            for field in fields
        }
        made = step.make(filled, by, PLACE)(fresh(), NOW)
        assert type(made) in rights.RIGHTS, step.key


def test_an_offer_is_allowed_and_what_is_not_offered_is_not() -> None:
    ticket, by = until(TicketState.SENT), person(Role.DEPARTMENT_HEAD, "engineering")
    found = offered(ticket, by)
    signed = fact(events.TicketSigned, NOW, signed_by="x")
    rights.check(by, ticket, signed)
    assert allows(ticket, signed)
    assert "sign" in found
    closed = fact(events.TicketClosed, NOW, result="x", agreed_by="y")
    with pytest.raises(Forbidden):
        rights.check(by, ticket, closed)
