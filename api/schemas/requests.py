"""The console's WebSocket, from the console: SignOn first, then what the agent asks, each answered by Done."""

import msgspec


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


class SignOut(_Request, frozen=True, kw_only=True):
    """Leave; refused while in a call."""


class SignOn(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """First message. `session` and `have` name what the console last held, to resume after a break."""

    session: str = ""
    have: int = 0
    take_over: bool = False
    """Close another console of the same agent; without it a second sign-in is refused."""


FromConsole = SignOn | GoReady | GoPaused | Accept | HangUpCall | SignOut
