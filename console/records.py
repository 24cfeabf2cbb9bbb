"""What a console reads and writes beside its live calls: homes, clocks, duty list, hand-over. An interface.

Behind it stands the desk's REST (`console.rest.Rest`), in pictures and tests the sample (`console.sample_records`).
All methods raise DeskUnreachable, SessionExpired, or DeskProblem with what the desk says.
"""

from typing import Protocol

from api.schemas import (
    Caller,
    ClocksAsked,
    ClocksShown,
    DutyCall,
    DutyDone,
    DutyItem,
    HandoverFacts,
    HandoverNote,
    HandoverPage,
    NewHandover,
    ResidentPage,
    TicketDone,
    TicketView,
)
from api.schemas.incidents import IncidentMade, NewIncident


class Records(Protocol):
    """A signed-in agent's way to the desk's records."""

    async def caller(self, call_id: str, resident_id: str = "") -> Caller:
        """Who may be calling; with `resident_id` the card of that resident's home (FILE-1)."""

    async def keep_number(self, call_id: str, resident_id: str) -> Caller:
        """Write the number that called into the book, for this resident (FILE-1)."""

    async def residents(self, words: str) -> ResidentPage:
        """Residents by home, name, the name's pinyin, or number; the best first."""

    async def clocks(self, asked: ClocksAsked) -> ClocksShown:
        """The clocks that a complaint would start, were it registered now (SLA-1..8)."""

    async def duty_call(self, item_id: str) -> DutyCall:
        """Ring for this item. Refused when somebody has settled it meanwhile, or the number was withheld."""

    async def duty_done(self, item_id: str, done: DutyDone) -> DutyItem:
        """A promised answer was given, a follow-up made (LINE-8, SLA-10)."""

    async def ticket_done(self, number: str, done: TicketDone) -> TicketView:
        """The matter of a complaint is done; its follow-up is owed from now (SLA-10)."""

    async def handover(self) -> HandoverPage:
        """Notes of hand-over, newest first (LINE-6)."""

    async def handover_facts(self) -> HandoverFacts:
        """What the desk would add to a note written now."""

    async def write_handover(self, note: NewHandover) -> HandoverNote:
        """Write the note of this shift."""

    async def report_incident(self, new: NewIncident, key: str) -> IncidentMade:
        """Report at once (SEC-2); the same under the same `key` again makes nothing new."""

    async def sign_handover(self, note_id: str) -> HandoverNote:
        """I have read it and taken over."""
