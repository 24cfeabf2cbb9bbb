"""The SIP socket: datagrams and streams in and out, the transaction layer between them and the user agents.

It stands where aiosipua expects a `SipTransport`, so that aiosipua's user agents see each request once, and what
they send is sent again as RFC 3261 §17 asks. One timer serves all transactions. A datagram is never the cause of
an exception here: what cannot be read is counted and dropped, or answered 400 (RFC 3261 §8.2, §16.3).
"""

import asyncio
import errno
import socket
import time
from collections.abc import Callable
from typing import Any

import structlog
from aiosipua.message import SipRequest, SipResponse
from aiosipua.transport import SipTransport
from aiosipua.utils import generate_tag

from telephony.errors import AddressInUse, IllegalEvent
from telephony.sip.counts import DropCounts
from telephony.sip.layer import Action, HandUp, NoAck, NoReply, TransactionLayer, Transmit
from telephony.sip.limits import Limits, SourceLimits, Verdict
from telephony.sip.messages import (
    Address,
    NotSip,
    StreamAddress,
    came_by_stream,
    fault_of,
    fault_of_response,
    for_stream,
    parse_datagram,
    reply,
    stamp_via,
    status_of_fault,
    stream_fallback,
    way_back,
)
from telephony.sip.tcp import StreamEvents, Streams
from telephony.sip.timers import Timers

log = structlog.get_logger()
MAX_DATAGRAM = 65_507
RECEIVE_BUFFER = 1 << 22
"""Bytes asked of the kernel, which gives what it allows. Linux's own 208 KB hold about 170 messages: of 200 calls
that hung up at once, 30 had to say BYE again."""
ANY_PORT_TRIES = 20
RETRY_AFTER_S = "10"


