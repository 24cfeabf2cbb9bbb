"""The day's summary over REST and as papers: figures of the day, handed in once, told to who has to know (SLA-13)."""

import hashlib
import io
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from openpyxl import load_workbook

from api.briefs.span import Every, span_at
from api.schemas.briefs import Brief, Notices, OwnClocks
from scripts_lib.model import ClockState
from tests.integration.desk_rest_rig import DeskRig, desk, problem
from tests.integration.test_desk_rest_tickets import register
from tests.papers_rig import needs_pdf
from tests.unit.api import desk_samples as sample

ZONE = ZoneInfo(sample.ZONE)
DAY = span_at(Every.DAY, sample.NOON, ZONE).key
TODAY = span_at(Every.DAY, datetime.now(ZONE).timestamp(), ZONE).key


async def notices(rig: DeskRig, who: str) -> list[str]:
    found = msgspec.convert(await rig.get(who, "/api/briefs/notices"), Notices)
    return [one.notice_id for one in found.items]


async def test_a_day_is_counted_handed_in_and_told_until_it_is_seen(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        brief = msgspec.convert(await rig.get("chief", f"/api/briefs/{DAY}"), Brief)
        assert (brief.calls.total.calls, brief.calls.total.answered, brief.calls.total.given_up) == (5, 4, 1)
        assert (brief.calls_before.total.calls, brief.whole, brief.duty_left) == (0, True, 0)
        assert [one.name for one in brief.calls.agents] == ["li 明", "zhao 明"]
        assert await notices(rig, "sun") == []
        words = {"remarks": "接听及时", "plans": "回访3号楼"}
        answer = await rig.ask("chief", "POST", f"/api/briefs/{DAY}/hand-in", words)
        assert answer.json()["handed_in"] == words
        assert (await rig.ask("qian", "POST", f"/api/briefs/{DAY}/hand-in", words)).status_code == 403
        assert (await notices(rig, "sun"), await notices(rig, "wu")) == ([f"ready:{DAY}"], [])
        assert (await rig.get("sun", f"/api/briefs/{DAY}"))["handed_in_by"] == "chief 明"
        assert await notices(rig, "sun") == []
        for path, status in (("2026-02-30", 422), ("2026-11", 422), ("2099-01-01", 404)):
            assert problem(await rig.ask("chief", "GET", f"/api/briefs/{path}")).status == status


async def test_complaints_of_today_and_the_clocks_that_run(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        await register(rig, "c1", sample.complaint(kind="water_leak"), who="li")
        brief = msgspec.convert(await rig.get("chief", f"/api/briefs/{TODAY}"), Brief)
        assert (brief.registered, brief.done, brief.open_count, brief.whole) == (1, 0, 1, False)
        assert [(one.key, one.count.now) for one in brief.kinds if one.count.now] == [("water_leak", 1)]
        found = msgspec.convert(await rig.get("wu", "/api/briefs"), OwnClocks).items
        running = {one.rule for one in found if one.state is ClockState.RUNNING}
        assert {"SLA-12", "SLA-13"} >= running >= {"SLA-13"}  # the month is due before its 31st


@needs_pdf
async def test_the_papers_of_a_day_and_a_week(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        week = span_at(Every.WEEK, sample.NOON, ZONE).key
        number = DAY.replace("-", "")
        said = {"remarks": "接听及时"}
        (kept,) = (await rig.ask("chief", "POST", f"/api/briefs/{DAY}/hand-in", said, timeout=60)).json()["files"]
        for key, name in ((DAY, f"RJ{number}"), (week, f"ZB{week.replace('-', '')}")):
            for ending, magic in (("pdf", b"%PDF-"), ("docx", b"PK"), ("xlsx", b"PK")):
                path = f"/api/briefs/{key}/papers/brief.{ending}"
                answer = await rig.ask("chief", "GET", path, timeout=60)
                assert (answer.status_code, answer.content[: len(magic)]) == (200, magic), answer.text
                assert f"{name}.{ending}" in answer.headers["content-disposition"]
        rows = list(load_workbook(io.BytesIO(answer.content))["坐席"].iter_rows(values_only=True))
        assert [row[:3] for row in rows[2:]] == [("li 明", 3, 3), ("zhao 明", 1, 1)]
        assert (await rig.ask("chief", "GET", f"/api/briefs/{DAY}/papers/brief.odt")).status_code == 404
        assert ("chief", "paper", f"RJ{number}.pdf") in await rig.opened()
        file, anew = [
            (await rig.ask("wu", "GET", f"/api/briefs/{DAY}/papers/{name}.pdf", timeout=60)).content
            for name in ("brief", "anew")
        ]
        assert (hashlib.sha256(file).hexdigest(), kept["there"]) == (kept["sha256"], True)
        assert anew.startswith(b"%PDF-")
