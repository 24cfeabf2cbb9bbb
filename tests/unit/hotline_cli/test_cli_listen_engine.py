"""What the listen commands begin with."""

from pathlib import Path

import pytest

from hotline_cli import listen_engine
from hotline_cli.listen_engine import engine_of, rules_of


def test_the_engine_is_that_of_the_lines_data_folder_or_of_the_folder_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(listen_engine, "load_engine", asked.append)
    engine_of(None, tmp_path)
    engine_of(tmp_path / "mine", None)
    assert asked == [tmp_path / "models/whisper-base", tmp_path / "mine"]


def test_rules_that_cannot_be_used_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rules_of(None).phrases
    (tmp_path / "phrases.yaml").write_text('version: "1"\neffective_from: 2026-01-01\nphrases: 1\n', "utf-8")
    with pytest.raises(SystemExit):
        rules_of(tmp_path)
    assert "phrases.yaml:3" in capsys.readouterr().err
