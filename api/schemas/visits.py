"""Visits to residents (VISIT-1): the plan, and what was said."""

from datetime import date
from enum import StrEnum

import msgspec

from api.schemas.lists import Page
from api.schemas.tickets import Complaint


class VisitOutcome(StrEnum):
    """How a visit went."""

    MET = "met"
    ABSENT = "absent"  # nobody in: planned again a week later
    DECLINED = "declined"  # does not want to be visited this year


class NewVisit(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/visits. With `complaint` what was said opens a case of its own (CASE-1)."""

    home: str
    """`building|unit|room`."""
    outcome: VisitOutcome
    spoke_with: str = ""
    said: str = ""
    satisfied: bool | None = None
    visited_at: float | None = None
    """Unix seconds; None: now."""
    complaint: Complaint | None = None


class VisitView(msgspec.Struct, frozen=True, kw_only=True):
    """A visit that was made."""

    visit_id: str
    at: float
    home: str
    agent_id: str
    name: str
    """Who visited."""
    outcome: VisitOutcome
    spoke_with: str = ""
    said: str = ""
    satisfied: bool | None = None
    ticket_number: str = ""


class VisitPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/visits, newest first."""

    page: Page
    items: tuple[VisitView, ...]


class PlannedHome(msgspec.Struct, frozen=True, kw_only=True):
    """A home that is to be visited; of today's with the visit that was made."""

    home: str
    last_met: date | None = None
    last_tried: date | None = None
    visit: VisitView | None = None


class VisitDay(msgspec.Struct, frozen=True, kw_only=True):
    """One working day of the plan."""

    day: date
    homes: tuple[PlannedHome, ...]


class VisitPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/visits/plan. `beyond`: homes that do not fit into the year with so many `visitors`;
    `visitors_needed`: how many it takes."""

    homes: int
    done: int
    beyond: int
    visitors: int
    visitors_needed: int
    days: tuple[VisitDay, ...]
