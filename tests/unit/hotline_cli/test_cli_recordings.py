"""`hotline recordings`: list, export with a reason, verify."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from sqlalchemy import create_engine, text
from typer.testing import CliRunner, Result

from hotline_cli.recordings import recordings_app
from telephony.recording.keys import load_keys
from telephony.recording.store import Facts, Spool, finish

FACTS = Facts(recording_id="r-1", call_id="c-1", began_at=1_790_000_000.0)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    keys = load_keys(tmp_path)
    spool = Spool(tmp_path / "recordings", keys, FACTS)
    tone = (np.sin(np.arange(8000) / 3) * 9000).astype("<i2").tobytes()
    spool.audio(tone, bytes(len(tone)))
    spool.close()
    finish(spool.path, tmp_path / "recordings", keys)
    return tmp_path


def run(*words: str, data: Path) -> Result:
    return CliRunner().invoke(recordings_app, [*words, "--data", str(data)])


def test_a_list_names_time_length_and_call(data: Path) -> None:
    shown = run("list", data=data)
    assert shown.exit_code == 0
    assert "r-1" in shown.stdout
    assert "1.0 s" in shown.stdout
    assert "call c-1" in shown.stdout


def test_a_mistyped_folder_is_told_and_gets_no_key(tmp_path: Path) -> None:
    shown = run("list", data=tmp_path / "typo")
    assert shown.exit_code == 2
    assert "no data folder" in shown.output
    assert not (tmp_path / "typo").exists()


def test_an_export_is_noted_with_its_reason(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.wav"
    done = run("export", "r-1", str(target), "--why", "投诉复核", data=data)
    assert done.exit_code == 0, done.output
    samples, rate = soundfile.read(io.BytesIO(target.read_bytes()))
    assert (rate, samples.shape) == (8000, (8000, 2))
    assert target.stat().st_mode & 0o077 == 0
    engine = create_engine(f"sqlite:///{data / 'desk' / 'hotline.db'}")
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT payload FROM event_log")).scalars().all()
    engine.dispose()
    assert any("RecordingOpened" in str(row) and "投诉复核" in str(row) for row in rows)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "r-1", "out.mp3", "--why", "x"), "must end in"),
        (("export", "r-9", "out.wav", "--why", "x"), "no recording r-9"),
    ],
)
def test_what_cannot_be_exported_is_said(data: Path, words: tuple[str, ...], said: str) -> None:
    done = run(*words, data=data)
    assert done.exit_code != 0
    assert said in done.output


def test_verify_finds_a_changed_file(data: Path) -> None:
    assert "1 sound, 0 faulty" in run("verify", data=data).stdout
    (path,) = (data / "recordings").glob("*/*/*/*.sxr")
    broken = bytearray(path.read_bytes())
    broken[-1] ^= 1
    path.write_bytes(broken)
    done = run("verify", data=data)
    assert done.exit_code == 1
    assert "not what was written" in done.stdout
