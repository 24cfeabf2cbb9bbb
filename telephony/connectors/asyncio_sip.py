"""The default connector: SIP over UDP on aiosipua, RTP on aiortp, one asyncio thread. Knows legs, not calls.

It wires the socket with its transactions (`telephony.sip`), the two user agents (`sip_agents.py`) and the legs
(`incoming_leg.py`, `outgoing_leg.py`). SDP that is unusable is answered 488 before the line hears of a leg.
"""

import asyncio
import logging
import re
import socket
import time

import aiortp  # noqa: F401  aiosipua would import it at the first call and stall the loop for 120 ms
import structlog
from aiosipua.incoming_call import IncomingCall
from aiosipua.message import SipRequest
from aiosipua.sdp import SdpMessage

from telephony.connectors.base import Leg, LegHandler, LegInfo
from telephony.connectors.incoming_leg import IncomingLeg
from telephony.connectors.outgoing_leg import OutgoingLeg
from telephony.connectors.sip_agents import Uac, Uas
from telephony.connectors.sip_legs import SipLeg, Surroundings
from telephony.errors import CallFailed, NoMediaPort
from telephony.sip.media import PREFERENCE
from telephony.sip.messages import Address, caller_of, user_of
from telephony.sip.ports import PortPool
from telephony.sip.timers import Timers
from telephony.sip.transport import SipSocket

log = structlog.get_logger()
STOP_WAIT_S = 2.0
_HOST_PORT = re.compile(r"^(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[^\s:\[\]]+))(?::(?P<port>\d{1,5}))?$")
_USER = re.compile(r"^[^\s@<>\"]+$")


def split_address(text: str, default_port: int = 5060) -> Address:
    """`host[:port]` or `[v6][:port]`. Raises ValueError with what is wrong."""
    match = _HOST_PORT.match(text.strip())
    port = int(match["port"] or default_port) if match else 0
    if match is None or port > 65535:
        raise ValueError(f"{text!r} is not host:port")
    return (match["six"] or match["host"], port)


def split_target(target: str) -> tuple[str, Address]:
    """`sip:[user@]host[:port]` to its user and address. Raises ValueError."""
    rest = target.strip().removeprefix("sip:").split(";")[0].split("?")[0]
    user, at, host = rest.rpartition("@")
    if at and not _USER.match(user):
        raise ValueError(f"{target!r} is not sip:user@host[:port]")
    return user, split_address(host)


