"""The sound of the play's callers: WAV files beside their YAML, or spoken by a command that the site installs.

The nth line of `leak.yaml` is `leak-n.wav`, from 1. Knows nothing of calls.
"""

import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

from hotline_cli.demo.cast import Sound
from hotline_cli.train.choose import SHIPPED, Found
from hotline_cli.wav import WavError, read_wav
from scripts_lib.callers import Line, When

WITHIN_S = 60.0
EXAMPLE = "espeak-ng -v {voice} -w {wav} {text}"


class SpeechFault(Exception):
    """A caller cannot be heard. Says what to do."""


def sounds_of(found: Found, command: str, into: Path) -> tuple[Sound, ...]:
    """Every line that can be heard; made files go `into` the folder.

    A site's own WAV goes before the command, the command before the shipped WAV. Lines with neither are left out;
    raises SpeechFault where that is the first one, or where the command or a file is no good.
    """
    sounds = tuple(_sounds(found, command, into))
    if not sounds or sounds[0].when is not When.START:
        wanted = found.folder / f"{found.caller.id}-1.wav"
        raise SpeechFault(f"{found.caller.id} has no voice: put {wanted} there, or name a command: --tts '{EXAMPLE}'")
    return sounds


def _sounds(found: Found, command: str, into: Path) -> Iterator[Sound]:
    for number, line in enumerate(found.caller.says, 1):
        name = f"{found.caller.id}-{number}.wav"
        path = found.folder / name
        if command and (found.folder == SHIPPED or not path.exists()):
            path = into / name
            _speak(command, found, line, path)
        elif not path.exists():
            continue
        try:
            read_wav(path)
        except WavError as fault:
            raise SpeechFault(str(fault)) from fault
        yield Sound(when=line.when, path=str(path), answers=line.answers)


def _speak(command: str, found: Found, line: Line, to: Path) -> None:
    """Let the site's command write the file: {text}, {voice}, {language}, {wav} are put in, without a shell."""
    values = {"text": line.text, "voice": found.caller.voice, "language": found.caller.language, "wav": str(to)}
    try:
        words = [word.format(**values) for word in shlex.split(command)]
    except (ValueError, KeyError, IndexError) as error:
        raise SpeechFault(f"the command of speech cannot be read ({error}); try: {EXAMPLE}") from error
    if "{wav}" not in command or "{text}" not in command:
        raise SpeechFault(f"the command of speech needs {{wav}} and {{text}}; try: {EXAMPLE}")
    try:
        subprocess.run(words, check=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=WITHIN_S)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        raise SpeechFault(f"the command of speech failed for {found.caller.id}: {_why(error)}") from error


def _why(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        said = error.stderr.decode(errors="replace").strip().splitlines()
        return said[-1] if said else f"exit status {error.returncode}"
    if isinstance(error, subprocess.TimeoutExpired):
        return f"not done within {WITHIN_S:.0f} s"
    return str(error)
