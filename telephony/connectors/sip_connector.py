"""What both connectors have: their address, calls that are placed, and the end. Knows legs, not calls.

`asyncio_sip.py` and `pyvoip_sip.py` bring who writes the messages, and their kinds of leg.
"""

import asyncio
import time

import structlog
from aiosipua.message import SipResponse

from telephony.connectors.addresses import USER, is_over_tcp, local_toward, resolved, split_target
from telephony.connectors.audio_leg import Around, AudioLeg, LegState
from telephony.connectors.base import Leg, LegInfo
from telephony.connectors.trunk_side import Route, TrunkSide
from telephony.errors import CallFailed, NoMediaPort
from telephony.sip.counts import DropCounts
from telephony.sip.messages import Address
from telephony.sip.ports import PortPool
from telephony.sip.transport import SipSocket

log = structlog.get_logger()
STOP_WAIT_S = 2.0
SAY_REFUSALS_EVERY_S = 60.0


class SipConnector:
    """See `telephony.connectors.base.Connector`; `start` is each one's own.

    `advertised_ip` is what peers are told; empty: the bound address, or for 0.0.0.0 the one that leads to each peer.
    """

    _trunks: TrunkSide
    _around: Around | None = None

    def __init__(
        self,
        socket: SipSocket,
        *,
        advertised_ip: str,
        rtp_ports: range,
        user_agent: str,
        codecs: tuple[str, ...],
        dead_call_s: float,
    ) -> None:
        self._socket = socket
        self._bind_host = socket.local_addr[0]
        self._advertised_ip = advertised_ip
        self._user_agent = user_agent
        self._ports = PortPool(rtp_ports)
        self._codecs = codecs
        self._dead_call_s = dead_call_s
        self._refusals = DropCounts(every=SAY_REFUSALS_EVERY_S)
        self._stopping = False

    @property
    def address(self) -> str:
        """See `Connector.address`."""
        host, port = self._socket.local_addr
        return f"{bracketed(host)}:{port}"

    @property
    def legs(self) -> int:
        """How many legs have not ended on the wire."""
        return len(self._around.legs) if self._around is not None else 0

    @property
    def dropped(self) -> dict[str, int]:
        """How many datagrams were dropped, by reason."""
        return dict(self._socket.drops.total)

    @property
    def refused(self) -> dict[str, int]:
        """See `Connector.refused`."""
        return dict(self._refusals.total)

    def address_for(self, peer: Address) -> Address:
        """The address of ours that this peer should use (RFC 3261 §8.1.1.8)."""
        port = self._socket.local_addr[1]
        if self._advertised_ip:
            return (self._advertised_ip, port)
        if self._bind_host not in ("0.0.0.0", "::"):  # noqa: S104  a comparison
            return (self._bind_host, port)
        return (local_toward(peer), port)

    # --- calls that come ---

    def _arrived(self, leg: AudioLeg) -> None:
        """Tell the line of it."""
        assert self._around is not None
        self._around.legs[leg.info.sip_call_id] = leg
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

    def _on_response(self, response: SipResponse, _source: Address) -> bool:
        leg = self._around.legs.get(response.call_id or "") if self._around is not None else None
        given_up = leg is not None and leg.state is LegState.CANCELLING
        return not given_up and self._trunks.takes(response)

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
        is not found (404), or when no RTP port is free, or no leg more is carried (503).
        """
        assert self._around is not None, "start first"
        if caller and not USER.match(caller):
            raise CallFailed(400, "the caller's number holds a blank or one of @ < > \"")
        self._check_room()
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
        headers = dict(route.headers) | (auto_answering(self.address_for(route.peer)) if auto_answer else {})
        try:
            leg = await self._invite(info, route, codecs or self._codecs, headers)
        except NoMediaPort as error:
            raise CallFailed(503, str(error)) from error
        if route.trunk is not None:
            self._trunks.claim(leg.info.sip_call_id, route.trunk, route.peer)
        return leg

    def _check_room(self) -> None:
        """Raises CallFailed (503) where no leg more is carried."""

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
        place = f"{bracketed(host)}:{port}"
        uri = f"sip:{user}@{place}" if user else f"sip:{place}"
        sender = f"sip:{caller or 'anonymous'}@{bracketed(self.address_for(peer)[0])}"
        return Route(user, uri + (";transport=tcp" if tcp else ""), peer, sender)

    async def _invite(self, info: LegInfo, route: Route, codecs: tuple[str, ...], headers: dict[str, str]) -> Leg:
        """A leg of the connector's kind, with its INVITE sent. Raises NoMediaPort."""
        raise NotImplementedError

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
            leg.abandon()
        await asyncio.gather(*self._around.closing)
        await asyncio.sleep(0)
        self._trunks.close()
        await self._close()
        log.info("sip_stopped", address=self.address)

    async def _close(self) -> None:
        """Close the socket, and whoever writes on it."""
        raise NotImplementedError


def bracketed(host: str) -> str:
    """The host as it stands before a port: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def auto_answering(own: Address) -> dict[str, str]:
    """Headers by which desk phones lift by themselves: two customs, each phone knows one of them."""
    return {
        "Call-Info": f"<sip:{bracketed(own[0])}>;answer-after=0",
        "Alert-Info": "<http://localhost>;info=alert-autoanswer",
    }
