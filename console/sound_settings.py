"""The sound of this PC as its agent wants it: three devices by name, the ring. One small YAML file of the user's.

A file that is missing or broken is as good as none: the system's devices are used and the ring sounds.
"""

from pathlib import Path

import msgspec
import structlog

from console.audio.plugs import OFF, Role

LOUDEST = 10
STEP_DB = 3.0
LARGEST = 64 * 1024
log = structlog.get_logger("console.sound_settings")


class SoundSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Devices by the label that `hotline agent --list-devices` shows; empty is the system's default, `-` is none."""

    microphone: str = ""
    earpiece: str = ""
    ringer: str = ""
    ring: bool = True
    volume: int = 6
    """Of the ring, 0 to 10; 6 is as the tones were made."""

    def wanted(self) -> dict[Role, str]:
        """What to open for each role; no ringing speaker where the earpiece is the same device."""
        ringer = self.ringer if self.rings_apart() else OFF
        return {Role.MICROPHONE: self.microphone, Role.EARPIECE: self.earpiece, Role.RINGER: ringer}

    def with_device(self, role: Role, name: str) -> "SoundSettings":
        """The same with another device for this role."""
        return msgspec.structs.replace(self, **{role.value: name})

    def turned(self, by: int) -> "SoundSettings":
        """The same with the ring louder or softer."""
        return msgspec.structs.replace(self, volume=max(0, min(LOUDEST, self.volume + by)))

    def turned_on(self, on: bool) -> "SoundSettings":
        """The same with the ring on or off."""
        return msgspec.structs.replace(self, ring=on)

    @property
    def volume_db(self) -> float:
        """Decibels that the ring is turned up or down."""
        return (self.volume - 6) * STEP_DB

    @property
    def audible(self) -> bool:
        """Whether the ring makes a sound."""
        return self.ring and self.volume > 0

    def rings_apart(self) -> bool:
        """Whether the ringing speaker is another device than the earpiece: one device rings once."""
        return self.ringer not in (OFF, self.earpiece)


class OwnSound:
    """The settings in force, and the file that keeps them (`sound.yaml`); without a path they last one run."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.fault = ""
        """Why the file could not be read or written; empty when all is well."""
        self.now = self._read()

    def change(self, settings: SoundSettings) -> None:
        """From now on, and kept. A disk that refuses changes nothing for this run; `fault` says so."""
        self.now = settings
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = self._path.with_suffix(".new")
            fresh.write_bytes(msgspec.yaml.encode(settings))
            fresh.replace(self._path)
            self.fault = ""
        except OSError as error:
            self.fault = error.strerror or type(error).__name__
            log.warning("sound_settings_not_kept", error=type(error).__name__)

    def _read(self) -> SoundSettings:
        if self._path is None:
            return SoundSettings()
        try:
            if self._path.stat().st_size > LARGEST:
                raise msgspec.ValidationError("too large")
            found = msgspec.yaml.decode(self._path.read_bytes(), type=SoundSettings)
        except FileNotFoundError:
            return SoundSettings()
        except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
            self.fault = str(error).splitlines()[0][:120]
            log.warning("sound_settings_unreadable", error=type(error).__name__)
            return SoundSettings()
        return found.turned(0)
