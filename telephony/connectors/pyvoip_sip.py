"""The connector for a site that is one extension of its PBX: SIP over UDP by pyVoIP, mended. Knows legs, not calls.

pyVoIP (GPL-3.0) is a small softphone library. Its phone, calls, SIP client and RTP client are used as subclasses:
`pyvoip_phone.py` (which call a message belongs to), `pyvoip_call.py` (states), `pyvoip_client.py` (what is written),
`pyvoip_message.py` (its parser), `pyvoip_rtp.py` (socket and thread of the audio); each names the faults it mends.
Transactions, registration, credentials and media are the line's own parts, the ones that AsyncioSip stands on.

Limits, told by SettingsError where a setting asks for more (`pyvoip_settings.py`):
- At most MOST_CALLS callers at a time, since each leg has a thread of its own; a caller beyond them is refused with
  503, and a leg to a phone beyond MOST_LEGS by CallFailed. AsyncioSip has neither limit.
- UDP and IPv4; no TCP, no encryption.
- PCMA and PCMU; no G.722.
- No session timers (RFC 4028) and no reliable provisionals (RFC 3262): who requires them gets 420. A peer that fell
  silent is found by its audio (`dead_call_s`).
- One account at one PBX (`pbx_server`, `pbx_user`, `pbx_password`), told of as the trunk `pyvoip`; no
  `[[line.trunk]]`. Without `pbx_server` calls come and go directly.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Any, cast

import structlog
from aiosipua.message import SipRequest, SipResponse

from telephony.connectors.addresses import USER, is_over_tcp, local_toward, resolved, split_address, split_target
from telephony.connectors.base import Leg, LegHandler, LegInfo
from telephony.connectors.pyvoip_audio import Around
from telephony.connectors.pyvoip_call import Call
from telephony.connectors.pyvoip_leg import PyvoipIncoming, PyvoipOutgoing
from telephony.connectors.pyvoip_library import VERSION
from telephony.connectors.pyvoip_phone import Phone, usable
from telephony.connectors.sip_legs import LegState
from telephony.connectors.trunk_side import Route, TrunkSide
from telephony.errors import CallFailed, NoMediaPort
from telephony.media.presence import DEAD_S
from telephony.sip.counts import DropCounts
from telephony.sip.limits import Limits
from telephony.sip.media import PREFERENCE
from telephony.sip.messages import Address
from telephony.sip.ports import PortPool
from telephony.sip.timers import Timers
from telephony.sip.transport import SipSocket
from telephony.trunks import Network, Trunk

log = structlog.get_logger()
NAME = "pyvoip"
MOST_CALLS = 10
MOST_LEGS = 3 * MOST_CALLS
"""Callers, their agents' phones, and supervisors that listen in."""
STOP_WAIT_S = 2.0
SAY_REFUSALS_EVERY_S = 60.0


