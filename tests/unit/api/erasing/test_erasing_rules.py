"""No word of a resident is overlooked: every text of every fact, fold and table has somebody's decision."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec import inspect

from api.calls.record import CallRecord
from api.erasing.rules import EXCEPTIONS, HARMLESS, WORDS, Rule, is_named, rule_of
from api.every_table import METADATA
from api.log_events import AgentStateChanged, AnyEvent
from api.schemas import Complaint, DutyItem, HandoverNote
from api.schemas.quality import Hint, QualityCase
from api.schemas.quality_checks import Grade, ReviewTask
from api.schemas.visits import VisitView
from telephony.events import CallArrived

FOLDS = (AnyEvent, CallRecord, DutyItem, HandoverNote, VisitView, QualityCase, Hint, Grade, ReviewTask)
"""What is rewritten by these rules; a ticket's fold is made anew of its facts."""
REWRITTEN = "rewritten with the log"
FORGOTTEN = "deleted or emptied"
NOBODY = "no resident stands in it"
TABLES = {
    "call": REWRITTEN,
    "ticket": REWRITTEN,
    "duty_item": REWRITTEN,
    "duty_call": NOBODY,
    "handover_note": REWRITTEN,
    "visit": REWRITTEN,
    "quality_case": REWRITTEN,
    "quality_entry": REWRITTEN,
    "quality_hint": REWRITTEN,
    "quality_check": REWRITTEN,
    "quality_task": REWRITTEN,
    "quality_grade": REWRITTEN,
    "quality_year_mark": REWRITTEN,
    "satisfaction": REWRITTEN,
    "survey": REWRITTEN,
    "event_log": REWRITTEN,
    "resident": FORGOTTEN,
    "resident_phone": FORGOTTEN,
    "home_preference": FORGOTTEN,
    "mail_letter": FORGOTTEN,
    "mail_attachment": FORGOTTEN,
    "mail_sent": FORGOTTEN,
    "transcript": FORGOTTEN,
    "brief_file": FORGOTTEN,
    "recording": NOBODY,  # of the files the row is left
    "redaction": NOBODY,  # payloads are emptied once the log has them
    "erasure": NOBODY,
    "access_log": NOBODY,
    "agent_span": NOBODY,
    "shift": NOBODY,
    "call_fact": NOBODY,
    "ticket_count": NOBODY,  # homes stay: they are counted
    "ticket_duty": NOBODY,
    "ticket_key": NOBODY,
    "ticket_day": NOBODY,
    "required_judged": NOBODY,  # rules and colleagues
    "survey_invitation": NOBODY,
    "webhook": NOBODY,
    "webhook_delivery": NOBODY,  # a hook tells no resident's data (`api.webhooks.kinds`)
    "log_cursor": NOBODY,
    "mail_place": NOBODY,
    "stream": NOBODY,
    "site": NOBODY,
    "department": NOBODY,
    "team": NOBODY,
    "user_account": NOBODY,  # colleagues
    "user_session": NOBODY,
    "sign_in_guess": NOBODY,
    "recovery_code": NOBODY,
}


def texts_of(kind: Any, seen: set[type]) -> Iterator[tuple[type, str]]:
    """Every struct within this type, with its fields that hold text."""
    if isinstance(kind, inspect.StructType):
        if kind.cls in seen:
            return
        seen.add(kind.cls)
        for field in kind.fields:
            if holds_text(field.type):
                yield kind.cls, field.name
            yield from texts_of(field.type, seen)
    elif isinstance(kind, inspect.UnionType):
        for one in kind.types:
            yield from texts_of(one, seen)
    elif isinstance(kind, inspect.VarTupleType | inspect.ListType):
        yield from texts_of(kind.item_type, seen)
    else:
        assert not isinstance(kind, inspect.DictType | inspect.AnyType | inspect.SetType), f"{kind} is not walked"


def holds_text(kind: Any) -> bool:
    if isinstance(kind, inspect.UnionType):
        return any(holds_text(one) for one in kind.types)
    if isinstance(kind, inspect.VarTupleType | inspect.ListType):
        return holds_text(kind.item_type)
    return isinstance(kind, inspect.StrType)


def every_text() -> list[tuple[type, str]]:
    seen: set[type] = set()
    return [found for fold in FOLDS for found in texts_of(inspect.type_info(fold), seen)]


def test_somebody_has_thought_of_every_text() -> None:
    """A new fact with a new field: say in `api/erasing/rules.py` whether a resident's words may stand in it."""
    assert [one for one in every_text() if not is_named(*one)] == []


def test_every_rule_is_still_about_something() -> None:
    texts = every_text()
    assert [one for one in EXCEPTIONS if one not in texts] == []
    assert not HARMLESS & WORDS


def test_somebody_has_thought_of_every_table() -> None:
    """A new table: say here what erasing does with it, and let `api/erasing/rows.py` do it."""
    kinds = (sa.String, sa.Text, sa.JSON, sa.LargeBinary)
    with_texts = {
        table.name
        for table in METADATA.sorted_tables
        if any(isinstance(column.type, kinds) for column in table.columns)
    }
    assert with_texts == set(TABLES)


@pytest.mark.parametrize(
    ("kind", "field", "rule"),
    [
        (Complaint, "matter", Rule.WORDS),
        (Complaint, "phone", Rule.KEPT),
        (CallArrived, "name", Rule.WORDS),
        (CallArrived, "number", Rule.KEPT),
        (AgentStateChanged, "reason", Rule.KEPT),
        (QualityCase, "appeal", Rule.STAFF),
        (Complaint, "something_new", Rule.WORDS),
    ],
)
def test_what_is_done_with_a_field(kind: type, field: str, rule: Rule) -> None:
    assert rule_of(kind, field) is rule
