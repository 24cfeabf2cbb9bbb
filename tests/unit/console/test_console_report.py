"""Report at once by key (SEC-2): in a call with its id and ticket, while the desk is away, on the board."""

from pathlib import Path

from msgspec.structs import replace

from api.schemas.incidents import IncidentKind, IncidentNow, NewIncident
from console import incidents
from console.desk import LinkUp
from console.errors import DeskUnreachable
from console.pictures import Stage, settle
from console.sample import TALKING, SampleDesk
from console.sample_records import OPEN_TICKET, WALL
from console.supervisor.incidents import IncidentScreen
from console.supervisor.pictures import settle as settled
from console.supervisor.sample import BOARD, WAITING
from console.texts import words_in
from console.widgets.bars import Notice
from tests.unit.console import supervisor_rig
from tests.unit.console.agent_rig import RULES, main, press, running, said, talk

KEY = "ctrl+circumflex_accent"


def sent(desk: SampleDesk) -> list[tuple[str, NewIncident]]:
    found = (one for one in desk.records.asked if one[0] == "report_incident")
    return [(str(name), new) for name, new in found if isinstance(new, NewIncident)]


def reports(stage: Stage) -> list[NewIncident]:
    """What was sent as a report."""
    return [new for _, new in sent(stage.desk)]


async def test_three_keys_and_a_line_report_the_call_that_goes_on(tmp_path: Path) -> None:
    stage = Stage(RULES, "zh", tmp_path)
    async with running(stage) as pilot:
        await talk(stage, pilot)
        work = main(stage).duty.work
        assert work is not None
        work.draft.repeat_of = OPEN_TICKET.number
        await press(pilot, KEY, "1", *"电梯困人", "enter")
        assert reports(stage) == [
            NewIncident(
                kind=IncidentKind.PEOPLE,
                words="电梯困人",
                call_id=TALKING.call_id,
                ticket_number=OPEN_TICKET.number,
            )
        ]
        assert "主管和经理马上收到" in said(stage, Notice)


async def test_without_a_call_it_is_reported_alone_and_escape_reports_nothing(tmp_path: Path) -> None:
    stage = Stage(RULES, "zh", tmp_path)
    async with running(stage) as pilot:
        await press(pilot, KEY, "escape", KEY, "3", "escape")
        assert reports(stage) == []
        await press(pilot, KEY, "3", *"泄密", "enter")
        assert [(one.kind, one.call_id) for one in reports(stage)] == [(IncidentKind.BREACH, "")]


async def test_a_report_that_finds_the_desk_away_is_sent_when_it_is_back(tmp_path: Path) -> None:
    stage = Stage(RULES, "zh", tmp_path)
    async with running(stage) as pilot:
        stage.desk.records.errors["report_incident"] = DeskUnreachable("desk", "away")
        await press(pilot, KEY, "2", *"水泵房进水", "enter")
        assert "马上打电话报告主管" in said(stage, Notice)
        stage.desk.records.errors.clear()
        main(stage).told(LinkUp())
        await settle(pilot)
        assert reports(stage)[-1].words == "水泵房进水"
        main(stage).told(LinkUp())
        await settle(pilot)
        assert len(reports(stage)) == 2  # in vain, and for good


async def test_a_report_that_never_got_out_outlives_its_console(tmp_path: Path) -> None:
    stage = Stage(RULES, "zh", tmp_path)
    async with running(stage) as pilot:
        stage.desk.records.errors["report_incident"] = DeskUnreachable("desk", "away")
        await press(pilot, KEY, "2", *"水泵房进水", "enter")
    for expected in (["水泵房进水"], []):
        after = Stage(RULES, "zh", tmp_path)
        async with running(after):
            assert [one.words for one in reports(after)] == expected


async def test_the_supervisor_hears_it_once_sees_it_first_and_takes_it() -> None:
    async with supervisor_rig.running() as (stage, pilot):
        rung = list[int]()
        stage.app.bell = lambda: rung.append(1)  # type: ignore[method-assign]
        for _ in range(2):
            stage.desk.board_comes(replace(BOARD, incidents=(WAITING,)))
            await settled(pilot)
        assert rung == [1]
        banner = supervisor_rig.said(stage, "#sup-alarms").splitlines()
        assert banner[0] == "‼ 危及人身  赵敏报告  已 01:35 未接手  按 I 接手"
        assert "17.2" in banner[1]
        await supervisor_rig.press(pilot, "i")
        assert isinstance(stage.app.screen, IncidentScreen)
        await supervisor_rig.press(pilot, "t", *"已派人", "enter")
        assert stage.desk.figures.asked == [("take_incident", "i-1", "已派人")]
        assert "已接手" in supervisor_rig.said(stage, "#sheet-said")
        await supervisor_rig.press(pilot, "down", "t")
        assert "已有人接手" in supervisor_rig.said(stage, "#sheet-said")


async def test_the_supervisor_reports_too() -> None:
    async with supervisor_rig.running() as (stage, pilot):
        await supervisor_rig.press(pilot, "i", "n", "4", *"派错单", "enter")
        ((_, new),) = sent(stage.desk)
        assert (new.kind, new.words) == (IncidentKind.ERROR, "派错单")


def test_a_banner_of_many_says_how_many_more() -> None:
    one = IncidentNow(incident_id="i", kind="sudden", at=WALL - 60, ticket_number="TS1")
    many = (one,) * 5
    said = incidents.banner(many, WALL, words_in("en"), "en")
    assert said[0].startswith("‼ sudden event TS1, reported by the desk, for 01:00")
    assert said[-1] == "‼ 3 more wait"
    assert incidents.banner((), WALL, words_in("zh"), "zh") == ()