class PyvoipSip:
    """See `telephony.connectors.base.Connector`.

    `sip` is `host:port` to bind (port 0: any); `pbx` the one account, None for calls without a PBX. With a PBX or
    `networks` calls from anywhere else are refused. `timers` are RFC 3261's unless a test wants others.
    """

    name = NAME

    def __init__(
        self,
        sip: str,
        *,
        pbx: Trunk | None = None,
        advertised_ip: str = "",
        rtp_ports: range = range(20000, 21000),
        user_agent: str = f"Sanxiang pyVoIP/{VERSION}",
        timers: Timers | None = None,
        networks: Sequence[Network] = (),
        area_code: str = "",
        codecs: tuple[str, ...] = PREFERENCE,
        dead_call_s: float = DEAD_S,
        limits: Limits | None = None,
    ) -> None:
        self._socket = SipSocket(split_address(sip), timers, tcp=False, limits=limits)
        self._bind_host = self._socket.local_addr[0]
        self._advertised_ip = advertised_ip
        self._user_agent = user_agent
        self._phone = Phone(self._socket, self.address_for, self._on_call, self._on_refused, user_agent)
        self._ports = PortPool(rtp_ports)
        self._codecs = codecs
        self._dead_call_s = dead_call_s
        pbxs = (pbx,) if pbx is not None else ()
        # Of the user agent it asks but for a call's dialog and INVITE, which the phone has under the same names.
        self._trunks = TrunkSide(self._socket, cast(Any, self._phone), pbxs, networks, area_code)
        self._refusals = DropCounts(every=SAY_REFUSALS_EVERY_S)
        self._around: Around | None = None
        self._stopping = False

    @property
    def address(self) -> str:
        """See `Connector.address`."""
        host, port = self._socket.local_addr
        return f"{host}:{port}"

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
        if self._bind_host != "0.0.0.0":  # noqa: S104  a comparison
            return (self._bind_host, port)
        return (local_toward(peer), port)

    async def start(self, handler: LegHandler) -> None:
        """See `Connector.start`."""
        for library in ("aiosipua", "aiortp"):  # they log telephone numbers at INFO, and each bad packet
            logging.getLogger(library).setLevel(logging.ERROR)
        self._socket.on_message = self._phone.receive
        self._socket.on_response = self._on_response
        self._socket.on_no_ack = self._on_no_ack
        self._socket.on_no_reply = self._on_no_reply
        self._around = Around(
            handler,
            self._socket,
            self._phone,
            self._ports,
            self._bind_host,
            self.address_for,
            self._codecs,
            self._dead_call_s,
        )
        await self._trunks.find(self._bind_host, self.address_for, self._user_agent, handler.on_trunk)
        await self._socket.start()
        self._phone.start()
        self._trunks.start()
        log.info("sip_started", address=self.address, connector=self.name)

    # --- calls that come ---

    def _on_call(self, call: Call) -> None:
        assert self._around is not None
        status, why = self._refusal_of(call)
        if status:
            call.refuse(status)
            self._on_refused(call.peer, status, why)
            return
        info = self._trunks.info_of(call.invite, call.peer, self._socket.received_at)
        leg = PyvoipIncoming(self._around, call, info, usable(call.invite))
        self._around.legs[call.call_id] = leg
        try:
            self._around.handler.on_incoming(leg)
        except Exception:
            leg.end(refusal=500, reason="failed")
            raise  # the socket logs it

    def _refusal_of(self, call: Call) -> tuple[int, str]:
        assert self._around is not None
        if self._stopping:
            return 503, "stopping"
        if not self._trunks.admits(call.peer):
            return 403, "not from the PBX or an allowed network"
        callers = sum(isinstance(leg, PyvoipIncoming) for leg in self._around.legs.values())
        if callers >= MOST_CALLS or len(self._around.legs) >= MOST_LEGS:
            return 503, f"{MOST_CALLS} calls are all that this connector carries"
        return 0, ""

    def _on_refused(self, source: Address, status: int, detail: str) -> None:
        if self._refusals.add(f"{status} {source[0]}", time.monotonic()):
            so_far = self._refusals.total[f"{status} {source[0]}"]
            log.warning(
                "sip_invite_refused", source=f"{source[0]}:{source[1]}", status=status, detail=detail, so_far=so_far
            )

    def _on_response(self, response: SipResponse, _source: Address) -> bool:
        leg = self._around.legs.get(response.call_id or "") if self._around is not None else None
        given_up = leg is not None and leg.state is LegState.CANCELLING
        return not given_up and self._trunks.takes(response)

    def _on_no_ack(self, invite: SipRequest) -> None:
        call = self._phone.get_call(invite.call_id or "")
        if call is not None and call.listener is not None:
            call.listener.no_ack()

    def _on_no_reply(self, request: SipRequest) -> None:
        if self._trunks.takes_silence(request) or request.method != "INVITE":
            return
        call = self._phone.get_call(request.call_id or "")
        if call is not None and call.listener is not None:
            call.listener.no_reply()

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
        """See `Connector.place`. `codecs` are offered in this order, empty: as the settings say.

        Raises CallFailed as AsyncioSip does, and with 503 where MOST_LEGS are there already.
        """
        assert self._around is not None, "start first"
        if caller and not USER.match(caller):
            raise CallFailed(400, "the caller's number holds a blank or one of @ < > \"")
        if len(self._around.legs) >= MOST_LEGS:
            raise CallFailed(503, f"{MOST_LEGS} legs are all that this connector carries")
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
        leg = PyvoipOutgoing(self._around, info, route.peer)
        headers = dict(route.headers) | (auto_answering(self.address_for(route.peer)) if auto_answer else {})
        try:
            await leg.invite(route.sender, name, route.uri, codecs or self._codecs, headers)
        except NoMediaPort as error:
            raise CallFailed(503, str(error)) from error
        if route.trunk is not None:
            self._trunks.claim(leg.info.sip_call_id, route.trunk, route.peer)
        return leg

    async def _route(self, target: str, caller: str, trunk: str) -> Route:
        """Where the INVITE goes and what it says of us: a URI's host, or the PBX for a bare number."""
        if not target.strip().startswith(("sip:", "sips:")) and "@" not in target:
            return await self._trunks.route(target, caller, trunk)
        if is_over_tcp(target):
            raise CallFailed(400, "this connector has no TCP")
        try:
            user, (host, port) = split_target(target)
        except ValueError as error:
            raise CallFailed(400, str(error)) from error
        peer = await resolved(host, port, self._bind_host)
        own = self.address_for(peer)
        uri = f"sip:{user}@{host}:{port}" if user else f"sip:{host}:{port}"
        return Route(user, uri, peer, f"sip:{caller or 'anonymous'}@{own[0]}")

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
            if isinstance(leg, PyvoipIncoming):
                leg.settle()
            elif isinstance(leg, PyvoipOutgoing):
                leg.abandon()
        await asyncio.gather(*self._around.closing)
        await asyncio.sleep(0)
        self._trunks.close()
        self._phone.stop()
        await self._socket.stop()
        log.info("sip_stopped", address=self.address)


def auto_answering(own: Address) -> dict[str, str]:
    """Headers by which desk phones lift by themselves: two customs, each phone knows one of them."""
    return {"Call-Info": f"<sip:{own[0]}>;answer-after=0", "Alert-Info": "<http://localhost>;info=alert-autoanswer"}
