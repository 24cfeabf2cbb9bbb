"""Three sound devices that come and go: microphone, earpiece, and the speaker that rings.

Each is wanted by name (or the system's default). One that dies is replaced by the default at once and the call goes
on; the one that was lost is looked for and taken again when it is back. Works on a thread of its own, since opening a
device may take long. Knows PortAudio through `Card` only, and neither screen nor line.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import structlog

from console.audio.ends import Microphone, Source, Speaker
from console.audio.listing import Device, default, find
from console.audio.playout import SILENCE
from console.errors import AudioFault
from scripts_lib.model import Text

CHECK_S = 0.25
RETRY_S = (2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 60.0)
"""Seconds between two looks for a device that is away; the last one repeats."""
YOUNG_S = 5.0
"""A device that dies so soon after it was opened is not tried again at once."""
STARVED = 10
"""Frames (200 ms) that a microphone may owe before silence stands in, so that the line sees an unbroken stream."""
RING_BLOCKS = 5
OFF = "-"
"""Stored instead of a name: use none."""
log = structlog.get_logger("console.plugs")


class Role(StrEnum):
    """What a device is for."""

    MICROPHONE = "microphone"
    EARPIECE = "earpiece"
    RINGER = "ringer"


class LiveMicrophone(Microphone, Protocol):
    """A microphone that can be lost."""

    def alive(self) -> bool:
        """Whether it still delivers."""


class LiveSpeaker(Speaker, Protocol):
    """A speaker that can be lost."""

    def alive(self) -> bool:
        """Whether it still fetches."""


class Card(Protocol):
    """The devices of a PC."""

    def devices(self) -> tuple[Device, ...]:
        """As found at the last look."""

    def seen_now(self) -> tuple[Device, ...]:
        """As plugged in now; takes a while, disturbs nothing."""

    def rescan(self) -> None:
        """Look again; every stream must be closed."""

    def microphone(self, device: Device | None) -> LiveMicrophone:
        """Not started."""

    def speaker(self, device: Device | None, *, blocks: int) -> LiveSpeaker:
        """Not started."""


class Happened(StrEnum):
    """What became of a device."""

    FELL_BACK = "fell_back"  # lost; the default is used
    LOST = "lost"  # lost; there is no other
    BACK = "back"  # the one that is wanted is used again
    ABSENT = "absent"  # not there from the start; the default is used


@dataclass(frozen=True)
class PlugNews:
    """One thing to tell: `device` was lost or is back, `now` is used instead."""

    role: Role
    what: Happened
    device: str
    now: str = ""


class Plug:
    """One role: what is wanted and what is in use. As microphone or speaker it never fails, only falls silent."""

    def __init__(self, role: Role, wanted: str) -> None:
        self.role = role
        self.wanted = wanted
        self.source: Source | None = None
        self.end: LiveMicrophone | LiveSpeaker | None = None
        self.device: Device | None = None
        self.missing = ""
        """The label of the device that was lost; empty when all is as wanted."""
        self.opened_at = 0.0
        self.retry_at = 0.0
        self.tries = 0
        self.rescanned = False
        self.chosen = False
        """Another device was chosen and is not opened yet."""
        self._starved = 0

    @property
    def output(self) -> bool:
        """Whether sound goes out."""
        return self.role is not Role.MICROPHONE

    @property
    def as_wanted(self) -> bool:
        """Whether nothing has to be looked for."""
        return self.wanted == OFF or (self.end is not None and not self.missing)

    def put_off(self, now: float) -> None:
        """Look again later, and later still each time."""
        self.retry_at = now + RETRY_S[min(self.tries, len(RETRY_S) - 1)]
        self.tries += 1

    def start(self, playout: Source | None = None) -> None:
        """The plugboard opens; here only the source is taken."""
        self.source = playout or self.source

    def begin_call(self) -> None:
        """Throw away what was captured before the call."""
        end = self.end
        if end is not None and self.role is Role.MICROPHONE:
            end.begin_call()  # type: ignore[union-attr]

    def capture(self, due: int) -> list[bytes]:
        """What the microphone delivered; silence in the clock's beat when it delivers nothing."""
        end = self.end
        frames: list[bytes] = end.capture(due) if end is not None else []  # type: ignore[union-attr]
        if frames:
            self._starved = 0
            return frames
        self._starved += due
        return [SILENCE] * due if end is None or self._starved > STARVED else []

    def beat(self, due: int) -> None:
        """Without a device the source is emptied in the clock's beat."""
        if self.end is None and self.source is not None:
            for _ in range(due):
                self.source.take()

    def close(self) -> None:
        """Close the device that is in use."""
        end, self.end = self.end, None
        self.device = None
        if end is not None:
            end.close()


