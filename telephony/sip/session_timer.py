"""Session timers (RFC 4028): who keeps a dialog alive, how often, and when it counts as dead. Pure.

`grant` and `accepted` read what the two sides say in Session-Expires; `SessionTimer` is the clock of one dialog: it
says when to refresh and when to give up. It knows neither SIP messages nor dialogs beyond these headers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from telephony.errors import IllegalEvent

RFC_MIN_SE = 90
"""Seconds; the least that RFC 4028 §4 allows, and what a missing Min-SE means."""
MARGIN_S = 32.0
"""Who only listens gives up this long before the end, or a third of the interval before it (RFC 4028 §10)."""
MOST_S = 2**31
_EXPIRES = re.compile(r"\s*(\d{1,10})\s*((?:;[^;]*)*)$")


@dataclass(frozen=True)
class SessionPolicy:
    """What we ask for. `wanted` and `min_se` are seconds; `wanted` 0 asks for nothing and takes what peers ask."""

    wanted: int = 1800
    min_se: int = RFC_MIN_SE

    def __post_init__(self) -> None:
        if self.min_se < 1 or self.wanted < 0 or 0 < self.wanted < self.min_se:
            raise ValueError(f"a session of {self.wanted} s is shorter than the least of {self.min_se} s")


@dataclass(frozen=True)
class SessionExpires:
    """The header. `refresher` is `uac`, `uas` or empty; a parameter that is neither counts as left out."""

    interval: int
    refresher: str = ""

    def __str__(self) -> str:
        return f"{self.interval};refresher={self.refresher}" if self.refresher else str(self.interval)


@dataclass(frozen=True)
class Asked:
    """What a request says: its Session-Expires, its Min-SE, and whether its sender knows session timers."""

    expires: SessionExpires | None
    min_se: int
    supported: bool


@dataclass(frozen=True)
class Granted:
    """What a 2xx says, in seconds; `require` where the sender must know the extension (RFC 4028 §9)."""

    interval: int
    we_refresh: bool
    require: bool

    def headers(self) -> dict[str, str]:
        """For the 2xx. We are the UAS of that request."""
        made = {"Session-Expires": str(SessionExpires(self.interval, "uas" if self.we_refresh else "uac"))}
        return made | ({"Require": "timer"} if self.require else {})


@dataclass(frozen=True)
class TooSmall:
    """To be refused with 422 and this Min-SE."""

    min_se: int


def read_expires(value: str) -> SessionExpires:
    """Read Session-Expires. Raises ValueError."""
    match = _EXPIRES.match(value)
    if match is None or not 0 < int(match.group(1)) < MOST_S:
        raise ValueError(f"Session-Expires {value[:40]!r}")
    refresher = ""
    for parameter in match.group(2).split(";"):
        name, _, given = parameter.partition("=")
        if name.strip().lower() == "refresher" and given.strip().lower() in ("uac", "uas"):
            refresher = given.strip().lower()
    return SessionExpires(int(match.group(1)), refresher)


def read_min_se(value: str) -> int:
    """Read Min-SE; what is missing is 90 (RFC 4028 §5). Raises ValueError."""
    digits = value.split(";")[0].strip()
    if not value:
        return RFC_MIN_SE
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise ValueError(f"Min-SE {value[:40]!r}")
    return int(digits)


def grant(asked: Asked, policy: SessionPolicy, *, we_refreshed: bool | None = None) -> Granted | TooSmall | None:
    """Our answer to a request (RFC 4028 §9), None for no session timer.

    `we_refreshed` says who did until now, where the dialog has a timer already: the roles stay unless the peer names
    others. At the start it is us, where we may choose: a peer that forgets to refresh is not cut off then.
    """
    if asked.expires is None:
        if not asked.supported or not (policy.wanted or we_refreshed is not None):
            return None
        interval = max(policy.wanted or policy.min_se, asked.min_se)
    elif asked.expires.interval < policy.min_se:
        return TooSmall(policy.min_se)
    else:
        interval = asked.expires.interval
    named = asked.expires.refresher if asked.expires is not None else ""
    if not asked.supported:  # a proxy asked for it; the peer cannot refresh
        return Granted(interval, True, False)
    we_refresh = named == "uas" if named else we_refreshed is not False
    return Granted(interval, we_refresh, True)


def accepted(expires: SessionExpires | None) -> "Agreed | Ended":
    """What the 2xx to a request of ours agreed (RFC 4028 §7.2)."""
    return Agreed(expires.interval, expires.refresher != "uas") if expires is not None else Ended()


class SessionState(Enum):
    """Where the timer of one dialog stands."""

    OFF = "off"
    WAITING = "waiting"  # we refresh, at half of the interval
    REFRESHING = "refreshing"  # our refresh is on its way
    GUARDING = "guarding"  # the peer refreshes
    EXPIRED = "expired"


@dataclass(frozen=True)
class Agreed:
    """A request succeeded that (re)starts the session's time; `interval` in seconds."""

    interval: int
    we_refresh: bool


