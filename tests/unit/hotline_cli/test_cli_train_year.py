"""`hotline train year`, `plan`, `attended`: what is asked of the desk, and the year in words (TRN-2)."""

from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from api.schemas.training import (
    Attendee,
    NewPlay,
    NewTraining,
    Stage,
    Trainee,
    TrainingHeld,
    TrainingView,
    TrainingYear,
)
from console.errors import SignInRefused
from hotline_cli.train import desk as module
from hotline_cli.train.command import train_app
from hotline_cli.train.desk import SignIn
from hotline_cli.train.keep import Record
from hotline_cli.train.result import Result, TrainerMarks

YEAR = TrainingYear(
    year=2026,
    sessions=(
        TrainingView(session_id="s-1", stage=Stage.COURTESY, day=date(2026, 3, 1), trainer="钱", attended=("李明",)),
        TrainingView(session_id="s-2", stage=Stage.LAW, day=date(2026, 12, 1), trainer="钱"),
    ),
    unplanned=(Stage.TEAMWORK,),
    trainees=(
        Trainee(agent_id="a-2", name="王芳", due=(Stage.COURTESY,), play=79, trainer_points=60),
        Trainee(
            agent_id="a-1",
            name="李明",
            attended=(Stage.COURTESY,),
            play=92,
            play_passed=True,
            certified=date(2026, 5, 2),
            test=95,
        ),
        Trainee(agent_id="a-3", name="赵敏"),
        Trainee(agent_id="a-4", name="赵敏"),
    ),
    agents=tuple(
        Attendee(agent_id=f"a-{number}", name=name) for number, name in enumerate(("李明", "王芳", "赵敏", "赵敏"), 1)
    ),
)
ASKED: list[object] = []


class Desk:
    """Answers with the year, and remembers what was asked."""

    def __init__(self, *_: object, **__: object) -> None:
        ASKED.clear()

    async def sign_in(self, login: str, password: str, code: str = "") -> None:
        if password != "right":
            raise SignInRefused

    async def year(self, year: int | None = None) -> TrainingYear:
        return YEAR

    async def plan_session(self, new: NewTraining) -> TrainingYear:
        ASKED.append(new)
        return YEAR

    async def withdraw(self, session_id: str) -> TrainingYear:
        ASKED.append(session_id)
        return YEAR

    async def held(self, session_id: str, held: TrainingHeld) -> TrainingYear:
        ASKED.append((session_id, held.agent_ids))
        return YEAR

    async def played(self, new: NewPlay) -> TrainingYear:
        ASKED.append(new)
        return YEAR

    async def close(self) -> None:
        pass


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    monkeypatch.setattr(module, "YearRest", Desk)
    monkeypatch.setattr(module, "desk_address", lambda *_: "http://desk.example")
    (tmp_path / "right").write_text("right\n")
    (tmp_path / "wrong").write_text("wrong\n")
    monkeypatch.chdir(tmp_path)
    return ["--login", "qian", "--password-file", "right"]


def call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(train_app, list(arguments))
    return result.exit_code, result.output


def test_the_year_in_words(run: list[str]) -> None:
    code, said = call("year", *run)
    assert code == 0
    assert said.splitlines()[:5] == [
        "2026 年培训计划，共 2 次",
        "  1. 2026-03-01 电话礼仪　培训人 钱　到课：李明",
        "  2. 2026-12-01 法规与收费　培训人 钱　到课：未登记",
        "本年还没有安排：团队协作",
        "坐席 4 人，1 人应补训",
    ]
    assert "王芳　应补训：电话礼仪；演练 79，培训人 60（未合格）；本月考试 未考" in said
    assert (
        "nothing due; role play 92 (passed on 2026-05-02); test of the month 95"
        in call("year", "--lang", "en", *run)[1]
    )


def test_a_session_is_planned_and_its_attendance_noted(run: list[str]) -> None:
    assert call("plan", "law", "2026-12-01", "钱", *run)[0] == 0
    assert [NewTraining(stage=Stage.LAW, day=date(2026, 12, 1), trainer="钱")] == ASKED
    assert call("attended", "1", "李明", "王芳", *run)[0] == 0
    assert ASKED == [("s-1", ("a-1", "a-2"))]
    for wrong, word in ((("3",), "没有第 3 次"), (("1", "孙涛"), "没有叫 孙涛"), (("1", "赵敏"), "有几位坐席叫")):
        code, said = call("attended", *wrong, *run)
        assert code == 2
        assert word in said.replace("\n", "")
        assert ASKED == []
    assert call("plan", "cooking", "2026-12-01", "钱", *run)[0] == 2


def test_a_session_is_taken_out_again_by_its_number_after_a_question(run: list[str]) -> None:
    left = CliRunner().invoke(train_app, ["unplan", "2", *run], input="n\n")
    assert (left.exit_code, ASKED) == (1, [])
    assert "从计划中撤销 2026-12-01 的“法规与收费”，确定吗？" in left.output
    assert call("unplan", "2", "--yes", *run)[0] == 0
    assert ASKED == ["s-2"]


def test_a_play_is_kept_in_the_trainees_record_with_the_trainers_marks(
    run: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    sign_in = SignIn("http://desk.example", "zh", "qian", "right")
    marks = TrainerMarks(trainer="钱", points=88, remark="稳")
    Record(sign_in, "李明").keep(Result(trainee="李明", points=86, calls=3, answered=3, marks=marks))
    kept = NewPlay(agent_id="a-1", points=86, calls=3, trainer="钱", trainer_points=88, remark="稳")
    assert [kept] == ASKED
    assert "成绩已记入 李明" in capsys.readouterr().out
    with pytest.raises(typer.BadParameter):  # before the first call, not after the play
        Record(sign_in, "孙涛")


def test_what_the_desk_refuses_is_one_line(run: list[str]) -> None:
    code, said = call("year", "--login", "qian", "--password-file", "wrong")
    assert code == 1
    assert said.startswith("hotline train: ")
