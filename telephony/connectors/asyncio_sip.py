"""The default connector: SIP over UDP and TCP on aiosipua, RTP on aiortp, one asyncio thread. Knows legs, not calls.

It wires the socket with its transactions (`telephony.sip`), the two user agents (`sip_agents.py`), the trunks
(`trunk_side.py`) and the legs (`incoming_leg.py`, `outgoing_leg.py`). SDP that is unusable is answered 488 before the
line hears of a leg.
"""

import asyncio
import logging
import time
from collections.abc import Sequence

import aiortp  # noqa: F401  aiosipua would import it at the first call and stall the loop for 120 ms
import structlog
from aiosipua.incoming_call import IncomingCall
from aiosipua.message import SipRequest, SipResponse

from telephony.connectors.addresses import USER, is_over_tcp, local_toward, resolved, split_address, split_target
from telephony.connectors.base import Leg, LegHandler, LegInfo
from telephony.connectors.incoming_leg import IncomingLeg
from telephony.connectors.outgoing_leg import OutgoingLeg
from telephony.connectors.sip_agents import Uac, Uas
from telephony.connectors.sip_legs import LegState, SipLeg, Surroundings
from telephony.connectors.trunk_side import Route, TrunkSide
from telephony.errors import CallFailed, NoMediaPort
from telephony.media.presence import DEAD_S
from telephony.sip.counts import DropCounts
from telephony.sip.limits import Limits
from telephony.sip.media import PREFERENCE
from telephony.sip.messages import Address
from telephony.sip.ports import PortPool
from telephony.sip.session_timer import SessionPolicy
from telephony.sip.timers import Timers
from telephony.sip.transport import SipSocket
from telephony.trunks import Network, Trunk

__all__ = ["AsyncioSip", "split_address", "split_target"]

log = structlog.get_logger()
STOP_WAIT_S = 2.0
SAY_REFUSALS_EVERY_S = 60.0


