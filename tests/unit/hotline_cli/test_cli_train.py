"""The certificate of a role play, and what is said when the marks are not enough (TRN-1)."""

from datetime import date
from pathlib import Path

import pytest

from api.papers.faults import Fault
from api.training.role_play import Mark, PlayScore
from hotline_cli.train import command
from hotline_cli.train.certificate import certificate
from scripts_lib.model import Text


def play(points: int) -> PlayScore:
    mark = Mark(rule="LINE-1", what=Text("三响之内接听", "Within three rings"), points=points, most=100, lacking="x")
    return PlayScore(call_id="c-1", marks=(mark,))


def test_a_certificate_is_one_page_of_pdf_whatever_the_name() -> None:
    made = certificate("<b>张&新</b>", 92, 3, date(2026, 11, 29))
    assert made.startswith(b"%PDF-")
    assert made.count(b"/Type /Page\n") + made.count(b"/Type /Page ") <= 1


def test_who_passes_gets_a_certificate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = tmp_path / "c.pdf"
    assert command._say((play(85), play(76)), "张新", to, "zh") == 0
    assert to.read_bytes().startswith(b"%PDF-")
    told = capsys.readouterr().out
    assert "第 2 通：76 分" in told
    assert "平均 80 分，合格" in told


def test_below_eighty_trains_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = tmp_path / "c.pdf"
    assert command._say((play(85), play(74)), "Zhang", to, "en") == command.FAILED
    assert not to.exists()
    assert "79 on average, below 80" in capsys.readouterr().out


def test_a_certificate_that_cannot_be_made_loses_no_result(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command._say((play(90),), "张新", tmp_path / "no" / "c.pdf", "zh") == 0
    assert "证书没有写成" in capsys.readouterr().err

    def no_font(*_: object) -> bytes:
        raise Fault("本机没有中文字体", "no Chinese font")

    monkeypatch.setattr(command, "certificate", no_font)
    assert command._say((play(90),), "张新", tmp_path / "c.pdf", "en") == 0
    assert "no Chinese font" in capsys.readouterr().err
