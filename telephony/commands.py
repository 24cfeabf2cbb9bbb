"""What the desk asks of the line. Each command names its call and is carried out once, however often it is sent.

A command that cannot be carried out is answered by `CommandRefused` (`telephony.events`) and changes nothing.
"""

import msgspec

from telephony.events import EndCause, MonitorMode


class _Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    command_id: str
    """A UUID in text. A command that comes twice is carried out once."""
    call_id: str


class Answer(_Command, frozen=True, kw_only=True):
    """Pick up for this agent: send 200 and join the agent's headset, or the phone that `device` names.

    A phone (`sip:user@host`) that does not ring yet is called and asked to answer by itself; the caller's 200 waits
    for it.
    """

    agent_id: str
    device: str = ""


class HangUp(_Command, frozen=True, kw_only=True):
    """End the call for this agent: BYE, or 603 while it still rings. Also ends a call that was placed or parked."""

    agent_id: str


class Reject(_Command, frozen=True, kw_only=True):
    """Refuse a call that nobody answered: closed, no agent there. `sip_status` 4xx to 6xx."""

    sip_status: int


class Ring(_Command, frozen=True, kw_only=True):
    """Ring the agent's SIP phone for this call. Whoever lifts it first has picked up: `CallAnswered` follows."""

    agent_id: str
    device: str


class StopRing(_Command, frozen=True, kw_only=True):
    """Let it ring no longer."""

    agent_id: str


class AnswerQueue(_Command, frozen=True, kw_only=True):
    """Answer by machine, so that the caller can be told something: 200, then music until `Play` or a person."""


class Play(_Command, frozen=True, kw_only=True):
    """Say these prompts (`telephony.prompts`) to a caller whom the queue answered, then go on with music."""

    prompt_id: str
    prompts: tuple[str, ...]


class TakeMessage(_Command, frozen=True, kw_only=True):
    """Answer if need be, say these prompts and a tone, and record a message until the caller hangs up."""

    prompts: tuple[str, ...]
    limit_s: float = 120.0


class EndQueued(_Command, frozen=True, kw_only=True):
    """Say these prompts, then end the call of a caller who asked for a callback (or left it at that)."""

    prompts: tuple[str, ...]
    cause: EndCause = EndCause.CALLBACK


class Divert(_Command, frozen=True, kw_only=True):
    """Overflow: call this number and join it with the caller, no agent taking part."""

    party_id: str
    number: str


class Hold(_Command, frozen=True, kw_only=True):
    """The caller hears music, the agent nothing."""

    agent_id: str


class Resume(_Command, frozen=True, kw_only=True):
    """End of hold."""

    agent_id: str


class Park(_Command, frozen=True, kw_only=True):
    """Leave the caller to wait with music, free the agent (LINE-4). Also how a call goes back to the queue."""

    agent_id: str


class Retrieve(_Command, frozen=True, kw_only=True):
    """Join this agent with a caller who is answered but has no agent: parked, queued, handed over."""

    agent_id: str
    device: str = ""


class Consult(_Command, frozen=True, kw_only=True):
    """Hold the caller and call a third party: an outside number, or a colleague's phone or headset."""

    agent_id: str
    party_id: str
    number: str = ""
    colleague_id: str = ""
    device: str = ""


class Conference(_Command, frozen=True, kw_only=True):
    """Let caller, agent and third party hear each other."""

    agent_id: str


class CompleteTransfer(_Command, frozen=True, kw_only=True):
    """The agent leaves; caller and third party go on."""

    agent_id: str


class DropParty(_Command, frozen=True, kw_only=True):
    """The third party leaves (or is called no longer); agent and caller go on."""

    agent_id: str
    party_id: str


class TransferTo(_Command, frozen=True, kw_only=True):
    """Blind transfer to an outside number. The agent stays with the caller until it answers, or again if not."""

    agent_id: str
    party_id: str
    number: str


class Monitor(_Command, frozen=True, kw_only=True):
    """Let this supervisor listen, whisper or barge in; again to change the mode."""

    agent_id: str
    mode: MonitorMode
    device: str = ""


class StopMonitor(_Command, frozen=True, kw_only=True):
    """No longer."""

    agent_id: str


class Place(_Command, frozen=True, kw_only=True):
    """Call an outside number for this agent, whose headset (or phone) is joined first. `call_id` is the desk's."""

    agent_id: str
    number: str
    trunk: str = ""
    """Empty: the line's first."""
    device: str = ""
    caller: str = ""
    """Number to show; empty: the trunk's own."""


class SendDigits(_Command, frozen=True, kw_only=True):
    """Send these DTMF digits to the caller's leg, or to a third party's where there is one."""

    agent_id: str
    digits: str


class MaskRecording(_Command, frozen=True, kw_only=True):
    """Do not record what is said now; the reason is kept."""

    agent_id: str
    reason: str


class UnmaskRecording(_Command, frozen=True, kw_only=True):
    """Record again."""

    agent_id: str


Command = (
    Answer
    | HangUp
    | Reject
    | Ring
    | StopRing
    | AnswerQueue
    | Play
    | TakeMessage
    | EndQueued
    | Divert
    | Hold
    | Resume
    | Park
    | Retrieve
    | Consult
    | Conference
    | CompleteTransfer
    | DropParty
    | TransferTo
    | Monitor
    | StopMonitor
    | Place
    | SendDigits
    | MaskRecording
    | UnmaskRecording
)
