"""The certificate of a role play, and what is said when the marks are not enough (TRN-1)."""

from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from api.papers.faults import Fault
from api.schemas.training import ExamPaper, ExamQuestion, ExamResult
from hotline_cli.train import command
from hotline_cli.train.certificate import certificate
from hotline_cli.train.exam import answered, told
from hotline_cli.train.result import Result, TrainerMarks
from scripts_lib.model import Text


def play(points: int, marks: TrainerMarks | None = None, *, trainee: str = "张新", answered: int = 3) -> Result:
    return Result(trainee=trainee, points=points, calls=3, answered=answered, marks=marks)


def test_a_certificate_is_one_page_of_pdf_whatever_the_name() -> None:
    made = certificate(play(92, trainee="<b>张&新</b>"), date(2026, 11, 29))
    assert made.startswith(b"%PDF-")
    assert made.count(b"/Type /Page\n") + made.count(b"/Type /Page ") <= 1


def test_who_passes_gets_a_certificate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = tmp_path / "c.pdf"
    assert command.told(play(80), to, "zh") == 0
    assert to.read_bytes().startswith(b"%PDF-")
    assert "平均 80 分，合格" in capsys.readouterr().out


def test_a_trainer_may_hold_back_what_the_rules_would_pass(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "c.pdf"
    assert command.told(play(95, TrainerMarks(trainer="钱", points=79)), to, "zh") == command.FAILED
    assert not to.exists()
    assert "培训人评分未达到 80 分" in capsys.readouterr().out
    good = TrainerMarks(trainer="钱老师", points=88, remark="语气平稳，<复述>清楚")
    assert command.told(play(95, good), to, "zh") == 0
    assert to.read_bytes().startswith(b"%PDF-")


def test_the_trainer_is_asked_until_the_marks_are_of_a_hundred() -> None:
    asking = typer.Typer()

    @asking.command()
    def ask() -> None:
        print(command.ask_trainer("钱", "zh"))

    run = CliRunner().invoke(asking, input="好\n880\n88\n  稳  \n")
    assert run.output.count("请给本次演练打分") == 3
    assert str(TrainerMarks(trainer="钱", points=88, remark="稳")) in run.output


def test_the_callers_are_listed_by_what_is_wished(tmp_path: Path) -> None:
    run = CliRunner().invoke(command.train_app, ["callers", "--mood", "rambling", "--lang", "zh"])
    assert "模拟来电人 2 位" in run.output
    assert "parking      zh    絮叨  停车问题" in run.output
    (tmp_path / "own.yaml").write_text("id: other\n", encoding="utf-8")
    run = CliRunner().invoke(command.train_app, ["callers", "--cast", str(tmp_path)])
    assert run.exit_code == 2
    assert "own.yaml:1: other: 'about' is missing" in run.output


def test_below_eighty_trains_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = tmp_path / "c.pdf"
    assert command.told(play(79, answered=2), to, "en") == command.FAILED
    assert not to.exists()
    said = capsys.readouterr().out
    assert "79 on average, below 80" in said
    assert "2 of 3 calls were answered" in said


def test_a_certificate_that_cannot_be_made_loses_no_result(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command.told(play(90), tmp_path / "no" / "c.pdf", "zh") == 0
    assert "证书没有写成" in capsys.readouterr().err

    def no_font(*_: object) -> bytes:
        raise Fault("本机没有中文字体", "no Chinese font")

    monkeypatch.setattr(command, "certificate", no_font)
    assert command.told(play(90), tmp_path / "c.pdf", "en") == 0
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
