"""What the desk itself writes into the event log, beside the line's events: agents, offers, dispositions, tickets.

Like the line's events they are facts with a time, never changed afterwards; screens and tables are folds over them. A
feature with facts of its own keeps them in `api/<feature>/events.py`; the union at the end names them all.
"""

from enum import StrEnum

from api.alarms.events import AlarmAcknowledged, AlarmCleared, AlarmRaised
from api.audit.events import AuditSealed
from api.briefs.events import BriefEvent
from api.erasing.events import ResidentErased
from api.facts import DeskFact
from api.figures.events import AgentStateSet, CallAssigned, CallQueued, DeskStarted
from api.incidents.events import IncidentEvent
from api.quality.events import QualityEvent
from api.recordings.events import RecordingGivenOut, RecordingListened
from api.reports.events import MonthReportMade
from api.schemas import Explained, HomeTicket, NewHandover
from api.shifts.events import ShiftStaffed
from api.surveys.events import SurveyAnswered, SurveyOpened
from api.tickets.events import TicketEvent
from api.training.events import TrainingEvent
from api.transcripts.events import PhraseSuspected, TranscriptOpened, TranscriptsJudgedAnew
from api.visits.events import VisitMade
from telephony.events import AgentState, CallEvent, MonitorMode


class OfferEnd(StrEnum):
    """Why an offer of a call to an agent is over."""

    ACCEPTED = "accepted"
    MISSED = "missed"  # ring-no-answer
    WITHDRAWN = "withdrawn"  # another picked it up, or the agent left
    ABANDONED = "abandoned"  # the caller gave up


class AgentSignedIn(DeskFact, frozen=True, kw_only=True):
    """A console of this agent connected."""

    agent_id: str


class AgentSignedOut(DeskFact, frozen=True, kw_only=True):
    """The agent left, or the console was gone for longer than the grace time."""

    agent_id: str
    why: str


class AgentStateChanged(DeskFact, frozen=True, kw_only=True):
    """An agent's state, with the reason of a pause and the call it is about.

    `lasted_ms` is how long the state before it lasted, by a clock that nobody sets; None in entries from before that.
    """

    agent_id: str
    state: AgentState
    reason: str = ""
    call_id: str = ""
    lasted_ms: float | None = None


class CallOffered(DeskFact, frozen=True, kw_only=True):
    """The queue offered a ringing call to an agent."""

    call_id: str
    agent_id: str


class OfferEnded(DeskFact, frozen=True, kw_only=True):
    """That offer is over."""

    call_id: str
    agent_id: str
    why: OfferEnd


class MonitorAsked(DeskFact, frozen=True, kw_only=True):
    """A supervisor asked to listen, whisper or barge in; `MonitorChanged` of the line tells when it was so."""

    call_id: str
    agent_id: str
    mode: MonitorMode


class CallbackAsked(DeskFact, frozen=True, kw_only=True):
    """The caller pressed the key to be rung back; the place in the queue is kept."""

    call_id: str
    number: str


class CallbackGivenUp(DeskFact, frozen=True, kw_only=True):
    """The resident was not reached as often as is tried: a matter for the duty list."""

    call_id: str
    number: str


class DutyExcused(DeskFact, frozen=True, kw_only=True):
    """An item of the duty list needs no call back, and why."""

    item_id: str
    agent_id: str
    reason: str


class DutyAnswered(DeskFact, frozen=True, kw_only=True):
    """A promise was kept, or a follow-up made, and what came of it (LINE-8, SLA-10)."""

    item_id: str
    agent_id: str
    result: str
    satisfied: bool | None = None


class HandoverWritten(DeskFact, frozen=True, kw_only=True):
    """The record of a change of shift (LINE-6), with what was open then."""

    note_id: str
    agent_id: str
    name: str
    note: NewHandover
    open_tickets: tuple[HomeTicket, ...]
    open_duty: int


class HandoverSigned(DeskFact, frozen=True, kw_only=True):
    """Somebody has read it and taken over."""

    note_id: str
    agent_id: str
    name: str


class RecordingOpened(DeskFact, frozen=True, kw_only=True):
    """Somebody listened to a recording, and why (SEC-1); written before the first byte was given out."""

    recording_id: str
    call_id: str
    agent_id: str
    why: str


class RecordingDeleted(DeskFact, frozen=True, kw_only=True):
    """A recording was deleted by the retention rule; written before the file was."""

    recording_id: str
    call_id: str
    why: str


class CallMoved(DeskFact, frozen=True, kw_only=True):
    """The caller waits in another queue now."""

    call_id: str
    queue: str


class CallExplained(DeskFact, frozen=True, kw_only=True):
    """The call was settled by explanation; no case (CASE-1)."""

    call_id: str
    agent_id: str
    explained: Explained
    home: str = ""
    """Building, unit and room of the resident, as known at this moment: `3|2|501`."""


DeskEvent = (
    AgentSignedIn
    | AgentSignedOut
    | AgentStateChanged
    | CallOffered
    | OfferEnded
    | MonitorAsked
    | CallbackAsked
    | CallbackGivenUp
    | DutyExcused
    | DutyAnswered
    | HandoverWritten
    | HandoverSigned
    | RecordingOpened
    | RecordingDeleted
    | RecordingGivenOut
    | RecordingListened
    | PhraseSuspected
    | TranscriptOpened
    | TranscriptsJudgedAnew
    | CallMoved
    | CallExplained
    | AuditSealed
    | DeskStarted
    | CallQueued
    | AgentStateSet
    | CallAssigned
    | AlarmRaised
    | AlarmCleared
    | AlarmAcknowledged
    | SurveyOpened
    | SurveyAnswered
    | VisitMade
    | QualityEvent
    | TrainingEvent
    | MonthReportMade
    | BriefEvent
    | ResidentErased
    | IncidentEvent
    | ShiftStaffed
    | TicketEvent
)
AnyEvent = CallEvent | DeskEvent

DESK_STREAM = "desk"