class AsyncioSip:
    """See `telephony.connectors.base.Connector`.

    `sip` is `host:port` to bind (port 0: any). `advertised_ip` is what peers are told; empty: the bound address,
    or for 0.0.0.0 the one that leads to each peer. `timers` are RFC 3261's unless a test wants others.
    """

    name = "aiosipua"

    def __init__(
        self,
        sip: str,
        *,
        advertised_ip: str = "",
        rtp_ports: range = range(20000, 21000),
        user_agent: str = "Sanxiang",
        timers: Timers | None = None,
    ) -> None:
        self._socket = SipSocket(split_address(sip), timers)
        self._bind_host = self._socket.local_addr[0]
        self._advertised_ip = advertised_ip
        self._user_agent = user_agent
        self._uac = Uac(self._socket, self.address_for)
        self._uas = Uas(self._socket, self._uac, self.address_for, user_agent)
        self._ports = PortPool(rtp_ports)
        self._around: Surroundings | None = None
        self._stopping = False

    @property
    def address(self) -> str:
        """See `Connector.address`."""
        host, port = self._socket.local_addr
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    @property
    def legs(self) -> int:
        """How many legs have not ended on the wire."""
        return len(self._around.legs) if self._around is not None else 0

    @property
    def dropped(self) -> dict[str, int]:
        """How many datagrams were dropped, by reason."""
        return dict(self._socket.drops.total)

    def address_for(self, peer: Address) -> Address:
        """The address of ours that this peer should use (RFC 3261 §8.1.1.8)."""
        port = self._socket.local_addr[1]
        if self._advertised_ip:
            return (self._advertised_ip, port)
        if self._bind_host not in ("0.0.0.0", "::"):  # noqa: S104  a comparison
            return (self._bind_host, port)
        return (_local_toward(peer), port)

    async def start(self, handler: LegHandler) -> None:
        """See `Connector.start`."""
        for library in ("aiosipua", "aiortp"):  # they log telephone numbers at INFO, and each bad packet
            logging.getLogger(library).setLevel(logging.ERROR)
        self._uas.on_invite = self._on_invite
        self._uas.on_reinvite = self._on_reinvite
        self._uas.on_update = self._on_update
        self._uas.on_ack = self._on_ack
        self._uas.on_bye = self._on_bye
        self._uas.on_cancelled = self._on_cancelled
        self._uas.on_refused = self._on_refused
        self._socket.on_no_ack = self._on_no_ack
        self._socket.on_no_reply = self._on_no_reply
        self._around = Surroundings(
            handler, self._socket, self._uas, self._uac, self._ports, self._bind_host, self.address_for
        )
        await self._uas.start()
        log.info("sip_started", address=self.address, connector=self.name)

    # --- calls that come ---

    def _on_invite(self, call: IncomingCall) -> None:
        assert self._around is not None
        if self._stopping:
            call.reject(503)
            self._uas.forget(call)
            return
        number, name = caller_of(call.invite)
        host, port = call.source_addr
        info = LegInfo(
            sip_call_id=call.call_id,
            number=number,
            name=name,
            called=user_of(call.invite.uri),
            source=f"{host}:{port}",
            received_at=self._socket.received_at,
        )
        leg = IncomingLeg(self._around, call, info)
        self._around.legs[call.call_id] = leg
        try:
            self._around.handler.on_incoming(leg)
        except Exception:
            leg.end(refusal=500, reason="failed")
            raise  # the socket logs it

    def _on_refused(self, source: Address, status: int, detail: str) -> None:
        log.warning("sip_invite_refused", source=f"{source[0]}:{source[1]}", status=status, detail=detail)

    def _leg(self, call_id: str) -> SipLeg | None:
        return self._around.legs.get(call_id) if self._around is not None else None

    def _on_reinvite(self, call: IncomingCall) -> None:
        leg = self._leg(call.call_id)
        answer = leg.renegotiate(call.invite) if leg is not None else None
        if answer is None:
            self._uas.refuse_reinvite(call)
        else:
            call.accept(answer)

    def _on_update(self, call: IncomingCall, request: SipRequest) -> SdpMessage | None:
        leg = self._leg(call.call_id)
        return leg.renegotiate(request) if leg is not None and request.body else None

    def _on_ack(self, call_id: str, ack: SipRequest) -> None:
        leg = self._leg(call_id)
        if leg is not None:
            leg.acknowledged(ack)

    def _on_bye(self, call: IncomingCall, _bye: SipRequest) -> None:
        leg = self._leg(call.call_id)
        if leg is not None:
            leg.said_bye()

    def _on_cancelled(self, call: IncomingCall) -> None:
        leg = self._leg(call.call_id)
        if isinstance(leg, IncomingLeg):
            leg.cancelled()

    def _on_no_ack(self, invite: SipRequest) -> None:
        leg = self._leg(invite.call_id or "")
        if leg is not None:
            leg.no_ack()

    def _on_no_reply(self, request: SipRequest) -> None:
        leg = self._leg(request.call_id or "")
        if leg is not None:
            leg.no_reply(request)

    # --- calls that we place ---

    async def place(
        self,
        target: str,
        *,
        caller: str = "",
        name: str = "",
        trunk: str = "",
        auto_answer: bool = False,
        codecs: tuple[str, ...] = PREFERENCE,
    ) -> Leg:
        """See `Connector.place`. `codecs` are offered in this order.

        Raises CallFailed when the target is no SIP address (400) or its host is not found (404), or when no RTP
        port is free (503).
        """
        assert self._around is not None, "start first"
        try:
            user, (host, port) = split_target(target)
        except ValueError as error:
            raise CallFailed(400, str(error)) from error
        if caller and not _USER.match(caller):
            raise CallFailed(400, "the caller's number holds a blank or one of @ < > \"")
        peer = await _resolve(host, port, self._bind_host)
        info = LegInfo(
            sip_call_id="",
            number=caller,
            name=name,
            called=user,
            source=f"{peer[0]}:{peer[1]}",
            received_at=time.monotonic(),
        )
        leg = OutgoingLeg(self._around, info, peer)
        own = self.address_for(peer)
        uri = f"sip:{user}@{host}:{port}" if user else f"sip:{host}:{port}"
        try:
            await leg.invite(f"sip:{caller or 'anonymous'}@{own[0]}", name, uri, codecs, self._user_agent)
        except NoMediaPort as error:
            raise CallFailed(503, str(error)) from error
        return leg

    # --- the end ---

    async def stop(self) -> None:
        """See `Connector.stop`."""
        if self._around is None:
            return
        self._stopping = True
        legs = self._around.legs
        for leg in list(legs.values()):
            leg.end(refusal=503, reason="shutdown")
        deadline = time.monotonic() + STOP_WAIT_S
        while (legs or self._socket.layer.open_clients) and time.monotonic() < deadline:  # noqa: ASYNC110  two states
            await asyncio.sleep(0.02)
        for leg in list(legs.values()):
            if isinstance(leg, IncomingLeg):
                leg.settle()
            elif isinstance(leg, OutgoingLeg):
                leg.abandon()
        await asyncio.gather(*self._around.closing)
        await asyncio.sleep(0)
        await self._uas.stop()
        log.info("sip_stopped", address=self.address)


def _local_toward(peer: Address) -> str:
    """The local address from which packets to `peer` leave. Nothing is sent."""
    family = socket.AF_INET6 if ":" in peer[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((peer[0], peer[1] or 5060))
        except OSError:
            return "::1" if family == socket.AF_INET6 else "127.0.0.1"
        return str(probe.getsockname()[0])


async def _resolve(host: str, port: int, bind_host: str) -> Address:
    family = socket.AF_INET6 if ":" in bind_host else socket.AF_INET
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, family=family, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError) as error:
        raise CallFailed(404, f"host {host!r} is not found: {error}") from error
    return (str(found[0][4][0]), int(found[0][4][1]))
