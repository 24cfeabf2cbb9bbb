"""Open complaints of an earlier system through a running desk: tried, done, done again, and refused whole."""

import io
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.integration.desk_rest_rig import DeskRig, desk, problem

HEADING = ["原编号", "登记时间", "联系人", "电话", "地点", "事由", "诉求"]
ROWS = [
    ["A-1", "2026-10-01 09:30", "王芳", "13800001234", "3-1-502", "漏水", "维修"],
    ["A-2", "2026-10-02", "李强", "13900005678", "4-1-101", "停车", "协调"],
]
PATH = "/api/complaint-lists"


def workbook(*rows: list[str]) -> bytes:
    book = Workbook()
    for row in (HEADING, *rows):
        book.worksheets[0].append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


async def send(rig: DeskRig, content: bytes, dry_run: str = "true") -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {rig.tokens['chief']}"}
    answer = await rig.http.post(PATH, content=content, headers=headers, params={"dry_run": dry_run})
    return answer.status_code, answer.json()


async def test_tried_done_and_done_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        _, tried = await send(rig, workbook(*ROWS))
        assert [one["old_number"] for one in tried["added"]] == ["A-1", "A-2"]
        assert (await rig.get("root", "/api/tickets"))["items"] == []
        _, done = await send(rig, workbook(*ROWS), dry_run="false")
        assert done["faults"] == []
        tickets = (await rig.get("root", "/api/tickets"))["items"]
        assert {one["complaint"]["contact"] for one in tickets} == {"王芳", "李强"}
        assert all(one["registered_at"] < 1.7909e9 for one in tickets), "clocks began when it was registered"
        _, again = await send(rig, workbook(*ROWS), dry_run="false")
        assert (again["added"], again["unchanged"]) == ([], 2)
        assert len((await rig.get("root", "/api/tickets"))["items"]) == 2


async def test_a_fault_keeps_all_out_and_only_seniors_may(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        wrong = [*ROWS[1]]
        wrong[3] = "no telephone"
        _, refused = await send(rig, workbook(ROWS[0], wrong), dry_run="false")
        assert [one["row"] for one in refused["faults"]] == [3]
        assert (await rig.get("root", "/api/tickets"))["items"] == []
        for content in (b"", b"\xff\xfe\xff", b"PK\x03\x04", b'a,b\n"x'):
            status, answer = await send(rig, content)
            assert (status, bool(answer["faults"])) == (200, True)
        assert problem(await rig.ask("li", "POST", PATH)).code == "forbidden"
