"""The recognising process knows what to ask for, by the rules of its site."""

import sys
from pathlib import Path

import pytest

from hotline_cli.listen_worker import command_of, propose_of
from telephony.listening.engine import nothing_else

HEARD = ["我跟你说,想了半天,你还没听懂。"]


def test_the_shipped_rules_say_what_is_asked_for() -> None:
    assert "我跟你说,讲了半天,你还没听懂。" in [one.text for one in propose_of(None)(HEARD)]


def test_with_rules_that_cannot_be_used_it_listens_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "phrases.yaml").write_text("phrases: [", encoding="utf-8")
    assert propose_of(tmp_path) is nothing_else
    assert "phrases.yaml" in capsys.readouterr().err


@pytest.mark.parametrize(("rules", "more"), [(None, ()), (Path("site-rules"), ("site-rules",))])
def test_a_line_starts_it_with_its_model_and_rules(rules: Path | None, more: tuple[str, ...]) -> None:
    started = command_of(Path("model"), 2, rules)
    assert started == (sys.executable, "-m", "hotline_cli.listen_worker", "model", "2", *more)
