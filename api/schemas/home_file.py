"""The file of a home, whole (FILE-1)."""

import msgspec

from api.schemas.homes import HomeCall, HomeTicket
from api.schemas.lists import Page
from api.schemas.residents import ResidentView
from api.schemas.visits import VisitView


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """What a home prefers, in words: when to call, what to mind."""

    text: str = ""
    changed_at: float | None = None
    changed_by: str = ""


class PreferencesChange(msgspec.Struct, frozen=True, kw_only=True):
    """Body of PUT /api/homes/preferences."""

    home: str
    text: str


class HomeFile(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of one home. Newest first; the counts are of all, the lists have at most a hundred each."""

    home: str
    """`building|unit|room`."""
    residents: tuple[ResidentView, ...]
    preferences: Preferences
    calls: tuple[HomeCall, ...]
    calls_total: int
    complaints: tuple[HomeTicket, ...]
    complaints_total: int
    repairs: tuple[HomeTicket, ...]
    """Those of the complaints that are about something to be repaired."""
    visits: tuple[VisitView, ...]
    visits_total: int


class HomeInList(msgspec.Struct, frozen=True, kw_only=True):
    """A home with how many live there."""

    home: str
    residents: int
    open_complaints: int


class HomeList(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/homes, by building, unit and room."""

    page: Page
    items: tuple[HomeInList, ...]
