"""What hooks tell, and that it is nothing of a resident (SEC-1)."""

import json
from typing import get_args

import pytest

from api.log_events import AnyEvent
from api.tickets.events import TicketEvent, TicketRegistered
from api.webhooks.kinds import FIELDS, NAMES, body_of, public_name
from telephony.events import TrunkChanged
from tests.unit.api import desk_samples as sample

PERSONAL = {
    "contact",
    "phone",
    "place",
    "matter",
    "demand",
    "notes",
    "home",
    "name",
    "source",
    "number_sent",
    "result",
}


def registered() -> TicketRegistered:
    return TicketRegistered(
        at=sample.NOON,
        number="TS20261123-0001",
        call_id="c1",
        agent_id="a1",
        complaint=sample.complaint(),
        clocks=(),
        rules_version="1",
        home="3|1|502",
    )


def test_names_are_a_word_a_dot_and_words() -> None:
    assert public_name("TicketRegistered") == "ticket.registered"
    assert public_name("RecordingFinished") == "recording.finished"
    assert public_name("CallArrivedTwice") == "call.arrived_twice"
    assert len(NAMES) == len(FIELDS)


def test_every_kind_is_a_fact_that_has_these_fields() -> None:
    facts = {fact.__name__: fact for fact in get_args(AnyEvent)}
    for name, fields in FIELDS.items():
        known = {one.partition(".")[0] for one in fields}
        assert known <= set(facts[name].__struct_fields__), name


def test_no_field_of_a_resident_is_told() -> None:
    of_tickets = {fact.__name__ for fact in get_args(TicketEvent)}
    for name, fields in FIELDS.items():
        last = {one.rpartition(".")[2] for one in fields}
        assert not last & PERSONAL, name
        assert "number" not in fields or name in of_tickets, name


def test_a_registered_ticket_is_told_without_its_resident() -> None:
    body = body_of(registered())
    told = json.loads(body)
    assert told["type"] == "ticket.registered"
    assert told["timestamp"] == "2026-11-23T04:00:00Z"
    assert told["data"]["weight"] == "important"
    assert told["data"]["number"] == "TS20261123-0001"
    for secret in ("王女士", "13800001234", "3-1-502", "3|1|502", "漏水"):
        assert secret not in body


@pytest.mark.parametrize("up", [True, False])
def test_a_trunk(up: bool) -> None:
    told = json.loads(body_of(TrunkChanged(at=sample.NOON, trunk="city", up=up, detail="no reply")))
    assert told["data"] == {"trunk": "city", "up": up}
