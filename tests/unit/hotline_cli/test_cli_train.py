"""The certificate of a role play, and what is said when the marks are not enough (TRN-1)."""

from datetime import date
from pathlib import Path

import pytest

from api.papers.faults import Fault
from api.schemas.training import ExamPaper, ExamQuestion, ExamResult
from api.training.role_play import Mark, PlayScore
from hotline_cli.train import command
from hotline_cli.train.certificate import certificate
from hotline_cli.train.exam import answered, told
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


PAPER = ExamPaper(
    month="2026-11",
    questions=tuple(
        ExamQuestion(
            rule=f"SAY-F0{n}", asked=Text(f"问{n}", f"asked {n}"), choices=(Text("甲", "A"), Text("乙", "B"))
        )
        for n in range(1, 4)
    ),
)


def test_each_question_is_asked_until_it_has_an_answer_or_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    typed = iter(["z", "B", "", "a"])
    assert answered(PAPER, "zh", lambda *_, **__: next(typed)) == (1, None, 0)
    assert "   b  乙" in capsys.readouterr().out


def test_what_was_wrong_is_told_with_what_is_right() -> None:
    result = ExamResult(month="2026-11", points=33, passed=False, right=(1, 0, 1))
    assert told(PAPER, (1, None, 0), result, "zh") == [
        "✗ 第 2 题（SAY-F02）应为：甲",
        "✗ 第 3 题（SAY-F03）应为：乙",
        "得分 33，不足 60 分。",
    ]
