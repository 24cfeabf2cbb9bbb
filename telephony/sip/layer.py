"""All transactions of one socket: which machine a message belongs to, and what is to be done. Pure.

Between the socket (`transport.py`) and the user agents: hands up each request once, each ACK for a 2xx once, each
response that matters; answers and re-sends the rest by itself. RFC 3261 §17, §9.
"""

import heapq
from dataclasses import dataclass, field
from itertools import count

from aiosipua.message import SipRequest, SipResponse

from telephony.sip.client import InviteClient, NonInviteClient
from telephony.sip.machine import (
    AckArrived,
    Cancel,
    Deliver,
    Effect,
    Event,
    Provisional,
    Refusal,
    RequestAgain,
    Send,
    SendCancel,
    State,
    Success,
    Tick,
    TimedOut,
    Transaction,
)
from telephony.sip.messages import (
    Address,
    Key,
    StreamAddress,
    ack_for_refusal,
    cancel_for,
    cseq_number,
    from_tag,
    record_route,
    transaction_key,
    way_back,
)
from telephony.sip.server import InviteServer, NonInviteServer
from telephony.sip.timers import Timers


@dataclass(frozen=True)
class Transmit:
    """Put these bytes on the wire."""

    data: bytes
    to: Address


@dataclass(frozen=True)
class HandUp:
    """Give this message to the user agents."""

    message: SipRequest | SipResponse
    source: Address


@dataclass(frozen=True)
class NoAck:
    """The ACK for our 2xx to this INVITE never came."""

    invite: SipRequest


@dataclass(frozen=True)
class NoReply:
    """This request of ours was never answered finally."""

    request: SipRequest


Action = Transmit | HandUp | NoAck | NoReply


@dataclass
class _Entry:
    machine: Transaction
    request: SipRequest
    peer: Address
    ack_key: tuple[str, int, str] | None = None
    queued: float | None = None