class Plugboard:
    """The three plugs of one PC. `start` opens them, then a thread watches over them until `close`."""

    def __init__(
        self,
        card: Card,
        wanted: dict[Role, str],
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._card = card
        self._now = now
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._labels: frozenset[str] = frozenset()
        self.plugs = {role: Plug(role, wanted[role]) for role in Role if role in wanted}
        self.news: deque[PlugNews] = deque(maxlen=20)
        self.faults: tuple[Text, ...] = ()

    # --- for the screen ----------------------------------------------------------------------------------------

    def devices(self, role: Role) -> tuple[Device, ...]:
        """Those that fit the role, as found at the last look."""
        output = role is not Role.MICROPHONE
        try:
            found = self._card.devices()
        except AudioFault:
            return ()
        return tuple(one for one in found if (one.outputs if output else one.inputs) > 0)

    def choose(self, role: Role, wanted: str) -> None:
        """Use this device from now on; it is opened beside the screen."""
        plug = self.plugs[role]
        plug.wanted, plug.chosen = wanted, True
        self._wake.set()

    def start(self, *, watch: bool = True) -> None:
        """Open what is wanted. Faults are kept to be shown; they are retried."""
        with self._lock:
            self._labels = self._known()
            faults = [fault for plug in self.plugs.values() if (fault := self._open(plug)) is not None]
        self.faults = tuple(dict.fromkeys(fault.text for fault in faults))
        if watch:
            self._thread = threading.Thread(target=self._watch, name="sound-plugs", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop watching and release the devices. A driver that hangs does not hold up the end of the program."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=2)
        if self._lock.acquire(timeout=1):
            for plug in self.plugs.values():
                plug.close()
            self._lock.release()

    # --- watching ----------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        while not self._stop.is_set():
            self._wake.wait(CHECK_S)
            self._wake.clear()
            if not self._stop.is_set():
                self.check()

    def check(self) -> None:
        """One look at everything: what died is replaced, what is away is looked for."""
        for plug in self.plugs.values():
            end = plug.end
            if plug.chosen:
                with self._lock:
                    self._change(plug)
            elif end is not None and not end.alive():
                with self._lock:
                    self._lost(plug)
        now = self._now()
        due = [plug for plug in self.plugs.values() if not plug.as_wanted and now >= plug.retry_at]
        if due:
            self._look_for(due, now)

    def _change(self, plug: Plug) -> None:
        """Another device was chosen."""
        plug.chosen, plug.missing, plug.tries, plug.opened_at = False, "", 0, 0.0
        plug.close()
        self._open(plug)

    def _lost(self, plug: Plug) -> None:
        """The device in use is dead: the default takes over, if it is another one."""
        now, device = self._now(), plug.device
        label = device.label if device is not None else ""
        young = now - plug.opened_at < YOUNG_S
        plug.missing = plug.missing or label or plug.wanted
        plug.rescanned = False
        plug.close()
        log.info("sound_device_lost", role=plug.role, young=young)
        plug.put_off(now)
        plug.tries = plug.tries if young else 1
        other = default(self._card.devices(), output=plug.output)
        replaced = other is not None and other.label != label and self._try(plug, other) is None
        if not replaced and plug.tries == 1:  # a loose plug may not interrupt the others again and again
            self._renew()
        self._tell(plug, Happened.FELL_BACK if plug.end is not None else Happened.LOST)

    def _look_for(self, due: list[Plug], now: float) -> None:
        """Is what is missing plugged in again? Asked of another process, so that what still runs goes on."""
        seen = self._card.seen_now()
        with self._lock:
            failed = []
            for plug in due:
                plug.put_off(now)
                there = self._target(plug, seen) is not None
                if there and self._take_back(plug):
                    continue
                if there or (plug.end is None and not self._stand_in(plug)):
                    failed.append(plug)
            changed = frozenset(one.label for one in seen) != self._labels
            if failed and (changed or not all(plug.rescanned for plug in failed)):
                self._renew()

    def _stand_in(self, plug: Plug) -> bool:
        """Open the default where nothing is open."""
        other = default(self._card.devices(), output=plug.output)
        return other is not None and self._try(plug, other) is None

    def _target(self, plug: Plug, devices: tuple[Device, ...]) -> Device | None:
        """The device to go back to; the default when no other was wanted or lost."""
        wanted = plug.wanted or plug.missing
        return find(devices, wanted, output=plug.output) if wanted else default(devices, output=plug.output)

    def _take_back(self, plug: Plug) -> bool:
        """Open the wanted device as PortAudio knows it, beside the one that stands in; then change over."""
        device = self._target(plug, self._card.devices())
        if device is None:
            return False
        stand_in, before = plug.end, plug.device
        if self._try(plug, device) is not None:
            plug.end, plug.device = stand_in, before
            return False
        if stand_in is not None:
            stand_in.close()
        self._returned(plug)
        return True

    def _returned(self, plug: Plug) -> None:
        missing, plug.missing = plug.missing, ""
        if missing:
            self._tell(plug, Happened.BACK, missing)

    def _renew(self) -> None:
        """Close everything, let PortAudio look again, and open everything anew."""
        for plug in self.plugs.values():
            plug.close()
        self._card.rescan()
        self._labels = self._known()
        for plug in self.plugs.values():
            plug.rescanned = True
            missing = plug.missing
            self._open(plug)
            if missing and plug.end is not None and plug.device == self._target(plug, self._card.devices()):
                self._returned(plug)

    # --- opening -----------------------------------------------------------------------------------------------

    def _known(self) -> frozenset[str]:
        try:
            return frozenset(one.label for one in self._card.devices())
        except AudioFault:
            return frozenset()

    def _open(self, plug: Plug) -> AudioFault | None:
        """The wanted device, else the default. What went wrong when neither can be had."""
        if plug.wanted == OFF:
            return None
        try:
            known = self._card.devices()
        except AudioFault as error:
            plug.put_off(self._now())
            return error
        wanted = self._target(plug, known)
        if wanted is not None and self._try(plug, wanted) is None:
            return None
        before = plug.opened_at
        plug.put_off(self._now())
        other = default(known, output=plug.output)
        fault = self._try(plug, other if other != wanted else None)
        if plug.wanted and not plug.missing:
            plug.missing = plug.wanted
            fell_back = Happened.FELL_BACK if before else Happened.ABSENT
            self._tell(plug, fell_back if fault is None else Happened.LOST)
        return fault

    def _try(self, plug: Plug, device: Device | None) -> AudioFault | None:
        """Open this one (None: whatever PortAudio takes for the default)."""
        try:
            if plug.output:
                speaker = self._card.speaker(device, blocks=RING_BLOCKS if plug.role is Role.RINGER else 1)
                speaker.start(plug.source or _Nothing())
                plug.end = speaker
            else:
                microphone = self._card.microphone(device)
                microphone.start()
                plug.end = microphone
        except AudioFault as fault:
            return fault
        plug.device, plug.opened_at = device, self._now()
        return None

    def _tell(self, plug: Plug, what: Happened, device: str = "") -> None:
        in_use = plug.device.label if plug.device is not None else ""
        news = PlugNews(plug.role, what, device or plug.missing or plug.wanted, in_use)
        if not self.news or self.news[-1] != news:
            self.news.append(news)


class _Nothing:
    """A source that is silent."""

    def take(self) -> bytes:
        """Silence."""
        return SILENCE
