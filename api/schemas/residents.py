"""Residents and their homes (FILE-1)."""

import msgspec

from api.schemas.lists import Page


class ResidentView(msgspec.Struct, frozen=True, kw_only=True):
    """Who lives where, with the numbers they call from (FILE-1)."""

    resident_id: str
    name: str
    building: str
    unit: str
    room: str
    phones: tuple[str, ...]
    note: str = ""


class NewResident(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/residents."""

    name: str
    building: str
    unit: str
    room: str
    phones: tuple[str, ...] = ()
    note: str = ""


class ResidentChange(msgspec.Struct, frozen=True, kw_only=True):
    """Body of PUT /api/residents/{resident_id}: what the book is to have. The home stays: who moves is moved out."""

    name: str
    phones: tuple[str, ...]
    note: str = ""


class ResidentPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/residents."""

    page: Page
    items: tuple[ResidentView, ...]
