"""The wire between the desk and its clients (consoles, pages, integrations): REST bodies and console messages.

Every struct that crosses is defined here once. The console WebSocket (`/ws/console`) starts with `SignOn` from the
client; the desk answers with a `Snapshot`, or, when the client named a session it still has, with the deltas that it
missed. Deltas are numbered per agent without a gap; each replaces one part of the snapshot whole. Times are Unix
seconds (UTC) for display; running clocks are sent as `*_ms` elapsed at the moment of sending, which the client counts
on with its own monotonic clock, so that a wrong clock on a PC shows no wrong ring.
"""

from api.schemas.calls import (
    AudioTrouble,
    CallDetail,
    CallFigures,
    CallPage,
    CallState,
    CallView,
    Direction,
    Disposition,
    LoggedEvent,
    Party,
    RecordingState,
    RingResult,
    Span,
    Transfer,
)
from api.schemas.console import (
    CallChanged,
    Delta,
    Done,
    Floor,
    FloorChanged,
    Goodbye,
    HeadsetAccess,
    HeadsetChanged,
    MeChanged,
    PendingChanged,
    Snapshot,
    ToConsole,
)
from api.schemas.lists import Page, Problem
from api.schemas.people import AgentChange, AgentView, Credentials, NewAgent, Role, Session
from api.schemas.requests import Accept, FromConsole, GoPaused, GoReady, HangUpCall, SignOn, SignOut
from api.schemas.residents import NewResident, ResidentPage, ResidentView
from api.schemas.site import Health, RingPlan, SiteView
from api.schemas.tickets import Complaint, Explained, Outcome, Saved, ScriptStep, TicketPage, TicketState, TicketView

__all__ = [
    "Accept",
    "AgentChange",
    "AgentView",
    "AudioTrouble",
    "CallChanged",
    "CallDetail",
    "CallFigures",
    "CallPage",
    "CallState",
    "CallView",
    "Complaint",
    "Credentials",
    "Delta",
    "Direction",
    "Disposition",
    "Done",
    "Explained",
    "Floor",
    "FloorChanged",
    "FromConsole",
    "GoPaused",
    "GoReady",
    "Goodbye",
    "HangUpCall",
    "HeadsetAccess",
    "HeadsetChanged",
    "Health",
    "LoggedEvent",
    "MeChanged",
    "NewAgent",
    "NewResident",
    "Outcome",
    "Page",
    "Party",
    "PendingChanged",
    "Problem",
    "RecordingState",
    "ResidentPage",
    "ResidentView",
    "RingPlan",
    "RingResult",
    "Role",
    "Saved",
    "ScriptStep",
    "Session",
    "SignOn",
    "SignOut",
    "SiteView",
    "Snapshot",
    "Span",
    "TicketPage",
    "TicketState",
    "TicketView",
    "ToConsole",
    "Transfer",
]