@dataclass
class TransactionLayer:
    """The transactions by key. `limit` bounds how many server transactions are kept at a time."""

    timers: Timers = field(default_factory=Timers)
    limit: int = 20_000
    _servers: dict[Key, _Entry] = field(default_factory=dict)
    _clients: dict[Key, _Entry] = field(default_factory=dict)
    _acks: dict[tuple[str, int, str], Key] = field(default_factory=dict)
    _queue: list[tuple[float, int, bool, Key]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)

    @property
    def next_deadline(self) -> float | None:
        """When `tick` should come next, or None. May be early, never late."""
        return self._queue[0][0] if self._queue else None

    @property
    def open_clients(self) -> int:
        """How many requests of ours still await a final response."""
        waiting = (State.CALLING, State.CANCEL_WANTED, State.TRYING, State.PROCEEDING)
        return sum(entry.machine.state in waiting for entry in self._clients.values())

    def invite_of(self, cancel: SipRequest) -> SipRequest | None:
        """The INVITE that a CANCEL means (§9.2), if its transaction is still there."""
        entry = self._servers.get(transaction_key(cancel, "INVITE"))
        return entry.request if entry else None

    def is_merged(self, invite: SipRequest) -> bool:
        """Did the same INVITE come before by another way, so that only its branch differs (§8.2.2.2)?"""
        first = self._acks.get((invite.call_id or "", cseq_number(invite), from_tag(invite)))
        return first is not None and first != transaction_key(invite)

    def sent(self, response: SipResponse) -> tuple[SipRequest, Address] | None:
        """The request of ours that a response answers, and where it went, if its transaction is still there."""
        entry = self._clients.get(transaction_key(response))
        return (entry.request, entry.peer) if entry else None

    def request_arrived(self, request: SipRequest, source: Address, now: float) -> list[Action]:
        """A checked request came from `source`."""
        if request.method == "ACK":
            return self._ack_arrived(request, source, now)
        key = transaction_key(request)
        entry = self._servers.get(key)
        if entry is not None:
            return self._drive(False, key, entry, RequestAgain(), now)
        if len(self._servers) >= self.limit:
            return []
        machine = InviteServer if request.method == "INVITE" else NonInviteServer
        reliable = isinstance(source, StreamAddress)
        entry = _Entry(machine(timers=self.timers, reliable=reliable), request, way_back(request, source))
        if request.method == "INVITE":
            entry.ack_key = (request.call_id or "", cseq_number(request), from_tag(request))
            self._acks.setdefault(entry.ack_key, key)  # a merged INVITE must not take the ACK of the first
        self._servers[key] = entry
        return [HandUp(request, source)]

    def _ack_arrived(self, ack: SipRequest, source: Address, now: float) -> list[Action]:
        # The ACK of a refusal carries the INVITE's branch, that of a 2xx its own: then dialog data find it. The
        # latter also serves peers which give a refusal's ACK a new branch.
        key = transaction_key(ack, "INVITE")
        if key not in self._servers:
            key = self._acks.get((ack.call_id or "", cseq_number(ack), from_tag(ack)), key)
        entry = self._servers.get(key)
        if entry is None or entry.machine.state is State.PROCEEDING:
            return []
        return self._drive(False, key, entry, AckArrived(), now, HandUp(ack, source))

    def respond(self, response: SipResponse, now: float) -> list[Action]:
        """The user answers a request. A response to a request that is not known any more goes nowhere."""
        key = transaction_key(response)
        entry = self._servers.get(key)
        if entry is None:
            return []
        record_route(response, entry.request)
        return self._drive(False, key, entry, _event(response.status_code, bytes(response)), now)

    def send(self, request: SipRequest, to: Address, now: float) -> list[Action]:
        """The user sends a request. An ACK (for a 2xx) has no transaction and is sent as it is."""
        data = bytes(request)
        if request.method == "ACK":
            return [Transmit(data, to)]
        key = transaction_key(request)
        kind = InviteClient if request.method == "INVITE" else NonInviteClient
        machine = kind(timers=self.timers, reliable=isinstance(to, StreamAddress))
        entry = self._clients[key] = _Entry(machine, request, to)
        return self._carry_out(True, key, entry, machine.start(data, now), now, None)

    def cancel(self, invite: SipRequest, now: float) -> list[Action]:
        """The user gives up an INVITE that it sent: CANCEL as soon as that is allowed (§9.1)."""
        key = transaction_key(invite)
        entry = self._clients.get(key)
        return self._drive(True, key, entry, Cancel(), now) if entry else []

    def response_arrived(self, response: SipResponse, source: Address, now: float) -> list[Action]:
        """A checked response came. One that matches no request of ours is dropped (§17.1.3)."""
        key = transaction_key(response)
        entry = self._clients.get(key)
        if entry is None:
            return []
        data = b""
        if response.status_code >= 300 and isinstance(entry.machine, InviteClient):
            data = bytes(ack_for_refusal(entry.request, response))
        return self._drive(True, key, entry, _event(response.status_code, data), now, HandUp(response, source))

    def stream_lost(self, peer: Address) -> list[Action]:
        """A connection could not be opened, or broke: what nobody has begun to answer is not answered any more.

        An INVITE that rings goes on: its answer may come over a new connection (RFC 3261 §18.2.2).
        """
        waiting = (State.CALLING, State.CANCEL_WANTED, State.TRYING)
        lost = [
            key
            for key, entry in self._clients.items()
            if isinstance(entry.peer, StreamAddress) and entry.peer == peer and entry.machine.state in waiting
        ]
        return [NoReply(self._clients.pop(key).request) for key in lost]

    def tick(self, now: float) -> list[Action]:
        """Let every timer that is due fire."""
        actions: list[Action] = []
        while self._queue and self._queue[0][0] <= now:
            _, _, client, key = heapq.heappop(self._queue)
            entry = (self._clients if client else self._servers).get(key)
            if entry is not None:
                entry.queued = None
                actions += self._drive(client, key, entry, Tick(), now)
        return actions

    def _drive(
        self, client: bool, key: Key, entry: _Entry, event: Event, now: float, hand_up: HandUp | None = None
    ) -> list[Action]:
        return self._carry_out(client, key, entry, entry.machine.receive(event, now), now, hand_up)

    def _carry_out(
        self, client: bool, key: Key, entry: _Entry, effects: list[Effect], now: float, hand_up: HandUp | None
    ) -> list[Action]:
        actions: list[Action] = []
        for effect in effects:
            match effect:
                case Send(data):
                    actions.append(Transmit(data, entry.peer))
                case Deliver():
                    actions += [hand_up] if hand_up else []
                case SendCancel():
                    actions += self._send_cancel(entry, now)
                case TimedOut():
                    actions.append(NoReply(entry.request) if client else NoAck(entry.request))
        self._file(client, key, entry)
        return actions

    def _send_cancel(self, entry: _Entry, now: float) -> list[Action]:
        cancel = cancel_for(entry.request)
        return [] if transaction_key(cancel) in self._clients else self.send(cancel, entry.peer, now)

    def _file(self, client: bool, key: Key, entry: _Entry) -> None:
        """Queue the entry's next deadline, or forget it when it is over. A place that is too early does no harm."""
        if entry.machine.state is State.TERMINATED:
            (self._clients if client else self._servers).pop(key, None)
            if entry.ack_key is not None and self._acks.get(entry.ack_key) == key:
                del self._acks[entry.ack_key]
            return
        deadline = entry.machine.next_deadline
        if deadline is not None and (entry.queued is None or deadline < entry.queued):
            entry.queued = deadline
            heapq.heappush(self._queue, (deadline, next(self._order), client, key))


def _event(status: int, data: bytes) -> Provisional | Success | Refusal:
    if status < 200:
        return Provisional(data)
    return Success(data) if status < 300 else Refusal(data)
