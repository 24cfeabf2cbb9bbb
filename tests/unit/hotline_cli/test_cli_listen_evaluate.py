"""`hotline listen evaluate FOLDER`: figures from recordings with labels, by a recogniser that says a script."""

import json
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from hotline_cli import listen_engine, listen_evaluate
from hotline_cli.listen import listen_app
from telephony.errors import ModelUnusable
from telephony.listening.scripted import Line, ScriptedRecogniser

HEAD = "file\tphrase\tphrase_end_s\tlength_s\ttext\n"
LABELS = (
    HEAD + "p0.wav\t有本事你去告\t1.5\t2\t有本事你去告。\n"
    "p1.wav\t急什么\t1.5\t2\t你急什么。\n"
    "n0.wav\t\t\t2\t您好。\n"
    "n1.wav\t\t\t2\t请您不要着急。\n"
)
SCRIPTS = [
    [Line(0.2, 1.6, "有朋是你取高。", ("有本是你取高。",), ((1.6, "有本是你取高"),))],
    [Line(0.2, 1.6, "谢谢。")],
    [Line(0.2, 1.6, "我也不知道。")],
    [Line(0.2, 1.6, "请您不要着急。")],
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four silent recordings and what is heard in them: found, missed, a false alarm, nothing."""
    scripts = chain(SCRIPTS, repeat([]))
    monkeypatch.setattr(listen_engine, "load_engine", lambda folder: object())
    monkeypatch.setattr(listen_evaluate, "recogniser_of", lambda engine, propose: ScriptedRecogniser(next(scripts)))
    for name in ("p0", "p1", "n0", "n1"):
        soundfile.write(tmp_path / f"{name}.wav", np.zeros(16000), 8000, subtype="ALAW")
    (tmp_path / "labels.tsv").write_text(LABELS, "utf-8")
    return tmp_path


def run(*arguments: Any) -> Any:
    return CliRunner().invoke(listen_app, ["evaluate", *(str(one) for one in arguments)])


def test_the_figures_of_a_folder_as_json(folder: Path) -> None:
    result = run(folder, "--json", "--data", folder)
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert figures["recall"] == 0.5
    assert figures["phrases"]["SAY-F11"] == {"said": 1, "found": 1, "false_an_hour": 0.0}
    assert figures["phrases"]["SAY-F02"]["false_an_hour"] == figures["false_an_hour"] == 600.0
    assert figures["missed"] == [{"file": "p1.wav", "rule": "SAY-F25", "heard": "谢谢。"}]
    assert figures["alarms"] == [{"file": "n0.wav", "rule": "SAY-F02", "heard": "我也不知道。"}]
    assert figures["delay_median_s"] >= 0.1


def test_for_people_it_is_a_table_with_what_was_missed(folder: Path) -> None:
    result = run(folder, "--data", folder)
    assert "recall 50.0%" in result.stdout
    assert "missed  p1.wav  SAY-F25  你急什么。  听成 / heard 谢谢。" in result.stdout
    assert "false   n0.wav  SAY-F02  您好。" in result.stdout


@pytest.mark.parametrize("less", [("--policy", "exact"), ("--readings", "1")])
def test_a_poorer_policy_finds_less(folder: Path, less: tuple[str, str]) -> None:
    assert json.loads(run(folder, "--json", "--data", folder, *less).stdout)["recall"] == 0.0


def test_a_missed_aim_can_fail(folder: Path) -> None:
    assert run(folder, "--check", "--data", folder).exit_code == 1


def test_a_folder_that_cannot_be_used_says_why(folder: Path) -> None:
    (folder / "labels.tsv").write_text(HEAD + "p0.wav\t哼\t1\t2\t哼\n", "utf-8")
    bad = run(folder, "--data", folder)
    assert bad.exit_code == 2
    assert "line 2: '哼' is no phrase of the rules" in bad.stderr
    (folder / "labels.tsv").unlink()
    assert "labels.tsv cannot be read" in run(folder, "--data", folder).stderr


def test_without_a_model_it_says_how_to_get_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(folder: Path) -> object:
        raise ModelUnusable(str(folder), "there is no model; `hotline listen setup` gets it")

    monkeypatch.setattr(listen_engine, "load_engine", none)
    result = run(folder, "--data", folder)
    assert result.exit_code == 2
    assert "hotline listen setup" in result.stderr


def test_a_recording_that_cannot_be_read_is_named_and_left_out(folder: Path) -> None:
    (folder / "n1.wav").write_bytes(b"")
    soundfile.write(folder / "empty.wav", np.zeros(0), 8000)
    (folder / "labels.tsv").write_text(LABELS + "empty.wav\t\t\t0\t\ngone.wav\t\t\t1\t\n", "utf-8")
    result = run(folder, "--json", "--data", folder)
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert figures["left_out"] == ["n1.wav", "empty.wav", "gone.wav"]
    assert figures["polite_hours"] == pytest.approx(3 / 3600, abs=1e-4)
    assert all(name in result.stderr for name in ("n1.wav", "empty.wav", "gone.wav"))


def test_without_any_recording_it_says_so(folder: Path) -> None:
    (folder / "labels.tsv").write_text(HEAD + "gone.wav\t\t\t1\t\n", "utf-8")
    assert run(folder, "--data", folder).exit_code == 2
