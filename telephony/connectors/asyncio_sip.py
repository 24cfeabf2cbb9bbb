"""The default connector: SIP over UDP and TCP on aiosipua, RTP on aiortp, one asyncio thread. Knows legs, not calls.

It wires the socket with its transactions (`telephony.sip`), the two user agents (`sip_agents.py`), the trunks
(`trunk_side.py`) and the legs (`incoming_leg.py`, `outgoing_leg.py`). SDP that is unusable is answered 488 before the
line hears of a leg.
"""

import logging
from collections.abc import Sequence

import aiortp  # noqa: F401  aiosipua would import it at the first call and stall the loop for 120 ms
import structlog
from aiosipua.incoming_call import IncomingCall
from aiosipua.message import SipRequest, SipResponse

from telephony.connectors.addresses import split_address, split_target
from telephony.connectors.base import Leg, LegHandler, LegInfo
from telephony.connectors.incoming_leg import IncomingLeg
from telephony.connectors.outgoing_leg import OutgoingLeg
from telephony.connectors.sip_agents import Uac, Uas
from telephony.connectors.sip_connector import SipConnector
from telephony.connectors.sip_legs import SipLeg, Surroundings
from telephony.connectors.trunk_side import Route, TrunkSide
from telephony.media.presence import DEAD_S
from telephony.sip.limits import Limits
from telephony.sip.media import PREFERENCE
from telephony.sip.messages import Address
from telephony.sip.session_timer import SessionPolicy
from telephony.sip.timers import Timers
from telephony.sip.transport import SipSocket
from telephony.trunks import Network, Trunk

__all__ = ["AsyncioSip", "split_address", "split_target"]

log = structlog.get_logger()


class AsyncioSip(SipConnector):
    """The default connector.

    `sip` is `host:port` to bind (port 0: any). `advertised_ip` is what peers are told; empty: the bound address,
    or for 0.0.0.0 the one that leads to each peer. `timers` are RFC 3261's unless a test wants others. With `trunks`
    or `networks` calls from anywhere else are refused; without either everybody may call.
    """

    name = "aiosipua"
    _around: Surroundings | None = None

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
        super().__init__(
            SipSocket(split_address(sip), timers, tcp=tcp, limits=limits),
            advertised_ip=advertised_ip,
            rtp_ports=rtp_ports,
            user_agent=user_agent,
            codecs=codecs,
            dead_call_s=dead_call_s,
        )
        self._session = session or SessionPolicy()
        self._uac = Uac(self._socket, self.address_for, self._session)
        self._uas = Uas(self._socket, self._uac, self.address_for, user_agent, self._session)
        self._trunks = TrunkSide(self._socket, self._uac, trunks, networks, area_code)

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
            handler=handler,
            socket=self._socket,
            uas=self._uas,
            uac=self._uac,
            ports=self._ports,
            bind_host=self._bind_host,
            address_for=self.address_for,
            codecs=self._codecs,
            dead_call_s=self._dead_call_s,
            session=self._session,
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
            self._on_refused(call.source_addr, 503, "stopping")
            return
        if not self._trunks.admits(call.source_addr):
            self._uas.refuse(call, 403)
            self._on_refused(call.source_addr, 403, "not from a trunk or an allowed network")
            return
        info = self._trunks.info_of(call.invite, call.source_addr, self._socket.received_at)
        self._arrived(IncomingLeg(self._around, call, info))

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

    def _on_no_reply(self, request: SipRequest) -> None:
        if self._trunks.takes_silence(request):
            return
        leg = self._leg(request.call_id or "")
        if leg is not None:
            leg.no_reply(request)

    # --- calls that we place ---

    async def _invite(self, info: LegInfo, route: Route, codecs: tuple[str, ...], headers: dict[str, str]) -> Leg:
        assert self._around is not None
        leg = OutgoingLeg(self._around, info, route.peer)
        await leg.invite(route.sender, info.name, route.uri, codecs, self._user_agent, headers)
        return leg

    # --- the end ---

    async def _close(self) -> None:
        await self._uas.stop()
