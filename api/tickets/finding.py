"""What a line of words finds among tickets, for who sees residents' names and numbers and for who does not (SEC-1).

Whoever does not see them must not find by them either: a search that answers yes to a number tells it.
"""

from typing import Any

from sqlalchemy import ColumnElement, String, func, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from api.models import TicketRow
from api.residents.index import as_home

OPEN_WORDS = ("matter", "demand", "place", "happened_at", "target", "notes")
"""What of a complaint everybody reads who may see the ticket."""


class Said(FunctionElement[str]):
    """A field of the complaint within a ticket's record, as text; the field is named by the first clause."""

    type = String()
    inherit_cache = True
    name = "complaint_field"


@compiles(Said, "sqlite")
def _sqlite(element: Said, compiler: Any, **more: Any) -> str:
    record, field = list(element.clauses)
    return f"json_extract({compiler.process(record, **more)}, '$.complaint.' || {compiler.process(field, **more)})"


@compiles(Said, "postgresql")
def _postgresql(element: Said, compiler: Any, **more: Any) -> str:
    record, field = list(element.clauses)
    inner = f"CAST({compiler.process(record, **more)} AS JSON) -> 'complaint'"
    return f"(({inner}) ->> CAST({compiler.process(field, **more)} AS TEXT))"


def fits(words: str, *, hidden: bool) -> ColumnElement[bool]:
    """Tickets that this line fits: a part of the number, a home or a building, or a part of what they say. `hidden`:
    without contact and telephone."""
    return or_(
        TicketRow.number.contains(words.upper(), autoescape=True),
        *_homes(words),
        *(_open_words(words) if hidden else [TicketRow.record.contains(words, autoescape=True)]),
    )


def _homes(words: str) -> list[ColumnElement[bool]]:
    """`3-1-502`, `3栋1单元502室`, or a whole building or unit of it."""
    home = as_home(words)
    if not any(one.isdigit() for one in home):
        return []
    kept = func.replace(TicketRow.home, "|", "-")
    return [kept == home, kept.startswith(f"{home}-", autoescape=True)]


def _open_words(words: str) -> list[ColumnElement[bool]]:
    return [Said(TicketRow.record, name).contains(words, autoescape=True) for name in OPEN_WORDS]
