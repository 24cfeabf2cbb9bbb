"""What can sit on a seat of a call: a SIP leg, an agent's headset, music and prompts, a ringback tone."""

from collections.abc import Callable

from telephony.connectors.base import Leg
from telephony.events import AudioFault
from telephony.frames import Joined, Parted
from telephony.headset import Headset

SILENT_TICKS = 150
"""Three seconds without a frame from a headset that is connected: its microphone, or its network, is not there."""


class LegSeat:
    """A SIP leg; its frames come by themselves."""

    def __init__(self, leg: Leg) -> None:
        self._leg = leg

    @property
    def leg(self) -> Leg | None:
        """The leg."""
        return self._leg

    def send(self, frame: bytes) -> None:
        """See `bridge.End`."""
        self._leg.send(frame)

    def take(self) -> bytes | None:
        """A leg is not asked."""
        return None


class HeadsetSeat:
    """The headset of an agent, connected or not. `on_fault` hears when it says nothing, and that it does again."""

    leg: Leg | None = None

    def __init__(self, call_id: str, agent_id: str, on_fault: Callable[[AudioFault | None], None]) -> None:
        self.agent_id = agent_id
        self.headset: Headset | None = None
        self._call_id = call_id
        self._on_fault = on_fault
        self._dry = 0

    def join(self, headset: Headset) -> None:
        """Let this headset be heard; what it said before is not."""
        headset.buffer.clear()
        self.headset = headset
        self._dry = 0
        headset.tell(Joined(call_id=self._call_id))

    def part(self) -> None:
        """Let it go."""
        if self.headset is not None:
            self.headset.tell(Parted(call_id=self._call_id))
            self.headset = None

    def lost(self) -> None:
        """It broke; whoever looks after headsets tells of that."""
        self.headset = None

    def send(self, frame: bytes) -> None:
        """See `bridge.End`."""
        if self.headset is not None:
            self.headset.send(frame)

    def take(self) -> bytes | None:
        """See `bridge.End`."""
        if self.headset is None:
            return None
        frame = self.headset.buffer.take()
        if frame is None:
            self._dry += 1
            if self._dry == SILENT_TICKS:
                self._on_fault(AudioFault.SILENT)
        else:
            if self._dry >= SILENT_TICKS:
                self._on_fault(None)
            self._dry = 0
        return frame


class PlayerSeat:
    """Music, prompts, or a tone: says, and hears nothing."""

    leg: Leg | None = None

    def __init__(self, next_frame: Callable[[], bytes]) -> None:
        self._next_frame = next_frame

    def send(self, frame: bytes) -> None:
        """Nobody listens."""

    def take(self) -> bytes | None:
        """See `bridge.End`."""
        return self._next_frame()
