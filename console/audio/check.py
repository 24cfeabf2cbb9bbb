"""The tests of the sound screen, step by step: a tone, a ring, a recording played back, the echo. Knows no screen.

Nothing recorded here leaves the PC or is kept. Steps end by frames that were played and recorded; a clock only tells
when a device does not take part.
"""

from enum import StrEnum

from console.audio.advice import PROBE_S, TAIL_S, EchoReport, MicReport, echo, judge, probe
from console.audio.ear import Ear, Voice
from console.audio.tones import FRAME_MS, louder, melody, reference_tone, warble

RECORD_S = 3.0
PATIENCE_S = 2.5
"""A device that is so late does not take part."""


class Step(StrEnum):
    """What is going on."""

    IDLE = "idle"
    TONE = "tone"
    RING = "ring"
    RECORDING = "recording"
    PLAYING_BACK = "playing_back"
    ECHO = "echo"


class SoundCheck:
    """One test at a time. `mic`, `echo` or `fault` hold what the last one found."""

    def __init__(self, ear: Ear, bell: Ear, voice: Voice) -> None:
        self._ear = ear
        self._bell = bell
        self._voice = voice
        self._until = 0.0
        self.step = Step.IDLE
        self.mic: MicReport | None = None
        self.echo: EchoReport | None = None
        self.fault = ""
        """The key of a text: why the last test came to nothing."""

    def tone(self, now: float) -> None:
        """A test tone and a melody in the earpiece."""
        self._begin(Step.TONE, now, 2.1)
        self._ear.play(reference_tone() + melody())

    def ring(self, now: float, *, apart: bool, volume_db: float) -> None:
        """One ring on the ringing speaker, or in the earpiece when that is the same."""
        self._begin(Step.RING, now, 1.0)
        (self._bell if apart else self._ear).play(louder(warble(1.0, urgent=False), volume_db))

    def record(self, now: float) -> None:
        """Three seconds of the agent's voice, then the same in the earpiece, with what to turn."""
        self._begin(Step.RECORDING, now, RECORD_S)
        self._voice.record(round(RECORD_S * 1000 / FRAME_MS))

    def listen_for_echo(self, now: float) -> None:
        """Play the probe and record what comes back."""
        self._begin(Step.ECHO, now, PROBE_S + TAIL_S)
        self._voice.record(round((PROBE_S + TAIL_S) * 1000 / FRAME_MS))
        self._ear.play(probe())

    def stop(self) -> None:
        """End at once: a call rings, or the screen closes."""
        self.step = Step.IDLE
        self._ear.hush()
        self._bell.hush()
        self._voice.record(0)

    def left(self, now: float) -> float:
        """Seconds to the end of this step."""
        return max(0.0, self._until - now)

    def beat(self, now: float) -> None:
        """Go on to the next step when this one is done."""
        late = now > self._until + PATIENCE_S
        match self.step:
            case Step.TONE | Step.RING | Step.PLAYING_BACK:
                self._played(late=late)
            case Step.RECORDING:
                if (pcm := self._recorded(late=late)) is not None:
                    self.mic = judge(pcm)
                    self.step, self._until = Step.PLAYING_BACK, now + RECORD_S
                    self._ear.play(pcm)
            case Step.ECHO:
                if (pcm := self._recorded(late=late)) is not None:
                    unheard = self._ear.playing
                    self.stop()
                    self.fault = "check.no_ear" if unheard else ""
                    self.echo = None if unheard else echo(probe(), pcm)

    def _begin(self, step: Step, now: float, seconds: float) -> None:
        self.stop()
        self.step, self._until = step, now + seconds
        self.mic = self.echo = None
        self.fault = ""

    def _played(self, *, late: bool) -> None:
        playing = self._ear.playing or self._bell.playing
        if playing and late:
            self.stop()
            self.fault = "check.no_ear"
        elif not playing:
            self.step = Step.IDLE

    def _recorded(self, *, late: bool) -> bytes | None:
        kept, whole = self._voice.recorded()
        if whole:
            return b"".join(kept)
        if late:
            self.stop()
            self.fault = "check.no_mic"
        return None
