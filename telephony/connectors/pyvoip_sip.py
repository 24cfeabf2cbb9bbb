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

import logging
from collections.abc import Sequence
from typing import Any, cast

import structlog
from aiosipua.message import SipRequest

from telephony.connectors.addresses import is_over_tcp, split_address
from telephony.connectors.base import Leg, LegHandler, LegInfo
from telephony.connectors.pyvoip_call import Call
from telephony.connectors.pyvoip_leg import PyvoipAround, PyvoipIncoming, PyvoipOutgoing
from telephony.connectors.pyvoip_library import VERSION
from telephony.connectors.pyvoip_phone import Phone, usable
from telephony.connectors.sip_connector import SipConnector
from telephony.connectors.trunk_side import Route, TrunkSide
from telephony.errors import CallFailed
from telephony.media.presence import DEAD_S
from telephony.sip.limits import Limits
from telephony.sip.media import PREFERENCE
from telephony.sip.timers import Timers
from telephony.sip.transport import SipSocket
from telephony.trunks import Network, Trunk

log = structlog.get_logger()
NAME = "pyvoip"
MOST_CALLS = 10
MOST_LEGS = 3 * MOST_CALLS
"""Callers, their agents' phones, and supervisors that listen in."""


class PyvoipSip(SipConnector):
    """The connector for an extension.

    `sip` is `host:port` to bind (port 0: any); `pbx` the one account, None for calls without a PBX. With a PBX or
    `networks` calls from anywhere else are refused. `timers` are RFC 3261's unless a test wants others.
    """

    name = NAME
    _around: PyvoipAround | None = None

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
        super().__init__(
            SipSocket(split_address(sip), timers, tcp=False, limits=limits),
            advertised_ip=advertised_ip,
            rtp_ports=rtp_ports,
            user_agent=user_agent,
            codecs=codecs,
            dead_call_s=dead_call_s,
        )
        self._phone = Phone(self._socket, self.address_for, self._on_call, self._on_refused, user_agent)
        pbxs = (pbx,) if pbx is not None else ()
        # Of the user agent it asks but for a call's dialog and INVITE, which the phone has under the same names.
        self._trunks = TrunkSide(self._socket, cast(Any, self._phone), pbxs, networks, area_code)

    async def start(self, handler: LegHandler) -> None:
        """See `Connector.start`."""
        for library in ("aiosipua", "aiortp"):  # they log telephone numbers at INFO, and each bad packet
            logging.getLogger(library).setLevel(logging.ERROR)
        self._socket.on_message = self._phone.receive
        self._socket.on_response = self._on_response
        self._socket.on_no_ack = self._on_no_ack
        self._socket.on_no_reply = self._on_no_reply
        self._around = PyvoipAround(
            handler=handler,
            socket=self._socket,
            phone=self._phone,
            ports=self._ports,
            bind_host=self._bind_host,
            address_for=self.address_for,
            codecs=self._codecs,
            dead_call_s=self._dead_call_s,
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
        self._arrived(PyvoipIncoming(self._around, call, info, usable(call.invite)))

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

    def _check_room(self) -> None:
        if self.legs >= MOST_LEGS:
            raise CallFailed(503, f"{MOST_LEGS} legs are all that this connector carries")

    async def _route(self, target: str, caller: str, trunk: str) -> Route:
        if is_over_tcp(target):
            raise CallFailed(400, "this connector has no TCP")
        return await super()._route(target, caller, trunk)

    async def _invite(self, info: LegInfo, route: Route, codecs: tuple[str, ...], headers: dict[str, str]) -> Leg:
        assert self._around is not None
        leg = PyvoipOutgoing(self._around, info, route.peer)
        await leg.invite(route.sender, info.name, route.uri, codecs, headers)
        return leg

    # --- the end ---

    async def _close(self) -> None:
        self._phone.stop()
        await self._socket.stop()
