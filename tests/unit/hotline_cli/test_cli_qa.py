"""`hotline qa`: the desk's address is a first word, as with the other consoles; `replay` keeps its name."""

from typing import Any

import pytest
from typer.testing import CliRunner

from hotline_cli import main, qa

RUNNER = CliRunner()


@pytest.mark.parametrize(
    "words",
    [["desk.example"], ["--lang", "en", "desk.example"], ["--light", "desk.example"], ["--desk", "desk.example"]],
)
def test_an_address_is_the_desks(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def address(typed: str, *_: object) -> str:
        asked.append(typed)
        raise SystemExit(0)

    monkeypatch.setattr(qa, "desk_address", address)
    RUNNER.invoke(main.app, ["qa", *words], catch_exceptions=False)
    assert asked == ["desk.example"]


def test_replay_is_no_address() -> None:
    told = RUNNER.invoke(main.app, ["qa", "replay", "--help"])
    assert "--month" in told.output
