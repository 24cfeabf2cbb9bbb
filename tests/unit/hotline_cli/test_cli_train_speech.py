"""Where the callers' sound comes from: beside the file, or by the site's command."""

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from hotline_cli.train.choose import SHIPPED, Found, all_callers
from hotline_cli.train.speech import SpeechFault, sounds_of
from scripts_lib.callers import When
from scripts_lib.loader import load

LEAK = next(one for one in all_callers(None, load().rules) if one.caller.id == "leak")
COPIES = f"import shutil, sys; shutil.copy('{SHIPPED}/fees-1.wav', sys.argv[1])"
COPY = f'{sys.executable} -c "{COPIES}" {{wav}} {{text}}'


def short(folder: Path) -> Found:
    """The caller with two lines, so that little is spoken."""
    return Found(caller=replace(LEAK.caller, says=LEAK.caller.says[:2]), folder=folder)


def test_every_line_of_the_shipped_callers_has_its_voice(tmp_path: Path) -> None:
    for one in all_callers(None, load().rules):
        assert [sound.when for sound in sounds_of(one, "", tmp_path)] == [line.when for line in one.caller.says]


def test_the_command_speaks_what_has_no_file_of_the_site(tmp_path: Path) -> None:
    (tmp_path / "leak-1.wav").write_bytes((SHIPPED / "leak-1.wav").read_bytes())
    into = tmp_path / "made"
    into.mkdir()
    assert [sound.path for sound in sounds_of(short(tmp_path), COPY, into)] == [
        str(tmp_path / "leak-1.wav"),
        str(into / "leak-2.wav"),
    ]
    assert len(sounds_of(short(tmp_path), "", into)) == 1, "a line without sound is left out"
    assert sounds_of(short(SHIPPED), COPY, into)[0].when is When.START
    assert (into / "leak-1.wav").exists()


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("", "leak has no voice: put "),
        ("say {text}", "needs {wav} and {text}"),
        ("say {tone} {wav} {text}", "cannot be read"),
        ("/no/such/program {wav} {text}", "failed for leak"),
        (f"{sys.executable} -c \"import sys; sys.exit('no voice here')\" {{wav}} {{text}}", "no voice here"),
        (f"{sys.executable} -c \"open(__import__('sys').argv[1], 'w')\" {{wav}} {{text}}", "is no WAV file"),
    ],
)
def test_what_cannot_speak_says_so(tmp_path: Path, command: str, told: str) -> None:
    with pytest.raises(SpeechFault, match=told):
        sounds_of(short(tmp_path), command, tmp_path)
