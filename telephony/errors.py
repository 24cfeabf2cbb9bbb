"""Errors of the telephone side. Each carries its data, and a hint at the SIP status that tells the peer.

TelephonyError
├── ProtocolError            the peer sent what we cannot accept; hint: the 4xx to answer
│   └── MediaNotAcceptable   SDP that does not parse, or no common codec (488)
│       └── NoMediaPort      every RTP port is in use (503)
├── IllegalEvent             a machine was given an event that its state does not allow; nothing changed
├── CallFailed               a call we placed was refused, timed out or broke; carries status and reason
├── AddressInUse             a port is taken; carries what and where
├── LinkError                the link between line and desk was refused
├── SettingsError            a setting is wrong; carries where it stands and every fault
├── JournalError             the journal on disk cannot be opened or read
├── ModelUnusable            a recogniser's model or its package is missing or broken
└── TokenError               a link key or headset token is wrong or expired
"""


class TelephonyError(Exception):
    """Root of this tree. `sip_status` hints at what to answer a SIP peer; 0 where no peer is concerned."""

    sip_status = 500


class ProtocolError(TelephonyError):
    """The peer sent something that we cannot accept."""

    sip_status = 400


class MediaNotAcceptable(ProtocolError):
    """The offer's SDP does not parse or shares no codec with us (RFC 3261 §13.3.1.3). `warning` is the code that says
    so in Warning (§20.43)."""

    sip_status = 488

    def __init__(self, why: str, warning: int = 399) -> None:
        super().__init__(why)
        self.warning = warning


class NoMediaPort(MediaNotAcceptable):
    """No RTP port is free for another call; the peer is told 503."""

    sip_status = 503


class IllegalEvent(TelephonyError):
    """A machine got an event that its present state does not allow. The machine is unchanged."""

    def __init__(self, machine: str, state: object, event: object) -> None:
        super().__init__(f"{machine} in state {state} does not take {event!r}")
        self.machine = machine
        self.state = state
        self.event = event


class CallFailed(TelephonyError):
    """A call that we placed did not come about. `status` is the SIP status, 408 on no answer at all."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"call failed: {status} {reason}")
        self.status = status
        self.reason = reason
        self.sip_status = status


class AddressInUse(TelephonyError):
    """A port that the line needs is taken. `what` says for which service, `where` is `host:port`."""

    sip_status = 0

    def __init__(self, what: str, where: str) -> None:
        super().__init__(f"{what}: {where} is already in use")
        self.what = what
        self.where = where


class LinkError(TelephonyError):
    """The other end of the link refused us for good: wrong key, wrong protocol, line id in use."""

    sip_status = 0


class TokenError(TelephonyError):
    """A headset token is malformed, not ours, expired or for another purpose."""

    sip_status = 0


class SettingsError(TelephonyError):
    """A setting cannot be used. `where` names file or environment, `faults` one line a field."""

    sip_status = 0

    def __init__(self, where: str, faults: list[str]) -> None:
        super().__init__(f"{where}: " + "; ".join(faults))
        self.where = where
        self.faults = faults


class JournalError(TelephonyError):
    """The journal's folder cannot be opened, made or read. Carries the path."""

    sip_status = 0

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


class PromptUnusable(TelephonyError):
    """A recording that cannot be said. `name` is its file or name, `reason` says why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class RecordingUnreadable(TelephonyError):
    """A recording that cannot be opened: no key, changed, cut off. `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the recording cannot be read: {reason}")
        self.reason = reason


class ModelUnusable(TelephonyError):
    """A recogniser cannot be used. `where` is its folder or package, `why` says what is missing and what to do."""

    sip_status = 0

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why
