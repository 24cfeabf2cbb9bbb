"""The sound that `hotline agent` starts with: devices by name from options or the user's file, files, or none."""

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import typer

from console.audio.devices import DeviceMicrophone, DeviceSpeaker, PortAudioCard
from console.audio.ends import Microphone, NoMicrophone, NoSpeaker, Speaker, WavMicrophone, WavSpeaker
from console.audio.listing import Device, default, devices_of, find, sound_module
from console.audio.plugs import OFF, Plugboard, Role
from console.errors import AudioFault
from console.headset import Headset
from console.sound_settings import OwnSound, SoundSettings
from hotline_cli.own_files import folder

HEADINGS = {
    False: ("麦克风 / microphones", "--microphone"),
    True: ("耳机和扬声器 / earpieces and speakers", "--earpiece, --ringer"),
}


@dataclass(frozen=True)
class Asked:
    """The options of sound. Names that were given are kept for the next time."""

    mic: Path | None = None
    speaker: Path | None = None
    silent: bool = False
    microphone: str = ""
    earpiece: str = ""
    ringer: str = ""


def make_headset(asked: Asked, lang: str) -> Headset:
    """The headset that was asked for. Ends the program with one line when a name means no device or several."""
    own = OwnSound(folder() / "sound.yaml")
    named = {Role.MICROPHONE: asked.microphone, Role.EARPIECE: asked.earpiece, Role.RINGER: asked.ringer}
    if any(named.values()):
        own.change(_with_names(own, named, lang))
    if asked.silent:
        return Headset(_file_in(asked) or NoMicrophone(), _file_out(asked) or NoSpeaker(), own=own)
    try:
        # Before the screen stands: PortAudio sends standard error to nowhere for a moment when it starts.
        card = PortAudioCard()
    except AudioFault:
        # These tell the same fault on the screen, and the calls go on in silence.
        return Headset(_file_in(asked) or DeviceMicrophone(), _file_out(asked) or DeviceSpeaker(), own=own)
    wanted = own.now.wanted()
    if asked.mic is not None:
        del wanted[Role.MICROPHONE]
    if asked.speaker is not None:
        del wanted[Role.EARPIECE]
    return Headset(_file_in(asked), _file_out(asked), plugboard=Plugboard(card, wanted), own=own)


def list_devices(lang: str) -> None:
    """Print the devices by kind, the system's default marked, as the options take them."""
    try:
        devices = devices_of(sound_module())
    except AudioFault as fault:
        _end(fault.of(lang))
    for output, (heading, options) in HEADINGS.items():
        fit = [one for one in devices if (one.outputs if output else one.inputs) > 0]
        first = default(devices, output=output)
        typer.echo(f"{heading}  ({options})")
        for one in fit:
            typer.echo(f"  {'*' if one == first else ' '} {one.label}")
        if not fit:
            typer.echo("    没有 / none" if lang == "zh" else "    none")
    typer.echo("* 系统默认 / the system's default" if lang == "zh" else "* the system's default")


def _with_names(own: OwnSound, named: dict[Role, str], lang: str) -> SoundSettings:
    try:
        devices = devices_of(sound_module())
    except AudioFault as fault:
        _end(fault.of(lang))
    settings = own.now
    for role, name in named.items():
        if name:
            settings = settings.with_device(role, _label(devices, role, name))
    return settings


def _label(devices: tuple[Device, ...], role: Role, name: str) -> str:
    """What is stored for a name that was typed: `default`, `none` (to ring nowhere), or a device that is there."""
    if name == "default":
        return ""
    if name == "none" and role is Role.RINGER:
        return OFF
    found = find(devices, name, output=role is not Role.MICROPHONE)
    if found is None:
        told = f"no device, or more than one, is meant by {name!r}; see: hotline agent --list-devices"
        raise typer.BadParameter(told, param_hint=f"--{role.value}")
    return found.label


def _file_in(asked: Asked) -> Microphone | None:
    return WavMicrophone(asked.mic) if asked.mic is not None else None


def _file_out(asked: Asked) -> Speaker | None:
    return WavSpeaker(asked.speaker) if asked.speaker is not None else None


def _end(said: str) -> NoReturn:
    typer.echo(f"hotline agent: {said}", err=True)
    raise typer.Exit(1)
