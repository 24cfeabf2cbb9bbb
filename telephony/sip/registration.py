"""One registration at one registrar (RFC 3261 §10.2): asked for, kept fresh, lost, found again, given up. Pure.

The machine says when to send REGISTER and with which credentials, and whether the trunk is up. Building the request,
its transaction and its time-out are the driver's (`connectors/registrar_client.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from aiosipua.headers import SipUri, parse_address
from aiosipua.message import SipResponse

from telephony.errors import IllegalEvent
from telephony.sip.digest import Answers, Challenge, challenges_of

FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 60.0
SLOW_WAIT_S = 300.0
"""After a refusal that trying again will not mend: a provider may lock an account that keeps knocking."""
LONGEST_EXPIRES = 86_400
ANSWER_ROOM_S = 32.0
"""Room for the refresh to be re-sent and answered before the registration runs out (timer F)."""
WRONG_PASSWORD = "wrong password"  # noqa: S105  a word for people
NO_REPLY = "no reply"


class State(Enum):
    """Where a registration stands."""

    IDLE = "idle"
    REGISTERING = "registering"
    REGISTERED = "registered"
    REFRESHING = "refreshing"
    WAITING = "waiting"  # to try again
    LEAVING = "leaving"
    OVER = "over"


@dataclass(frozen=True)
class Start:
    """Begin to register."""


@dataclass(frozen=True)
class Reply:
    """A final response to the last REGISTER. Times in seconds; None where the response says nothing."""

    status: int
    reason: str = ""
    challenges: tuple[Challenge, ...] = ()
    granted: int | None = None
    min_expires: int | None = None
    retry_after: int | None = None


@dataclass(frozen=True)
class NoReply:
    """The last REGISTER was not answered, or could not be sent."""

    detail: str = NO_REPLY


@dataclass(frozen=True)
class Tick:
    """Time has passed."""


@dataclass(frozen=True)
class FlowLost:
    """The connection through which the registrar reached us is gone (RFC 5626 §4.4)."""


@dataclass(frozen=True)
class Stop:
    """Take the registration back."""


Event = Start | Reply | NoReply | Tick | FlowLost | Stop


@dataclass(frozen=True)
class Ask:
    """Send REGISTER for so many seconds (0: take it back), with the credentials that `answers` has by now."""

    expires: int


@dataclass(frozen=True)
class Changed:
    """The trunk came up or went down; `detail` is a word for people."""

    up: bool
    detail: str


Effect = Ask | Changed


@dataclass
class Registration:
    """The machine. `expires` is what is asked for, in seconds; `answers` holds account and nonces."""

    answers: Answers
    expires: int
    state: State = State.IDLE
    next_deadline: float | None = None
    _wait: float = 0.0
    _said: Changed | None = None
    _asked: int = field(default=0)

    def receive(self, event: Event, now: float) -> list[Effect]:
        """Take one event. Raises IllegalEvent where the state does not allow it."""
        step = TABLE.get((self.state, type(event)))
        if step is None:
            if isinstance(event, Tick | FlowLost | Stop):
                return []  # nothing is due, nothing stands
            raise IllegalEvent("registration", self.state.value, event)
        return step(self, event, now)

    # --- asking ---

    def begin(self, event: Event, now: float) -> list[Effect]:
        """Register, or refresh what is registered."""
        if isinstance(event, Tick) and self.next_deadline is not None and now < self.next_deadline:
            return []
        self.state = State.REFRESHING if self.state is State.REGISTERED else State.REGISTERING
        self.next_deadline = None
        self.answers.begin()
        return self._ask(self.expires)

    def leave(self, _event: Event, _now: float) -> list[Effect]:
        """Take it back: REGISTER with no time left (§10.2.2)."""
        self.state = State.LEAVING
        self.next_deadline = None
        self.answers.begin()
        return self._ask(0)

    def give_up(self, _event: Event, _now: float) -> list[Effect]:
        """Nothing stands that must be taken back."""
        self.state, self.next_deadline = State.OVER, None
        return self._say(False, "stopped")

    def left(self, event: Event, now: float) -> list[Effect]:
        """The registrar answered our leave; a challenge is answered once."""
        if isinstance(event, Reply) and event.status in (401, 407) and self.answers.take(event.challenges):
            return self._ask(0)
        return self.give_up(event, now)

    # --- hearing ---

    def judge(self, event: Event, now: float) -> list[Effect]:
        """What a reply means."""
        assert isinstance(event, Reply)
        if event.status in (401, 407):
            return self._challenged(event, now)
        if event.status == 423:
            return self._too_brief(event, now)
        if 200 <= event.status < 300:
            return self._registered(event, now)
        lasting = 300 <= event.status < 500 and event.status not in (408, 429, 480, 491)
        return self._failed(f"{event.status} {event.reason}".strip(), now, lasting, event.retry_after)

    def lost(self, event: Event, now: float) -> list[Effect]:
        """The registrar does not answer."""
        return self._failed(event.detail if isinstance(event, NoReply) else NO_REPLY, now, lasting=False)

    def _challenged(self, reply: Reply, now: float) -> list[Effect]:
        if self.answers.take(reply.challenges):
            return self._ask(self._asked)
        self.answers.forget()
        detail = WRONG_PASSWORD if reply.challenges else f"{reply.status} without a digest that we know"
        return self._failed(detail, now, lasting=True)

    def _too_brief(self, reply: Reply, now: float) -> list[Effect]:
        """423: ask for as long as the registrar wants (§10.2.8)."""
        wanted = reply.min_expires or 0
        if not self._asked < wanted <= LONGEST_EXPIRES:
            return self._failed(f"423, Min-Expires {wanted}", now, lasting=True)
        self.expires = wanted
        return self._ask(wanted)

    def _registered(self, reply: Reply, now: float) -> list[Effect]:
        granted = self._asked if reply.granted is None else reply.granted
        if granted <= 0:
            return self._failed("not bound", now, lasting=True)
        self.state, self._wait = State.REGISTERED, 0.0
        self.next_deadline = now + refresh_after(granted)
        return self._say(True, "registered")

    def _failed(self, detail: str, now: float, lasting: bool, retry_after: int | None = None) -> list[Effect]:
        self.state = State.WAITING
        self._wait = SLOW_WAIT_S if lasting else min(LONGEST_WAIT_S, max(FIRST_WAIT_S, 2 * self._wait))
        wait = max(self._wait, min(float(retry_after or 0), LONGEST_EXPIRES))
        if lasting:
            self._wait = 0.0
        self.next_deadline = now + wait
        return self._say(False, detail)

    def _ask(self, expires: int) -> list[Effect]:
        self._asked = expires
        return [Ask(expires)]

    def _say(self, up: bool, detail: str) -> list[Effect]:
        said = Changed(up, detail)
        if said == self._said:
            return []
        self._said = said
        return [said]


TABLE: Mapping[tuple[State, type], Callable[[Registration, Event, float], list[Effect]]] = {
    (State.IDLE, Start): Registration.begin,
    (State.IDLE, Stop): Registration.give_up,
    (State.REGISTERING, Reply): Registration.judge,
    (State.REGISTERING, NoReply): Registration.lost,
    (State.REGISTERING, Stop): Registration.give_up,
    (State.REGISTERED, Tick): Registration.begin,
    (State.REGISTERED, FlowLost): Registration.begin,
    (State.REGISTERED, Stop): Registration.leave,
    (State.REFRESHING, Reply): Registration.judge,
    (State.REFRESHING, NoReply): Registration.lost,
    (State.REFRESHING, Stop): Registration.leave,
    (State.WAITING, Tick): Registration.begin,
    (State.WAITING, Stop): Registration.give_up,
    (State.LEAVING, Reply): Registration.left,
    (State.LEAVING, NoReply): Registration.give_up,
}


def refresh_after(granted: int) -> float:
    """Seconds until the refresh: 85 % of what was granted, earlier where the answer would come too late."""
    if granted <= 2 * ANSWER_ROOM_S:
        return max(1.0, granted / 2)
    return min(0.85 * granted, granted - ANSWER_ROOM_S)


def reply_of(response: SipResponse, contact: str) -> Reply:
    """What a final response to REGISTER says. `contact` is the URI that we registered (§10.2.4)."""
    return Reply(
        status=response.status_code,
        reason=response.reason_phrase[:64],
        challenges=challenges_of(response),
        granted=_granted(response, contact),
        min_expires=_seconds(response.get_header("min-expires")),
        retry_after=_seconds(response.get_header("retry-after")),
    )


def _granted(response: SipResponse, contact: str) -> int | None:
    """Our binding's `expires`, else the header's; None where neither stands (the asked time counts).

    An account may be bound at several places. A single binding is ours, even where a border element rewrote it.
    """
    ours = _place(parse_address(f"<{contact}>").uri)
    bindings = [parse_address(value) for value in response.headers.get("contact")]
    mine = [one for one in bindings if _place(one.uri) == ours] or (bindings if len(bindings) == 1 else [])
    for binding in mine:
        granted = _seconds(binding.params.get("expires"))
        if granted is not None:
            return granted
    return _seconds(response.get_header("expires"))


def _place(uri: SipUri) -> tuple[str, str, int]:
    return (uri.user or "", uri.host.lower(), uri.port or 5060)


def _seconds(text: str | None) -> int | None:
    """Delta seconds, whatever stands behind them (`120 (maintenance)`, RFC 3261 §20.33); None for anything else."""
    digits = (text or "").strip().split(";")[0].split(" ")[0]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 10 else None
