"""The terminal of quality under a pilot: what waits first, evidence beside it, no decision by one key (PEN-11)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, Static

from api.schemas import AgentView, Page, Role, Session
from api.schemas.quality import (
    AgentFairness,
    AppealRuling,
    CasePage,
    CaseState,
    Confirmation,
    Fairness,
    MonthPage,
    MonthScore,
    Proof,
    QualityCase,
    RuleFairness,
    RuleView,
    ScoreKind,
    ScoreLine,
    Source,
    StaffName,
)
from console.errors import ConsoleError, DeskProblem, SignInRefused
from console.qa.app import QualityApp, QualitySettings
from console.qa.ask import AskScreen
from console.qa.main import QualityScreen
from console.qa.records import QualityRecords
from console.widgets.flow import Flow
from scripts_lib.model import Text

NOON = 1_795_924_800.0
RULE = RuleView(rule="PEN-3-11", what=Text("态度不耐烦、不友好", "Impatient or unfriendly"), least=5, most=5)
PROPOSED = QualityCase(
    case_id="forbidden_phrase:li:c-1:4",
    agent_id="li",
    at=NOON,
    rule="PEN-3-11",
    source=Source.SYSTEM,
    proof=Proof(
        call_id="c-1",
        at_ms=65_000,
        words="急什么",
        what=Text("通话中使用服务忌语", "A forbidden phrase in the call"),
        rules_version="r1",
    ),
    state=CaseState.PROPOSED,
    opened_at=NOON,
)
APPEALED = replace(
    PROPOSED,
    case_id="q-2",
    at=NOON - 900,
    state=CaseState.APPEALED,
    points=5,
    decided_at=NOON,
    decided_by="qian",
    reason="听过录音",
    appeal="我在复述业主的话",
    appealed_at=NOON,
)
REJECTED = replace(
    PROPOSED, case_id="q-3", at=NOON + 60, state=CaseState.REJECTED, decided_at=NOON, decided_by="qian"
)


class Records:
    """Answers from memory, and keeps what was asked."""

    address = "desk.example"

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.items: tuple[QualityCase, ...] = (REJECTED, PROPOSED, APPEALED)
        self.refuse: ConsoleError | None = None

    async def sign_in(self, login: str, password: str, code: str = "") -> Session:
        if password != "right":
            raise SignInRefused
        me = AgentView(agent_id="qian", login=login, name="钱进", surname="钱", role=Role.QA)
        return Session(token="t", expires_at=NOON, me=me)

    async def people(self) -> tuple[StaffName, ...]:
        names = {"li": "李娜", "qian": "钱进"}
        return tuple(StaffName(agent_id=one, name=name, scored=one == "li") for one, name in names.items())

    async def rules_of_quality(self) -> tuple[RuleView, ...]:
        return (RULE,)

    async def cases(self, month: str) -> CasePage:
        return CasePage(page=Page(total=len(self.items), limit=200, offset=0), items=self.items)

    async def scores(self, month: str) -> MonthPage:
        self.asked.append(("scores", month))
        line = ScoreLine(kind=ScoreKind.DAILY_WORK, rule="PEN-1", what=Text("日常工作", "Daily work"), points=80)
        score = MonthScore(agent_id="li", month=month or "2026-11", total=80, lines=(line,), undecided=2, rank=1)
        return MonthPage(month=month or "2026-11", items=(score,))

    async def fairness(self, month: str) -> Fairness:
        rule = RuleFairness(
            rule="PEN-3-11", what=RULE.what, proposed=9, confirmed=4, rejected=4, overturned=1, doubtful=True
        )
        return Fairness(
            month=month, rules=(rule,), agents=(AgentFairness(agent_id="li", calls=40, cases=3, confirmed=1),)
        )

    async def confirm(self, case_id: str, said: Confirmation) -> QualityCase:
        return self._asked("confirm", case_id, said.rule, said.points, said.reason)

    async def reject(self, case_id: str, reason: str) -> QualityCase:
        return self._asked("reject", case_id, reason)

    async def appeal(self, case_id: str, reason: str) -> QualityCase:
        return self._asked("appeal", case_id, reason)

    async def rule(self, case_id: str, ruling: AppealRuling) -> QualityCase:
        return self._asked("rule", case_id, ruling.upheld, ruling.reason)

    async def withdraw(self, case_id: str, reason: str) -> QualityCase:
        return self._asked("withdraw", case_id, reason)

    async def adjust(self, agent_id: str, month: str, points: int, reason: str) -> None:
        self._asked("adjust", agent_id, month, points, reason)

    async def close(self) -> None:
        self.asked.append(("close",))

    def _asked(self, *request: object) -> QualityCase:
        if self.refuse is not None:
            raise self.refuse
        self.asked.append(request)
        return PROPOSED

    def decided(self) -> list[tuple[object, ...]]:
        return [one for one in self.asked if one[0] not in ("scores", "close")]


@pytest.fixture
def records() -> Records:
    return Records()


@asynccontextmanager
async def running(
    records: Records, size: tuple[int, int] = (120, 40), lang: str = "zh"
) -> AsyncIterator[Pilot[None]]:
    settings = QualitySettings(lang=lang, login="qian", password="right")
    app = QualityApp(cast(QualityRecords, records), settings)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


async def settle(pilot: Pilot[None]) -> None:
    for _ in range(4):
        await pilot.pause()


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def main(pilot: Pilot[None]) -> QualityScreen:
    screen = pilot.app.screen_stack[1]
    assert isinstance(screen, QualityScreen)
    return screen


def detail(pilot: Pilot[None]) -> str:
    return main(pilot).query_one("#qa-detail", Flow).plain


def notice(pilot: Pilot[None]) -> str:
    return str(main(pilot).query_one("#qa-notice", Static).content)


async def test_what_waits_for_a_decision_stands_first_with_its_evidence(records: Records) -> None:
    async with running(records) as pilot:
        table = main(pilot).query_one("#qa-list", DataTable)
        states = [str(table.get_row_at(place)[0]) for place in range(table.row_count)]
        assert states == ["! 申诉中", "? 待确认", "✗ 已驳回"]
        assert "待处理 2" in str(main(pilot).query_one("#header", Static).content)
        assert "我在复述业主的话" in detail(pilot)
        await press(pilot, "down")
        for part in ("PEN-3-11 态度不耐烦、不友好", "李娜", "急什么", "c-1 01:05", "规则版本 r1"):
            assert part in detail(pilot)


async def test_a_decision_asks_first_and_escape_changes_nothing(records: Records) -> None:
    async with running(records) as pilot:
        await press(pilot, "down", "x")
        assert isinstance(pilot.app.screen, AskScreen)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, AskScreen), "a rejection needs a reason"
        await press(pilot, "escape")
        assert records.decided() == []
        await press(pilot, "x", "误", "enter")
        assert records.decided() == [("reject", PROPOSED.case_id, "误")]
        assert "已记入" in notice(pilot)


async def test_a_proposal_is_confirmed_with_its_points(records: Records) -> None:
    async with running(records) as pilot:
        await press(pilot, "down", "c")
        assert pilot.app.screen.query_one("#ask-points", Input).value == "5"
        await press(pilot, "enter")
        assert records.decided() == [("confirm", PROPOSED.case_id, None, 5, "")]


async def test_it_is_confirmed_as_another_rule(records: Records) -> None:
    async with running(records) as pilot:
        await press(pilot, "down", "c")
        pilot.app.screen.query_one("#ask-rule", Input).value = "pen-3-3"
        await press(pilot, "enter")
        assert records.decided() == [("confirm", PROPOSED.case_id, "PEN-3-3", None, "")]


async def test_an_appeal_is_upheld_or_overturned(records: Records) -> None:
    async with running(records) as pilot:
        await press(pilot, "o", "是", "enter", "u", "否", "enter")
        assert records.decided() == [("rule", "q-2", False, "是"), ("rule", "q-2", True, "否")]


async def test_a_refusal_of_the_desk_is_said(records: Records) -> None:
    records.refuse = DeskProblem(409, "conflict", "现在不能这样处理", {})
    async with running(records) as pilot:
        await press(pilot, "w", "错", "enter")
        assert "现在不能这样处理" in notice(pilot)


async def test_scores_trace_their_points_and_qa_adjusts_them(records: Records) -> None:
    async with running(records) as pilot:
        await press(pilot, "2")
        assert "+80  PEN-1 日常工作" in detail(pilot)
        await press(pilot, "j")
        pilot.app.screen.query_one("#ask-points", Input).value = "-2"
        await press(pilot, "乱", "enter")
        assert records.decided() == [("adjust", "li", "2026-11", -2, "乱")]


async def test_another_month_is_read(records: Records) -> None:
    async with running(records) as pilot:
        await press(pilot, "left_square_bracket")
        assert records.asked[-1] == ("scores", "2026-10")
        await press(pilot, "right_square_bracket", "right_square_bracket", "right_square_bracket")
        assert records.asked[-1] == ("scores", "2027-01")


async def test_fairness_names_the_rule_that_is_often_rejected(records: Records) -> None:
    async with running(records) as pilot:
        await press(pilot, "3")
        assert "常被驳回" in detail(pilot)
        assert "李娜：通话 40，评分 0，考评 3，确认 1" in detail(pilot)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_line_has_the_terminals_width(records: Records, size: tuple[int, int], lang: str) -> None:
    async with running(records, size, lang) as pilot:
        for key in ("1", "2", "3", "f1"):
            await press(pilot, key)
            rows = ["".join(part.text for part in line) for line in pilot.app.screen._compositor.render_strips()]
            assert len(rows) == size[1]
            assert {cell_len(row) for row in rows} == {size[0]}, key


async def test_a_wrong_password_is_said_where_it_was_typed(records: Records) -> None:
    app = QualityApp(cast(QualityRecords, records), QualitySettings(login="qian", password="wrong"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "✗" in app.screen.query_one("#sign-in-error", Flow).plain
