"""Which sound devices this PC has, by name and host API, and which of them a stored name means.

A device is kept by name: PortAudio's numbers change with every plug. PortAudio also looks for devices only once, when
it starts; so whether something was plugged in since is asked of a second process (`python -m console.audio.listing`),
which takes nothing away from the call that goes on in this one. Knows no stream; loads no numpy.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from console.errors import AudioFault

LIST_WITHIN_S = 5.0
LONGEST_NAME = 200
"""Characters; a driver may call its device anything."""


@dataclass(frozen=True)
class Device:
    """One device of one host API. `index` is PortAudio's number until it starts anew."""

    index: int
    name: str
    host: str
    inputs: int
    outputs: int
    rate: int
    default_input: bool = False
    default_output: bool = False

    @property
    def label(self) -> str:
        """How it is shown and stored: `USB Headset (hw:1,0) · ALSA`."""
        return f"{self.name} · {self.host}"


def sound_module() -> Any:
    """The sounddevice module. Raises AudioFault when it or PortAudio is not installed."""
    try:
        import sounddevice
    except ImportError as error:
        raise AudioFault(
            "sounddevice",
            "本机未安装声音组件，通话照常进行但没有声音。安装：pip install 'sanxiang[headset]'",
            "Sound support is not installed; calls work without audio. Install: pip install 'sanxiang[headset]'",
        ) from error
    except OSError as error:
        raise AudioFault(
            "portaudio",
            "本机缺少 PortAudio 库，通话照常进行但没有声音。安装：apt install libportaudio2",
            "The PortAudio library is missing; calls work without audio. Install: apt install libportaudio2",
        ) from error
    return sounddevice


def devices_of(sound: Any) -> tuple[Device, ...]:
    """What PortAudio knows, in its order. Raises AudioFault when it cannot be asked."""
    try:
        hosts, found = sound.query_hostapis(), sound.query_devices()
    except sound.PortAudioError as error:
        raise AudioFault(
            "portaudio",
            f"PortAudio 无法列出声音设备（{error}）。",
            f"PortAudio cannot list the sound devices ({error}).",
        ) from error
    first_input, first_output = _defaults(hosts)
    return tuple(
        Device(
            index=index,
            name=clean(str(one["name"])),
            host=clean(str(hosts[one["hostapi"]]["name"])),
            inputs=int(one["max_input_channels"]),
            outputs=int(one["max_output_channels"]),
            rate=round(one["default_samplerate"]),
            default_input=index == first_input,
            default_output=index == first_output,
        )
        for index, one in enumerate(found)
    )


def _defaults(hosts: Any) -> tuple[int, int]:
    """The first host API that has one gives the system's default, as PortAudio does; -1 where none has."""
    inputs = [int(host["default_input_device"]) for host in hosts if host["default_input_device"] >= 0]
    outputs = [int(host["default_output_device"]) for host in hosts if host["default_output_device"] >= 0]
    return next(iter(inputs), -1), next(iter(outputs), -1)


def clean(name: str) -> str:
    """A driver's name on one line, without signs that would move the cursor."""
    return " ".join("".join(sign for sign in name if sign.isprintable() or sign.isspace()).split())[:LONGEST_NAME]


_CARD = re.compile(r"\s*\(hw:\d+,\d+\)")
_PORT = re.compile(r"\((\d+)- ")


def same_name(label: str) -> str:
    """A label without what changes from plug to plug: ALSA's card number, Windows' number of the port."""
    return _PORT.sub("(", _CARD.sub("", label)).casefold().strip()


def find(devices: Iterable[Device], wanted: str, *, output: bool) -> Device | None:
    """The device that is meant: by its label, the same but for numbers, by its name alone, or by a part of the label
    that only one has. None when it is not there."""
    fit = [one for one in devices if (one.outputs if output else one.inputs) > 0]
    for alike in (
        lambda one: one.label == wanted,
        lambda one: same_name(one.label) == same_name(wanted),
        lambda one: same_name(one.name) == same_name(wanted),
    ):
        found = [one for one in fit if alike(one)]
        if found:
            return found[0]
    found = [one for one in fit if wanted.strip() and wanted.casefold().strip() in one.label.casefold()]
    return found[0] if len(found) == 1 else None


def default(devices: Iterable[Device], *, output: bool) -> Device | None:
    """The system's default."""
    return next((one for one in devices if (one.default_output if output else one.default_input)), None)


def seen_now() -> tuple[Device, ...]:
    """The devices plugged in now, as a fresh process sees them; empty when it cannot say. Takes up to 5 s."""
    try:
        asked = subprocess.run(
            [sys.executable, "-m", "console.audio.listing"],
            capture_output=True,
            timeout=LIST_WITHIN_S,
            check=True,
            stdin=subprocess.DEVNULL,
        )
        return tuple(Device(**one) for one in json.loads(asked.stdout))
    except (OSError, subprocess.SubprocessError, ValueError, TypeError):
        return ()


if __name__ == "__main__":
    print(json.dumps([asdict(one) for one in devices_of(sound_module())]))
