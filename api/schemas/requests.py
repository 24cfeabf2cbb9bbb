"""The console's WebSocket, from the console: SignOn first, then what the agent asks, each answered by Done."""

import msgspec

from telephony.events import AgentState, MonitorMode


class _Request(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    request_id: int
    """Chosen by the console, comes back in Done."""


class GoReady(_Request, frozen=True, kw_only=True):
    """Take calls. Also ends wrap-up."""


class GoPaused(_Request, frozen=True, kw_only=True):
    """Take no calls; the reason is one of the catalogue's."""

    reason: str


class Accept(_Request, frozen=True, kw_only=True):
    """Pick up this ringing call: the one offered, or one that rings elsewhere (LINE-4)."""

    call_id: str


class HangUpCall(_Request, frozen=True, kw_only=True):
    """End my call."""

    call_id: str
    then: str = ""
    """The parked or waiting call to take as soon as this one is over."""


class HoldCall(_Request, frozen=True, kw_only=True):
    """Let my caller hear music."""

    call_id: str


class ResumeCall(_Request, frozen=True, kw_only=True):
    """End of hold."""

    call_id: str


class ParkCall(_Request, frozen=True, kw_only=True):
    """Leave my caller waiting, and be free for another (LINE-4)."""

    call_id: str
    then: str = ""
    """The waiting or parked call to take as soon as this one is parked."""


class RetrieveCall(_Request, frozen=True, kw_only=True):
    """Take back a parked call, mine or a colleague's."""

    call_id: str


class TransferCall(_Request, frozen=True, kw_only=True):
    """Hand my caller on without asking: to a number, a colleague, or a queue. One of the three."""

    call_id: str
    number: str = ""
    colleague_id: str = ""
    queue: str = ""


class ConsultCall(_Request, frozen=True, kw_only=True):
    """Hold my caller and talk with a number or a colleague first."""

    call_id: str
    number: str = ""
    colleague_id: str = ""


class JoinCall(_Request, frozen=True, kw_only=True):
    """Conference: caller, third party and I hear each other."""

    call_id: str


class CompleteCall(_Request, frozen=True, kw_only=True):
    """Leave caller and third party to themselves."""

    call_id: str


class DropFromCall(_Request, frozen=True, kw_only=True):
    """Send the third party away, or call it no longer."""

    call_id: str
    party_id: str


class DialNumber(_Request, frozen=True, kw_only=True):
    """Call this number; the call's id comes with the next CallChanged."""

    number: str


class SendKeys(_Request, frozen=True, kw_only=True):
    """Send these keys (0-9 * # A-D) to the far end."""

    call_id: str
    digits: str


class MaskCall(_Request, frozen=True, kw_only=True):
    """Do not record what is said now; the reason is kept."""

    call_id: str
    reason: str


class UnmaskCall(_Request, frozen=True, kw_only=True):
    """Record again."""

    call_id: str


class MonitorCall(_Request, frozen=True, kw_only=True):
    """Listen, whisper or barge into a colleague's call, or change between them. Supervisors only; each is logged."""

    call_id: str
    mode: MonitorMode


class StopMonitoring(_Request, frozen=True, kw_only=True):
    """Leave that call."""

    call_id: str


class SetAgentState(_Request, frozen=True, kw_only=True):
    """Put an agent of the own team into another state: `ready`, `paused` with a reason, or `signed_out`."""

    agent_id: str
    state: AgentState
    reason: str = ""


class AssignCall(_Request, frozen=True, kw_only=True):
    """Let a waiting call ring at this agent of the own team, who is ready, instead of where it rings now."""

    call_id: str
    agent_id: str


class SignOut(_Request, frozen=True, kw_only=True):
    """Leave; refused while in a call."""


class SignOn(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """First message. `session` and `have` name what the console last held, to resume after a break."""

    session: str = ""
    have: int = 0
    take_over: bool = False
    """Close another console of the same agent; without it a second sign-in is refused."""
    board: bool = False
    """Send the board of this moment, too (`BoardShown`), to whoever may see figures."""


Request = (
    GoReady
    | GoPaused
    | Accept
    | HangUpCall
    | HoldCall
    | ResumeCall
    | ParkCall
    | RetrieveCall
    | TransferCall
    | ConsultCall
    | JoinCall
    | CompleteCall
    | DropFromCall
    | DialNumber
    | SendKeys
    | MaskCall
    | UnmaskCall
    | MonitorCall
    | StopMonitoring
    | SetAgentState
    | AssignCall
    | SignOut
)
FromConsole = (
    SignOn
    | GoReady
    | GoPaused
    | Accept
    | HangUpCall
    | HoldCall
    | ResumeCall
    | ParkCall
    | RetrieveCall
    | TransferCall
    | ConsultCall
    | JoinCall
    | CompleteCall
    | DropFromCall
    | DialNumber
    | SendKeys
    | MaskCall
    | UnmaskCall
    | MonitorCall
    | StopMonitoring
    | SetAgentState
    | AssignCall
    | SignOut
)
