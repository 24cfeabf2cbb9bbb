"""The audio of a pyVoIP leg: its port, its RTP, and what of it reaches the line. Knows no SIP but the leg's state.

Audio goes through `rtp_leg.py` on pyVoIP's RTP client (`pyvoip_rtp.py`).
"""

import asyncio
import errno
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from telephony.connectors.base import Leg, LegHandler, LegInfo
from telephony.connectors.pyvoip_phone import Phone
from telephony.connectors.pyvoip_rtp import RtpPort, Taken
from telephony.connectors.rtp_leg import RtpLeg
from telephony.connectors.sip_legs import LegState
from telephony.errors import NoMediaPort
from telephony.events import AudioFault, MediaQuality
from telephony.media.presence import DEAD_S
from telephony.sip.media import PREFERENCE, LocalMedia, RemoteMedia
from telephony.sip.messages import Address
from telephony.sip.ports import PortPool
from telephony.sip.transport import SipSocket

BIND_TRIES = 20


@dataclass
class Around:
    """What the legs of one connector share. `legs` are those that have not ended on the wire, by Call-ID."""

    handler: LegHandler
    socket: SipSocket
    phone: Phone
    ports: PortPool
    bind_host: str
    address_for: Callable[[Address], Address]
    codecs: tuple[str, ...] = PREFERENCE
    dead_call_s: float = DEAD_S
    legs: dict[str, Any] = field(default_factory=dict)
    closing: set[asyncio.Task[None]] = field(default_factory=set)


class LegAudio:
    """What a leg has of audio. `info` and `state` are the leg's."""

    def __init__(self, around: Around, info: LegInfo, state: LegState, peer: Address) -> None:
        self.info = info
        self.state = state
        self._around = around
        self._peer = peer
        self._rtp: RtpLeg | None = None
        self._client: RtpPort | None = None
        self._local = LocalMedia(around.address_for(peer)[0], 0, time.time_ns() // 1000)
        self._relayed: Leg | None = None
        self._hears_keys = False

    # --- from the line ---

    def send(self, frame: bytes) -> None:
        """See `Leg.send`."""
        if self._rtp is not None and self.state is not LegState.OVER:
            self._rtp.send(frame)

    def send_digit(self, digit: str) -> None:
        """See `Leg.send_digit`."""
        if self._rtp is not None and self.state is not LegState.OVER:
            self._rtp.send_digit(digit)

    def relay(self, other: Leg | None) -> None:
        """See `Leg.relay`."""
        self._relayed = other
        if self._rtp is not None:
            self._rtp.relay(other._rtp if isinstance(other, LegAudio) else None)

    def quality(self) -> MediaQuality | None:
        """See `Leg.quality`."""
        return self._rtp.quality() if self._rtp is not None else None

    # --- open and close ---

    async def _open_audio(self, codecs: dict[int, Any]) -> RtpLeg:
        """Bind a port of the range; `codecs` in pyVoIP's form. Raises NoMediaPort."""
        tried: list[int] = []

        def port_of(taken: Taken) -> RtpPort:
            self._client = RtpPort(taken, codecs)
            return self._client

        try:
            for _ in range(BIND_TRIES):
                number = self._around.ports.take()
                rtp = RtpLeg(self._frame, self._digit, self._audio, self._around.dead_call_s, port_of)
                try:
                    await rtp.open(self._around.bind_host, number)
                except OSError as error:
                    tried.append(number)
                    if error.errno != errno.EADDRINUSE:
                        raise NoMediaPort(f"RTP port {number}: {error}") from error
                    continue  # another program sits on it
                self._local = LocalMedia(self._local.host, number, self._local.session_id)
                return rtp
            raise NoMediaPort(f"RTP ports {tried[0]} to {tried[-1]} are taken by other programs")
        finally:
            for number in tried:
                self._around.ports.give_back(number)

    def _speak(self, media: RemoteMedia, codec: str) -> None:
        """Send to and hear from this peer, in this codec, from now on."""
        assert self._rtp is not None
        self._hears_keys = media.dtmf != 0
        self._rtp.agree(media, codec)

    def _drop_audio(self, rtp: RtpLeg) -> None:
        task = asyncio.get_running_loop().create_task(self._close_audio(rtp, self._client, self._local.port))
        self._around.closing.add(task)
        task.add_done_callback(self._around.closing.discard)

    async def _close_audio(self, rtp: RtpLeg, client: RtpPort | None, number: int) -> None:
        """The port is lent again when its thread has let go of it."""
        await rtp.close()
        if client is not None:
            await asyncio.to_thread(client.join)
        self._around.ports.give_back(number)

    # --- to the line ---

    def _frame(self, frame: bytes) -> None:
        if self.state in (LegState.ANSWERED, LegState.ESTABLISHED):  # not early media, nor what comes after the end
            if self._relayed is not None and self._rtp is not None and not self._rtp.relayed:
                self.relay(self._relayed)  # the other leg's audio was not open yet
                self._relayed.send(frame)
            self._around.handler.on_frame(self._leg, frame)

    def _audio(self, fault: AudioFault | None) -> None:
        if self.state in (LegState.ANSWERED, LegState.ESTABLISHED):
            self._around.handler.on_audio(self._leg, fault, time.monotonic())

    def _digit(self, digit: str) -> None:
        if self.state is not LegState.OVER:
            self._around.handler.on_digit(self._leg, digit)

    @property
    def _leg(self) -> Leg:
        """The leg that this is the audio of."""
        raise NotImplementedError