@dataclass(frozen=True)
class Ended:
    """There is no session timer any more: the dialog ended, or a 2xx said nothing of one."""


@dataclass(frozen=True)
class RefreshFailed:
    """Our refresh was refused, in a way that leaves the dialog as it was."""


@dataclass(frozen=True)
class Tick:
    """Time has passed."""


@dataclass(frozen=True)
class Refresh:
    """Send UPDATE or re-INVITE, asking for this many seconds."""

    interval: int


@dataclass(frozen=True)
class Expire:
    """Nothing was heard in time: send BYE."""


Event = Agreed | Ended | RefreshFailed | Tick
Effect = Refresh | Expire

S = SessionState
ALLOWED: Mapping[type[Event], frozenset[SessionState]] = {
    Agreed: frozenset({S.OFF, S.WAITING, S.REFRESHING, S.GUARDING}),
    Ended: frozenset(SessionState),
    RefreshFailed: frozenset({S.WAITING, S.REFRESHING, S.GUARDING, S.OFF}),
    Tick: frozenset(SessionState),
}
"""In which states an event may come. A peer's refresh may cross ours, so that ours ends in any state but EXPIRED."""


@dataclass
class SessionTimer:
    """The clock of one dialog. Times are seconds of one monotonic clock."""

    name: ClassVar[str] = "session timer"
    state: SessionState = SessionState.OFF
    interval: int = 0
    next_deadline: float | None = None
    _expires_at: float = field(default=0.0)

    @property
    def we_refresh(self) -> bool | None:
        """Whose part the refresh is; None without a session timer."""
        if self.state in (SessionState.OFF, SessionState.EXPIRED):
            return None
        return self.state is not SessionState.GUARDING

    def receive(self, event: Event, now: float) -> list[Effect]:
        """Take one event. Raises IllegalEvent where the table does not allow it."""
        if self.state not in ALLOWED[type(event)]:
            raise IllegalEvent(self.name, self.state.value, event)
        match event:
            case Agreed(interval, we_refresh):
                self._start(interval, we_refresh, now)
            case Ended():
                self.state, self.next_deadline = SessionState.OFF, None
            case RefreshFailed():
                self._try_later(now)
            case Tick():
                return self._fire(now)
        return []

    def _start(self, interval: int, we_refresh: bool, now: float) -> None:
        self.interval = interval
        self._expires_at = now + interval
        if we_refresh:
            self.state, self.next_deadline = SessionState.WAITING, now + interval / 2
        else:
            self.state = SessionState.GUARDING
            self.next_deadline = self._expires_at - min(MARGIN_S, interval / 3)

    def _try_later(self, now: float) -> None:
        if self.state is not SessionState.REFRESHING:
            return
        rest = self._expires_at - now
        if rest > self.interval / 16:
            self.state, self.next_deadline = SessionState.WAITING, now + rest / 2

    def _fire(self, now: float) -> list[Effect]:
        if self.next_deadline is None or now < self.next_deadline:
            return []
        if self.state is SessionState.WAITING:
            self.state, self.next_deadline = SessionState.REFRESHING, self._expires_at
            return [Refresh(self.interval)]
        self.state, self.next_deadline = SessionState.EXPIRED, None
        return [Expire()]
