"""What the agent hears, and what becomes of the agent's voice: alerts over the call, mute, levels, a test recording.

Pure but for the deques between threads: the time is read from a clock that is handed in. Knows no device, no socket.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

from console.audio.ends import Source
from console.audio.levels import FLOOR_DBFS, SILENT, Level, measure
from console.audio.playout import SILENCE
from console.audio.tones import Alert, AlertSound, frames, mixed

SPEECH_OVER_DB = 12.0
"""Speech stands so far above the noise of the room..."""
SPEECH_DBFS = -45.0
"""...and above this, whatever the room is like."""
NOISE_RISES_DB = 0.02
"""How fast the noise floor follows upward, per frame: 1 dB a second."""
HEARD_OF, HEARD_LEAST = 25, 10
"""So many of the last half second's frames must be speech: a cough or a key is none."""


class Ear:
    """The source of one speaker: the caller, under whatever else has to be heard."""

    def __init__(self, voice: Source | None = None, *, now: Callable[[], float] = time.monotonic) -> None:
        self._voice = voice
        self._now = now
        self._sound = AlertSound()
        self._clip: deque[bytes] = deque()
        self.alert: Alert | None = None
        """What sounds until it is taken back."""
        self.volume_db = 0.0
        self.level = SILENT
        """Of what was played last, alerts included."""
        self.metering = False

    def play(self, pcm: bytes) -> None:
        """Play this once, in place of what was still being played."""
        self._clip.clear()
        self._clip.extend(frames(pcm))

    def hush(self) -> None:
        """Stop what `play` began."""
        self._clip.clear()

    @property
    def playing(self) -> bool:
        """Whether something of `play` is left."""
        return bool(self._clip)

    def take(self) -> bytes:
        """The next 20 ms."""
        frame = self._voice.take() if self._voice is not None else SILENCE
        for sound in (self._next_of_clip(), self._next_of_alert()):
            if sound:
                frame = sound if frame is SILENCE else mixed(frame, sound)
        if self.metering:
            self.level = measure(frame)
        return frame

    def _next_of_clip(self) -> bytes:
        try:
            return self._clip.popleft()
        except IndexError:
            return b""

    def _next_of_alert(self) -> bytes:
        alert = self.alert
        return self._sound.frame(alert, self._now(), self.volume_db) if alert is not None else b""


class Voice:
    """The agent's voice on its way to the line: measured, silenced when muted, kept for a test when asked."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self.muted = False
        self.level: Level = SILENT
        self.metering = False
        self.spoke_muted_at: float | None = None
        """Monotonic second at which speech was found while muted; None since the mute began."""
        self._noise = FLOOR_DBFS
        self._speech: deque[bool] = deque(maxlen=HEARD_OF)
        self._kept: list[bytes] = []
        self._wanted = 0
        self._lock = threading.Lock()

    def mute(self, on: bool) -> None:
        """Silence in place of the voice from now on, or the voice again."""
        self.muted = on
        self.spoke_muted_at = None
        self._speech.clear()

    def record(self, count: int) -> None:
        """Keep the next `count` frames, also while muted: they stay on this PC."""
        with self._lock:
            self._kept, self._wanted = [], count

    def recorded(self) -> tuple[list[bytes], bool]:
        """What `record` has kept so far, and whether that is all."""
        with self._lock:
            return list(self._kept), len(self._kept) >= self._wanted

    def pass_on(self, captured: list[bytes], *, joined: bool) -> list[bytes]:
        """The frames for the line. In a call and while the screen looks, they are measured."""
        out = []
        for pcm in captured:
            self._keep(pcm)
            if joined or self.metering:
                self.level = measure(pcm)
                if self.muted and joined:
                    self._listen(self.level)
            out.append(SILENCE if self.muted else pcm)
        return out

    def _keep(self, pcm: bytes) -> None:
        if len(self._kept) < self._wanted:
            with self._lock:
                self._kept.append(pcm)

    def _listen(self, level: Level) -> None:
        """Is somebody speaking who cannot be heard?"""
        self._noise = min(level.rms, self._noise + NOISE_RISES_DB) if self._speech else min(level.rms, SPEECH_DBFS)
        self._speech.append(level.rms > max(SPEECH_DBFS, self._noise + SPEECH_OVER_DB))
        if sum(self._speech) >= HEARD_LEAST:
            self.spoke_muted_at = self._now()
            self._speech.clear()
            self._speech.append(False)  # the noise that was learnt stays
