"""The small interface between the line and whatever speaks SIP and RTP for it.

A connector owns sockets and dialogs; the line owns calls. All callbacks run in the event loop's thread, never
re-entrantly from within a method of the same leg. Audio is 16-bit signed little-endian mono at 8 kHz in frames of
20 ms (`FRAME_BYTES`), whatever codec the leg speaks. Times are `time.monotonic()` seconds.

Standards: RFC 3261 (SIP), RFC 3264 (offer/answer), RFC 3550/3551 (RTP), RFC 4733 (DTMF).
"""

from typing import Protocol

import msgspec

from telephony.events import AudioFault, MediaQuality, Side

SAMPLE_RATE = 8000
FRAME_MS = 20
FRAME_SAMPLES = SAMPLE_RATE * FRAME_MS // 1000
FRAME_BYTES = FRAME_SAMPLES * 2
SILENCE = bytes(FRAME_BYTES)


class LegInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Facts of a leg that do not change. `received_at` is when its INVITE came in (or was sent), monotonic."""

    sip_call_id: str
    number: str
    name: str
    called: str
    source: str
    received_at: float
    trunk: str = ""
    number_sent: str = ""
    withheld: bool = False


class LegEnd(msgspec.Struct, frozen=True, kw_only=True):
    """How a leg ended. `answered` tells a BYE after 200 from a CANCEL or a refusal before it."""

    by: Side
    answered: bool
    status: int = 0
    reason: str = ""
    """A word for the log: `bye`, `cancel`, `no_ack`, `refused`, `timeout`, `shutdown`, `session_expired`."""


class Leg(Protocol):
    """One SIP dialog with its audio."""

    @property
    def info(self) -> LegInfo: ...

    def ring(self) -> None:
        """Send 180. Incoming legs only, before `answer`."""

    async def answer(self) -> float:
        """Open the audio, send 200 with SDP, keep sending it until ACK. Returns the monotonic time 200 was sent.

        Raises MediaNotAcceptable when audio cannot be agreed; the leg has then been refused with 488.
        """

    def reject(self, status: int) -> None:
        """Refuse an incoming leg that is not answered (4xx-6xx)."""

    def hang_up(self) -> None:
        """End the leg in whatever way its state asks for: BYE, CANCEL or a refusal. Twice does nothing more."""

    def send(self, frame: bytes) -> None:
        """Send one frame of FRAME_BYTES to the peer. Called on a 20 ms clock; without audio open it is dropped."""

    def send_digit(self, digit: str) -> None:
        """Send one DTMF digit (RFC 4733)."""

    def relay(self, other: "Leg | None") -> None:
        """Pass this leg's audio straight to `other` (a leg of the same connector), packet by packet, without the
        20 ms clock; None ends it. One direction: relay both for a talk. `on_frame` goes on being called, as packets
        come; `send` to `other` must pause meanwhile. Where the codecs differ, each packet is transcoded.
        """

    def quality(self) -> MediaQuality | None:
        """Figures of the leg's RTP so far; None before audio was open. Still answers after the end."""


class LegHandler(Protocol):
    """What the line implements to hear of legs."""

    def on_incoming(self, leg: Leg) -> None:
        """A new INVITE. 100 has been sent; the handler rings, answers or rejects."""

    def on_ringing(self, leg: Leg, at: float) -> None:
        """A leg we placed rings at the far end (180 or 183)."""

    def on_answered(self, leg: Leg, at: float) -> None:
        """A leg we placed was answered; audio is open."""

    def on_established(self, leg: Leg, at: float) -> None:
        """The ACK for our 200 arrived (incoming legs)."""

    def on_frame(self, leg: Leg, frame: bytes) -> None:
        """Twenty milliseconds of the peer's audio, in order, losses concealed."""

    def on_digit(self, leg: Leg, digit: str) -> None:
        """The peer pressed a key (RFC 4733)."""

    def on_audio(self, leg: Leg, fault: AudioFault | None, at: float) -> None:
        """The peer's audio stopped, or never began (SILENT within three seconds, later DEAD); None: it is back.

        Not called while the peer holds us, or where we do not want to hear.
        """

    def on_trunk(self, trunk: str, up: bool, detail: str, at: float) -> None:
        """A trunk's registration came or went."""

    def on_ended(self, leg: Leg, end: LegEnd, at: float) -> None:
        """The leg is over. Called exactly once for each leg, last of all its callbacks."""


class Connector(Protocol):
    """A way of speaking SIP. `start` raises AddressInUse when its port is taken."""

    name: str

    @property
    def address(self) -> str:
        """`host:port` on which SIP is heard; known after `start`."""

    @property
    def refused(self) -> dict[str, int]:
        """INVITEs of which no call came, since the start, by the status that refused them."""

    async def start(self, handler: LegHandler) -> None: ...

    async def place(
        self, target: str, *, caller: str = "", name: str = "", trunk: str = "", auto_answer: bool = False
    ) -> Leg:
        """Call `sip:user@host[:port]`, or a bare number through a trunk (`trunk` names it, empty: the first).

        Returns at once; ringing, answer and end come as callbacks. `auto_answer` asks a phone to lift by itself
        (Call-Info answer-after=0, Alert-Info). Raises CallFailed where the target cannot be called at all.
        """

    async def stop(self) -> None:
        """End every leg politely (BYE, CANCEL, 503), wait briefly for the replies, close the sockets."""