class SipSocket(SipTransport, asyncio.DatagramProtocol):
    """A bound UDP socket, and one for TCP on the same port unless `tcp` is off, with their transactions.

    `received_at` is the monotonic time at which the message now being handled came in. `on_no_ack` and
    `on_no_reply` tell of transactions that ended in silence, `on_stream_lost` of a TCP connection that ended.
    `before_send` sees each request of ours before it goes; `on_response` each response before the user agents do,
    and keeps it from them by True.
    """

    def __init__(
        self, local: Address, timers: Timers | None = None, *, tcp: bool = True, limits: Limits | None = None
    ) -> None:
        super().__init__(local_addr=local)
        self.layer = TransactionLayer(timers or Timers())
        self.received_at = 0.0
        self.on_no_ack: Callable[[SipRequest], None] | None = None
        self.on_no_reply: Callable[[SipRequest], None] | None = None
        self.on_stream_lost: Callable[[StreamAddress], None] | None = None
        self.before_send: Callable[[SipRequest, Address], None] | None = None
        self.on_response: Callable[[SipResponse, Address], bool] | None = None
        self.drops = DropCounts()
        self.limits = SourceLimits(limits)
        self.streams = Streams(StreamEvents(self._message, self._stream_lost, self._drop)) if tcp else None
        self._endpoint: asyncio.DatagramTransport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0

    async def start(self) -> None:
        """Bind. Raises AddressInUse when the port is taken; other OSErrors (no such address) pass."""
        host, port = self.local_addr
        for tries_left in range(ANY_PORT_TRIES if port == 0 else 1, 0, -1):
            bound_socket = _bound(host, port)
            bound = bound_socket.getsockname()
            try:
                if self.streams is not None:
                    await self.streams.start(host, int(bound[1]))
            except AddressInUse:
                bound_socket.close()
                if tries_left == 1:
                    raise
                continue  # any port will do, and this one is free for UDP only
            break
        self.local_addr = (str(bound[0]), int(bound[1]))
        endpoint, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, sock=bound_socket)
        self._endpoint = endpoint

    async def stop(self) -> None:
        """Close the sockets; transactions end with them."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self.streams is not None:
            await self.streams.stop()
        if self._endpoint is not None:
            self._endpoint.close()
            self._endpoint = None

    # --- from the network ---

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """One datagram. Never raises."""
        if not data.strip(b"\r\n\x00"):
            return  # keep-alive (RFC 5626 §3.5.1)
        self._message(data, (str(addr[0]), int(addr[1])))

    def _message(self, data: bytes, source: Address) -> None:
        """One message, by whichever transport. Never raises."""
        self.received_at = now = time.monotonic()
        verdict = self.limits.admit(data, source[0], now)
        if verdict is not Verdict.TAKE:
            self._over_limit(data, source, verdict, now)
            return
        try:
            message = parse_datagram(data)
        except NotSip as error:
            self._drop("not SIP", source, str(error))
            return
        if isinstance(message, SipRequest):
            self._request(message, source, now)
        else:
            self._response(message, source, now)

    def _over_limit(self, data: bytes, source: Address, verdict: Verdict, now: float) -> None:
        """A source asks too much: 503 now and then, without a transaction, and a line in the log once a minute."""
        self.drops.add("over the limit", now)
        count = self.limits.report(source[0], now)
        if count is not None:
            log.warning("sip_source_limited", source=source[0], dropped=count)
        if verdict is not Verdict.REFUSE:
            return
        try:
            request = parse_datagram(data)
        except NotSip:
            return
        if isinstance(request, SipRequest) and not fault_of(request):
            stamp_via(request, source)
            headers = {"Retry-After": RETRY_AFTER_S, "Content-Length": "0"}
            refusal = reply(request, 503, "Service Unavailable", tag=generate_tag(), headers=headers)
            self._transmit(bytes(refusal), way_back(request, source))

    def _request(self, request: SipRequest, source: Address, now: float) -> None:
        if isinstance(source, StreamAddress):
            source.fallback = stream_fallback(request, source)
        stamp_via(request, source)
        fault = fault_of(request)
        if fault and (request.method == "ACK" or not request.get_header("cseq")):
            self._drop("faulty request", source, fault)
            return
        try:
            actions = self.layer.request_arrived(request, source, now)
        except ValueError as error:
            self._drop("faulty request", source, str(error))
            return
        if fault and any(isinstance(action, HandUp) for action in actions):
            self._drop("faulty request", source, fault)
            self.send_reply(reply(request, status_of_fault(request), fault, tag=generate_tag()))
            return
        self._carry_out(actions)

    def _response(self, response: SipResponse, source: Address, now: float) -> None:
        fault = fault_of_response(response)
        if fault:
            self._drop("faulty response", source, fault)
            return
        self._carry_out(self.layer.response_arrived(response, source, now))

    def _stream_lost(self, peer: StreamAddress) -> None:
        self._carry_out(self.layer.stream_lost(peer))
        if self.on_stream_lost is not None:
            self.on_stream_lost(peer)

    def error_received(self, exc: Exception) -> None:
        """The system could not deliver something; transactions re-send or time out by themselves."""
        self._drop("not sent", self.local_addr, str(exc))

    # --- from the user agents ---

    def send(self, message: SipRequest | SipResponse, addr: Address) -> None:
        """Send a request to `addr`, with a transaction of its own. Responses find their own way (`send_reply`)."""
        if isinstance(message, SipResponse):
            self.send_reply(message)
            return
        if self.before_send is not None:
            self.before_send(message, addr)
        if isinstance(addr, StreamAddress):
            for_stream(message)
        self._carry_out(self.layer.send(message, addr, time.monotonic()))

    def send_reply(self, response: SipResponse) -> None:
        """Answer a request through its server transaction. Raises IllegalEvent after a final response."""
        if came_by_stream(response):
            for_stream(response)
        self._carry_out(self.layer.respond(response, time.monotonic()))

    def cancel(self, invite: SipRequest) -> None:
        """Give up an INVITE that we sent."""
        self._carry_out(self.layer.cancel(invite, time.monotonic()))

    def keep_alive(self, addr: Address) -> None:
        """An empty packet that keeps a way through NAT open (RFC 5626 §3.5.1)."""
        self._transmit(b"\r\n\r\n", addr)

    # --- driving ---

    def _carry_out(self, actions: list[Action]) -> None:
        for action in actions:
            match action:
                case Transmit(data, to):
                    self._transmit(data, to)
                case HandUp(message, source):
                    self._hand_up(message, source)
                case NoAck(invite):
                    if self.on_no_ack is not None:
                        self.on_no_ack(invite)
                case NoReply(request):
                    if self.on_no_reply is not None:
                        self.on_no_reply(request)
        self._set_timer()

    def _transmit(self, data: bytes, to: Address) -> None:
        if isinstance(to, StreamAddress):
            if self.streams is None or not self.streams.send(data, to):
                self._drop("not sent", to, "no connection, or the peer does not read")
        elif self._endpoint is None or len(data) > MAX_DATAGRAM:
            self._drop("not sent", to, "socket closed or message too long")
        else:
            self._endpoint.sendto(data, to)

    def _hand_up(self, message: SipRequest | SipResponse, source: Address) -> None:
        if self.on_message is None:
            return
        try:
            if (
                self.on_response is not None
                and isinstance(message, SipResponse)
                and self.on_response(message, source)
            ):
                return
            self.on_message(message, source)
        except Exception:  # a fault in handling one message must not leave its sender without a reply
            log.exception("sip_message_failed", source=f"{source[0]}:{source[1]}")
            if isinstance(message, SipRequest) and message.method != "ACK":
                self._answer_500(message)

    def _answer_500(self, request: SipRequest) -> None:
        try:
            self.send_reply(reply(request, 500, "Server Internal Error", tag=generate_tag()))
        except IllegalEvent:
            log.debug("sip_already_answered", method=request.method)

    def _set_timer(self) -> None:
        deadline = self.layer.next_deadline
        if self._endpoint is None or deadline is None:
            return
        if self._timer is not None:
            if self._timer_at <= deadline:
                return
            self._timer.cancel()
        self._timer_at = deadline
        delay = max(0.0, deadline - time.monotonic())
        self._timer = asyncio.get_running_loop().call_later(delay, self._tick)

    def _tick(self) -> None:
        self._timer = None
        self._carry_out(self.layer.tick(time.monotonic()))

    def _drop(self, reason: str, source: Address, detail: str) -> None:
        if self.drops.add(reason, time.monotonic()):
            count = self.drops.total[reason]
            log.warning("sip_dropped", reason=reason, source=f"{source[0]}:{source[1]}", detail=detail, so_far=count)


def _bound(host: str, port: int) -> socket.socket:
    """A UDP socket, bound here and not by the loop: uvloop's error does not say why. Raises AddressInUse, OSError."""
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        if error.errno == errno.EADDRINUSE:
            raise AddressInUse("SIP", f"{host}:{port}") from error
        raise
    made.setblocking(False)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    return made
