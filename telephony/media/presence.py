"""Does audio come from the peer? A pure machine, looked at twice a second by the clock of the legs.

SILENT is told within three seconds of the last packet, or of the answer where none ever came; DEAD after a set time;
`None` when audio is back. Nothing is told of a peer that holds us, and a peer that announced a pause (comfort noise,
RFC 3389) is not called silent: it may send nothing until somebody speaks again, and is only found DEAD.
"""

from dataclasses import dataclass
from enum import Enum

from telephony.events import AudioFault

LOOK_S = 0.5
SILENT_S = 2.4
"""With LOOK_S between two looks it is told within 2.9 seconds."""
DEAD_S = 60.0


class Hearing(Enum):
    """What is known of the peer's audio."""

    IDLE = "idle"  # nobody should be heard: not agreed yet, or on hold
    HEARD = "heard"
    SILENT = "silent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Told:
    """The one effect: `None` says that audio is back."""

    fault: AudioFault | None


@dataclass
class Presence:
    """`dead_s` is how long without a packet makes a dead call; 0 means never."""

    dead_s: float = DEAD_S
    state: Hearing = Hearing.IDLE
    _since: float = 0.0

    def watch(self, now: float) -> None:
        """From now on audio should come: the call was answered, or hold is over. Twice changes nothing."""
        if self.state is Hearing.IDLE:
            self.state = Hearing.HEARD
            self._since = now

    def ignore(self) -> Told | None:
        """Nobody should be heard any more (hold). A fault that was told is taken back."""
        before, self.state = self.state, Hearing.IDLE
        return Told(None) if before in (Hearing.SILENT, Hearing.DEAD) else None

    def look(self, now: float, heard_at: float, paused: bool = False) -> Told | None:
        """What has changed. `heard_at` is when the last packet came, `paused` whether it announced a pause."""
        if self.state is Hearing.IDLE:
            return None
        quiet_s = now - max(heard_at, self._since)
        found = self._found(quiet_s, paused)
        before, self.state = self.state, found
        if found is before:
            return None
        return Told(_FAULT.get(found))

    def _found(self, quiet_s: float, paused: bool) -> Hearing:
        if self.dead_s and quiet_s >= self.dead_s:
            return Hearing.DEAD
        if quiet_s >= SILENT_S and not paused:
            return Hearing.SILENT
        return Hearing.HEARD


_FAULT = {Hearing.SILENT: AudioFault.SILENT, Hearing.DEAD: AudioFault.DEAD}
