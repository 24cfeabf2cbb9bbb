"""What the programs log of a fault: where it happened, and no telephone number or token that was in its hands."""

from collections.abc import Iterator

import pytest
import structlog

from hotline_cli.shell import set_up_logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def broken() -> None:
    number = "-".join(("138", "1234", "5678"))
    if number:
        raise ValueError("it does not fit")


@pytest.mark.parametrize("on_terminal", [True, False])
def test_a_traceback_tells_the_place_and_no_local_variables(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], on_terminal: bool
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: on_terminal, raising=False)
    set_up_logs()
    try:
        broken()
    except ValueError:
        structlog.get_logger().exception("broken")
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "it does not fit" in said
    assert "broken" in said
    assert "test_cli_shell_logs.py" in said
    assert "138-1234-5678" not in said