class AsyncioSip:
    """See `telephony.connectors.base.Connector`.

    `sip` is `host:port` to bind (port 0: any). `advertised_ip` is what peers are told; empty: the bound address,
    or for 0.0.0.0 the one that leads to each peer. `timers` are RFC 3261's unless a test wants others. With `trunks`
    or `networks` calls from anywhere else are refused; without either everybody may call.
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
        trunks: Sequence[Trunk] = (),
        networks: Sequence[Network] = (),
        area_code: str = "",
        tcp: bool = True,
        codecs: tuple[str, ...] = PREFERENCE,
        dead_call_s: float = DEAD_S,
        session: SessionPolicy | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._socket = SipSocket(split_address(sip), timers, tcp=tcp, limits=limits)
        self._bind_host = self._socket.local_addr[0]
        self._advertised_ip = advertised_ip
        self._user_agent = user_agent
        self._session = session or SessionPolicy()
        self._uac = Uac(self._socket, self.address_for, self._session)
        self._uas = Uas(self._socket, self._uac, self.address_for, user_agent, self._session)
        self._ports = PortPool(rtp_ports)
        self._codecs = codecs
        self._dead_call_s = dead_call_s
        self._trunks = TrunkSide(self._socket, self._uac, trunks, networks, area_code)
        self._refusals = DropCounts(every=SAY_REFUSALS_EVERY_S)
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
        return (local_toward(peer), port)

    async def start(self, handler: LegHandler) -> None:
        """See `Connector.start`."""
        for library in ("aiosipua", "aiortp"):  # they log telephone numbers at INFO, and each bad packet
            logging.getLogger(library).setLevel(logging.ERROR)
        self._uas.on_invite = self._on_invite
        self._uas.on_inside = self._on_inside
        self._uas.on_ack = self._on_ack
        self._uas.on_hung_up = self._on_hung_up
        self._uac.on_reply = self._on_reply
        self._uas.on_cancelled = self._on_cancelled
        self._uas.on_refused = self._on_refused
        self._socket.on_no_ack = self._on_no_ack
        self._socket.on_no_reply = self._on_no_reply
        self._socket.on_response = self._on_response
        self._around = Surroundings(
            handler,
            self._socket,
            self._uas,
            self._uac,
            self._ports,
            self._bind_host,
            self.address_for,
            self._codecs,
            self._dead_call_s,
            self._session,
        )
        await self._trunks.find(self._bind_host, self.address_for, self._user_agent, handler.on_trunk)
        await self._uas.start()
        self._trunks.start()
        log.info("sip_started", address=self.address, connector=self.name)

    # --- calls that come ---

    def _on_invite(self, call: IncomingCall) -> None:
        assert self._around is not None
        if self._stopping:
            self._uas.refuse(call, 503)
            return
        if not self._trunks.admits(call.source_addr):
            self._uas.refuse(call, 403)
            self._on_refused(call.source_addr, 403, "not from a trunk or an allowed network")
            return
        info = self._trunks.info_of(call.invite, call.source_addr, self._socket.received_at)
        leg = IncomingLeg(self._around, call, info)
        self._around.legs[call.call_id] = leg
        try:
            self._around.handler.on_incoming(leg)
        except Exception:
            leg.end(refusal=500, reason="failed")
            raise  # the socket logs it

    def _on_refused(self, source: Address, status: int, detail: str) -> None:
        if self._refusals.add(str(status), time.monotonic()):  # not by source: a sender can forge any number of them
            so_far = self._refusals.total[str(status)]
            log.warning(
                "sip_invite_refused", source=f"{source[0]}:{source[1]}", status=status, detail=detail, so_far=so_far
            )

    def _leg(self, call_id: str) -> SipLeg | None:
        return self._around.legs.get(call_id) if self._around is not None else None

    def _on_inside(self, request: SipRequest, source: Address) -> None:
        leg = self._leg(request.call_id or "")
        if leg is not None:
            leg.inside(request, source)
        else:
            self._uas.respond(request, 481)

    def _on_reply(self, request: SipRequest, response: SipResponse) -> bool:
        leg = self._leg(request.call_id or "")
        return leg is not None and leg.replied(request, response)

    def _on_ack(self, call_id: str, ack: SipRequest) -> None:
        leg = self._leg(call_id)
        if leg is not None:
            leg.acknowledged(ack)

    def _on_hung_up(self, call_id: str) -> None:
        leg = self._leg(call_id)
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

    def _on_response(self, response: SipResponse, _source: Address) -> bool:
        leg = self._leg(response.call_id or "")
        given_up = isinstance(leg, OutgoingLeg) and leg.state is LegState.CANCELLING
        return not given_up and self._trunks.takes(response)

    def _on_no_reply(self, request: SipRequest) -> None:
        if self._trunks.takes_silence(request):
            return
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
        codecs: tuple[str, ...] = (),
    ) -> Leg:
        """See `Connector.place`. `codecs` are offered in this order; none given: the connector's own.

        Raises CallFailed when the target is neither SIP address nor number (400), when its host, or a trunk for it,
        is not found (404), or when no RTP port is free (503).
        """
        assert self._around is not None, "start first"
        if caller and not USER.match(caller):
            raise CallFailed(400, "the caller's number holds a blank or one of @ < > \"")
        route = await self._route(target, caller, trunk)
        info = LegInfo(
            sip_call_id="",
            number=caller,
            name=name,
            called=route.user,
            source=f"{route.peer[0]}:{route.peer[1]}",
            received_at=time.monotonic(),
            trunk=route.trunk.name if route.trunk is not None else "",
        )
        leg = OutgoingLeg(self._around, info, route.peer)
        headers = dict(route.headers) | (auto_answering(self.address_for(route.peer)) if auto_answer else {})
        try:
            await leg.invite(route.sender, name, route.uri, codecs or self._codecs, self._user_agent, headers)
        except NoMediaPort as error:
            raise CallFailed(503, str(error)) from error
        if route.trunk is not None:
            self._trunks.claim(leg.info.sip_call_id, route.trunk, route.peer)
        return leg

    async def _route(self, target: str, caller: str, trunk: str) -> Route:
        """Where the INVITE goes and what it says of us: a URI's host, or a trunk for a bare number."""
        if not target.strip().startswith(("sip:", "sips:")) and "@" not in target:
            return await self._trunks.route(target, caller, trunk)
        try:
            user, (host, port) = split_target(target)
        except ValueError as error:
            raise CallFailed(400, str(error)) from error
        tcp = is_over_tcp(target)
        peer = await resolved(host, port, self._bind_host, tcp=tcp)
        own = self.address_for(peer)
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        uri = f"sip:{user}@{place}" if user else f"sip:{place}"
        sender = f"sip:{caller or 'anonymous'}@{f'[{own[0]}]' if ':' in own[0] else own[0]}"
        return Route(user, uri + (";transport=tcp" if tcp else ""), peer, sender)

    # --- the end ---

    async def stop(self) -> None:
        """See `Connector.stop`."""
        if self._around is None:
            return
        self._stopping = True
        self._trunks.stop()
        legs = self._around.legs
        for leg in list(legs.values()):
            leg.end(refusal=503, reason="shutdown")
        deadline = time.monotonic() + STOP_WAIT_S
        while (legs or self._socket.layer.open_clients or not self._trunks.is_over) and time.monotonic() < deadline:  # noqa: ASYNC110  two states
            await asyncio.sleep(0.02)
        for leg in list(legs.values()):
            if isinstance(leg, IncomingLeg):
                leg.settle()
            elif isinstance(leg, OutgoingLeg):
                leg.abandon()
        await asyncio.gather(*self._around.closing)
        await asyncio.sleep(0)
        self._trunks.close()
        await self._uas.stop()
        log.info("sip_stopped", address=self.address)


def auto_answering(own: Address) -> dict[str, str]:
    """Headers by which desk phones lift by themselves: two customs, each phone knows one of them."""
    host = f"[{own[0]}]" if ":" in own[0] else own[0]
    return {"Call-Info": f"<sip:{host}>;answer-after=0", "Alert-Info": "<http://localhost>;info=alert-autoanswer"}
