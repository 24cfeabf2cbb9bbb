"""pyVoIP's call, mended: its states and its RTP client, with a dialog, one audio medium, a listener. Knows no line.

Upstream's VoIPCall keeps no dialog (RFC 3261 §12), binds a port for each SDP connection line, answers hold as if
nothing were held (RFC 3264 §8.4), ignores a CANCEL, and knows of refusals only 404 and 503. Ports and SDP are the
leg's (`pyvoip_leg.py`), which is the `Listener` here.
"""

from typing import Any, Protocol

from aiosipua.dialog import Dialog
from aiosipua.message import SipRequest
from aiosipua.sdp import SdpMessage

from telephony.connectors.pyvoip_library import CallState, VoIPCall
from telephony.connectors.pyvoip_message import Message
from telephony.sip.media import RemoteMedia
from telephony.sip.messages import Address


class Listener(Protocol):
    """What a call tells its leg, and asks it."""

    @property
    def is_over(self) -> bool:
        """Has it ended, and but the BYE waits for an ACK?"""

    @property
    def awaits_answer(self) -> bool:
        """Is an offer of ours not answered yet?"""

    def pressed(self, digit: str) -> None:
        """INFO told of a key."""

    def rang(self) -> None:
        """180 or 183 came for a call that we placed."""

    def answered(self, media: RemoteMedia | None) -> None:
        """2xx came and was acknowledged. None: no audio can be agreed."""

    def refused(self, status: int) -> None:
        """3xx to 6xx came for a call that we placed."""

    def acknowledged(self, media: RemoteMedia | None) -> None:
        """An ACK for a 2xx of ours came; with the answer where that 2xx carried the offer."""

    def renegotiated(self, media: RemoteMedia | None) -> SdpMessage | None:
        """A re-INVITE or UPDATE: our SDP, None while audio is not open. Without `media` it asks for an offer."""

    def cancelled(self) -> None:
        """CANCEL came and was answered."""

    def said_bye(self) -> None:
        """BYE came and is being answered."""

    def no_ack(self) -> None:
        """The ACK for a 2xx of ours never came."""

    def no_reply(self) -> None:
        """Our INVITE was not answered in time."""


class Call(VoIPCall):  # type: ignore[misc]  # pyVoIP has no types
    """One call. `invite` is its INVITE as it stands on the wire, `peer` the next hop of our requests."""

    state: CallState

    def __init__(
        self,
        phone: Any,
        state: CallState,
        request: Message,
        session_id: int,
        host: str,
        *,
        dialog: Dialog,
        peer: Address,
        ms: dict[int, dict[int, Any]] | None = None,
    ) -> None:
        assert isinstance(request.origin, SipRequest)
        self.invite = request.origin
        self.dialog = dialog
        self.peer = peer
        self.codecs: dict[int, Any] = {}
        """Payload types that both sides have, as upstream found them in the offer."""
        self.sdp: SdpMessage | None = None
        """Our side of the agreement, for the next 2xx."""
        self.refusal = 486
        self.listener: Listener | None = None
        self._early: RemoteMedia | None = None
        super().__init__(phone, state, request, session_id, host, ms if ms is not None else {}, "sendrecv")

    def __del__(self) -> None:
        """Upstream frees ports when a call is collected; here the leg gives its port back when audio has ended."""

    # --- audio ---

    def create_rtp_clients(self, codecs: dict[int, Any], ip: str, port: int, request: Any, baseport: int) -> None:
        """Upstream's, without the clients: the codecs are noted, the port is opened when the leg wants audio."""
        self.codecs = codecs
        for client in self.RTPClients:
            client.outIP, client.outPort = request.body["c"][0]["address"], baseport

    # --- what comes ---

    def renegotiate(self, request: Message) -> None:
        """A re-INVITE: upstream answers and takes the new address, the leg says what is answered (RFC 3264 §8)."""
        sdp = self.listener.renegotiated(request.media) if self.listener is not None else None
        if sdp is None:
            self.phone.refuse(request.origin, 488)
            return
        self.sdp = sdp
        super().renegotiate(request)

    def ringing(self, request: Message) -> None:
        """180 or 183: SDP of early media may be the only one that comes."""
        if self.state is not CallState.DIALING or self.listener is None:
            return
        self._early = request.media or self._early
        self.listener.rang()

    def answered(self, request: Message) -> None:
        """2xx; comes again when our ACK was lost, and then changes nothing."""
        if self.state is not CallState.DIALING:
            return
        self.dialog.confirm()
        self._early = request.media or self._early
        super().answered(request)

    @property
    def agreed(self) -> RemoteMedia | None:
        """What the peer answered our offer with."""
        return self._early

    def refused(self, status: int) -> None:
        """3xx to 6xx for our INVITE; its ACK is the transaction's."""
        if self.state is CallState.DIALING:
            self._over()
            if self.listener is not None:
                self.listener.refused(status)

    def not_found(self, request: Message) -> None:
        """See `refused`; upstream warns, and resets the warning filters of the whole program."""
        self.refused(request.code)

    unavailable = not_found

    def bye(self) -> None:
        """The peer's BYE; one that comes while it rings ends the INVITE too (RFC 3261 §15.1.2)."""
        if self.state is CallState.RINGING:
            self.refuse(487)
        else:
            super().bye()
            self.state = CallState.ENDED
        if self.listener is not None:
            self.listener.said_bye()

    # --- from our side ---

    def ring(self) -> None:
        """Send 180, as upstream does by itself."""
        self.sip.out.sendto(self.sip.gen_ringing(self.request).encode(), self.peer)

    def hangup(self) -> None:
        """Upstream's, which says BYE; one of the peer's may cross it."""
        super().hangup()
        self.phone.hung_up(self)

    def refuse(self, status: int) -> None:
        """Refuse a call that rings."""
        self.refusal = status
        self.deny()

    def give_up(self) -> None:
        """The call we placed is over without another word of ours."""
        self._over()

    def _over(self) -> None:
        for client in self.RTPClients:
            client.stop()
        self.state = CallState.ENDED
        self.phone.calls.pop(self.call_id, None)
