"""The month over REST: statistics, their papers, the register; by right, logged, of the own site."""

import io
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from openpyxl import load_workbook

from api.queues.plan_file import load as load_queues
from api.reports.month import Month, month_of
from api.schemas.reports import MonthReport
from api.services import Services
from api.settings import DeskSettings
from tests.fresh_database import fresh_database
from tests.integration.desk_rest_rig import DeskRig, desk, problem
from tests.integration.test_desk_rest_tickets import register
from tests.papers_rig import needs_pdf
from tests.unit.api import desk_samples as sample

NOW = str(month_of(time.time(), ZoneInfo(sample.ZONE)))


async def test_the_statistics_of_the_running_month(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        await register(rig, "c1", sample.complaint(kind="water_leak"), who="li")
        report = msgspec.convert(await rig.get("chief", f"/api/reports/months/{NOW}"), MonthReport)
        assert (report.tickets.now, report.whole) == (1, False)
        assert [(one.key, one.count.now) for one in report.kinds if one.count.now] == [("water_leak", 1)]
        assert any(one.key == "SLA-1:signed" and one.running == 1 for one in report.clocks)
        for path, status in (("2026-13", 422), ("2099-01", 404), (f"{NOW}/plots/none.svg", 404)):
            answer = await rig.ask("chief", "GET", f"/api/reports/months/{path}", timeout=60)
            assert problem(answer).status == status, path
        svg = await rig.ask("chief", "GET", f"/api/reports/months/{NOW}/plots/kinds.svg", timeout=60)
        assert (svg.status_code, svg.headers["content-type"].split(";")[0]) == (200, "image/svg+xml")
        assert "漏水跑水" in svg.text
        assert (await rig.ask("li", "GET", f"/api/reports/months/{NOW}", timeout=60)).status_code == 403


async def sheet_of(rig: DeskRig, who: str, path: str, name: str) -> list[list[object]]:
    answer = await rig.ask(who, "GET", path, timeout=60)
    assert answer.status_code == 200, answer.text
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.content))[name].iter_rows()]


async def test_the_register_is_a_workbook_and_each_opening_is_logged(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        ticket = await register(rig, "c1", sample.complaint(matter="=1+1"), who="li")
        rows = await sheet_of(rig, "chief", f"/api/registers/{NOW}.xlsx", "客户投诉登记表")
        assert (rows[2][0], rows[2][4], rows[2][9]) == (ticket.number, "13800001234", "=1+1")
        hidden = await sheet_of(rig, "qian", f"/api/registers/{NOW}.xlsx", "客户投诉登记表")
        assert hidden[2][4] == "138****1234"
        totals = await sheet_of(rig, "chief", f"/api/reports/months/{NOW}/papers/month.xlsx", "月总结")
        assert totals[2][:2] == ["投诉总数", 1]
        number = NOW.replace("-", "")
        opened = [one for one in await rig.opened() if one[1] == "paper"]
        assert opened == [
            ("chief", "paper", f"DJ{number}.xlsx"),
            ("qian", "paper", f"DJ{number}.xlsx"),
            ("chief", "paper", f"YZ{number}.xlsx"),
        ]


@needs_pdf
async def test_the_months_papers(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        await register(rig, "c1", sample.complaint(), who="li")
        for name in ("month", "register"):
            for ending, magic in (("pdf", b"%PDF-"), ("docx", b"PK")):
                answer = await rig.ask(
                    "chief", "GET", f"/api/reports/months/{NOW}/papers/{name}.{ending}", timeout=60
                )
                assert (answer.status_code, answer.content[: len(magic)]) == (200, magic), answer.text
        for file in ("month.odt", "other.pdf"):
            answer = await rig.ask("chief", "GET", f"/api/reports/months/{NOW}/papers/{file}", timeout=60)
            assert answer.status_code == 404


@needs_pdf
async def test_the_desk_makes_last_months_papers_by_itself_and_once(tmp_path: Path) -> None:
    zone = ZoneInfo(sample.ZONE)
    settings = DeskSettings.load(tmp_path)
    services = Services(settings, load_queues(settings).plan)
    await fresh_database(settings.folder / "hotline.db")
    month = Month(2026, 11)
    try:
        assert await services.papers.month_keeper.look(month.at(29, zone, 7)) == (month.before, True)
        assert await services.papers.month_keeper.look(month.at(29, zone, 7)) == (month, False)
        assert await services.papers.month_keeper.look(month.at(29, zone, 8)) is None
        folder = settings.folder / "reports"
        names = sorted(path.name for path in folder.iterdir())
        assert names == ["YZ202610.pdf", "YZ202610.xlsx", "YZ202611.pdf", "YZ202611.xlsx"]
        assert (folder / "YZ202611.pdf").read_bytes().startswith(b"%PDF-")
        made = await services.papers.month_keeper.made()
        assert [(one.month, one.whole) for one in made] == [("2026-11", False), ("2026-10", True)]
        assert made[0].due == month.due(zone)
    finally:
        await services.close()
