"""Calls of a period as files over REST, and the usual week."""

import io
from pathlib import Path

from openpyxl import load_workbook

from tests.integration.desk_rest_rig import desk, problem
from tests.papers_rig import needs_pdf
from tests.simulated_day import simulate
from tests.simulated_rows import write_rows

DAY = {"first": "2026-11-23", "last": "2026-11-23"}
CALLS = "/api/reports/calls"


async def test_workbook_and_plots_of_a_day(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        await write_rows(rig.database, simulate(calls=120, agents=3))
        answer = await rig.ask("wu", "GET", f"{CALLS}/calls.xlsx", params=DAY, timeout=60)
        assert answer.status_code == 200, answer.text
        assert "HW20261123-20261123.xlsx" in answer.headers["content-disposition"]
        rows = list(load_workbook(io.BytesIO(answer.content))["按时段"].iter_rows(values_only=True))
        report = await rig.get("wu", "/api/reports", since=1_795_363_200, until=1_795_449_600, step="hour")
        assert [row[1] for row in rows[2:26]] == [one["figures"]["calls"] for one in report["buckets"]]
        assert rows[26][1] == report["total"]["calls"] == sum(report["by_hour"])
        for name in ("calls", "rates", "hours"):
            answer = await rig.ask("wu", "GET", f"{CALLS}/{name}.svg", params=DAY | {"building": "2"}, timeout=60)
            assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "image/svg+xml")
        for file, more, status in (("calls.odt", {}, 404), ("x.svg", {}, 404), ("calls.pdf", {"first": "x"}, 422)):
            answer = await rig.ask("wu", "GET", f"{CALLS}/{file}", params=DAY | more, timeout=60)
            assert problem(answer).status == status
        assert len((await rig.get("wu", "/api/reports/week-plan"))["days"]) == 7


@needs_pdf
async def test_the_paper_of_a_week(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        params = {"first": "2026-11-23", "last": "2026-11-29", "queue": "hotline"}
        answer = await rig.ask("wu", "GET", f"{CALLS}/calls.pdf", params=params, timeout=60)
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-"), answer.text
