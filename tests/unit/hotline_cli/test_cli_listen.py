"""`hotline listen FILE`: what is printed, and what is said where it cannot be done."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from hotline_cli import listen, listen_engine
from hotline_cli.listen import listen_app
from telephony.errors import ModelUnusable
from telephony.listening.scripted import Line, ScriptedRecogniser

AGENT = [Line(0.0, 1.5, "您好,物业服务中心,我姓李。"), Line(2.0, 3.5, "这个情况我不知道。", ("这个情况我不自道。",))]
CALLER = [Line(1.6, 1.9, "电梯坏了,我不知道找谁。")]


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recognisers that say the script: the first channel the agent's, the second the caller's."""
    scripts = iter([AGENT, CALLER])
    monkeypatch.setattr(listen_engine, "load_engine", lambda folder: object())
    monkeypatch.setattr(listen, "recogniser_of", lambda engine, partials, propose: ScriptedRecogniser(next(scripts)))


def recording(folder: Path, *, channels: int) -> Path:
    path = folder / "call.wav"
    soundfile.write(path, np.zeros((32000, channels)), 8000, subtype="ALAW")
    return path


def run(*arguments: Any) -> Any:
    return CliRunner().invoke(listen_app, [str(one) for one in arguments])


def test_json_is_one_object_a_segment_and_only_the_agent_is_judged(scripted: None, tmp_path: Path) -> None:
    result = run("--json", recording(tmp_path, channels=2), "--data", tmp_path)
    assert result.exit_code == 0, result.output
    segments = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(one["speaker"], one["start"], one["end"]) for one in segments] == [
        ("agent", 0.0, 1.5),
        ("caller", 1.6, 1.9),
        ("agent", 2.0, 3.5),
    ]
    assert [len(one["hits"]) for one in segments] == [0, 0, 1]
    hit = segments[2]["hits"][0]
    assert hit["phrase"] == "不知道"
    assert segments[2]["text"][hit["start"] : hit["end"]] == "不知道"
    assert hit["say_instead"]["zh"]


def test_a_table_says_who_when_what_and_what_to_say_instead(scripted: None, tmp_path: Path) -> None:
    result = run(recording(tmp_path, channels=1), "--data", tmp_path)
    assert "00:02.0–00:03.5  坐席" in result.stdout
    assert "疑似 / suspected" in result.stdout
    assert "来电人" not in result.stdout


def test_a_silent_recording_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(listen_engine, "load_engine", lambda folder: object())
    monkeypatch.setattr(listen, "recogniser_of", lambda engine, partials, propose: ScriptedRecogniser([]))
    path = recording(tmp_path, channels=1)
    assert "nobody was heard" in run(path, "--data", tmp_path).stdout
    assert run(path, "--json", "--data", tmp_path).stdout == ""


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    result = run(tmp_path / "none.wav", "--data", tmp_path)
    assert result.exit_code == 2
    assert "there is no file" in result.stderr


def test_without_a_model_it_says_what_to_do(tmp_path: Path) -> None:
    result = run(recording(tmp_path, channels=1), "--data", tmp_path)
    assert result.exit_code == 2
    assert "hotline listen setup" in result.stderr


def test_rules_with_faults_are_named(tmp_path: Path) -> None:
    (tmp_path / "phrases.yaml").write_text("phrases: 3\n")
    result = run(recording(tmp_path, channels=1), "--rules", tmp_path, "--data", tmp_path)
    assert result.exit_code == 2
    assert "phrases.yaml" in result.stderr


def test_a_model_given_by_hand_goes_before_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[Path] = []

    def load(folder: Path) -> object:
        asked.append(folder)
        raise ModelUnusable(str(folder), "not today")

    monkeypatch.setattr(listen_engine, "load_engine", load)
    result = run(recording(tmp_path, channels=1), "--model", tmp_path / "mine", "--data", tmp_path)
    assert asked == [tmp_path / "mine"]
    assert "not today" in result.stderr


def test_help_lists_the_sub_commands() -> None:
    assert "setup" in run("--help").stdout
    assert "Which" not in run().stdout
