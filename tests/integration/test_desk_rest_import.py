"""REST of lists of residents: an Excel workbook tried, then read in; what is hostile; who may (FILE-1, SEC-1)."""

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.integration.desk_rest_rig import DeskRig, desk

HEADING = ["姓名", "楼栋", "单元", "房号", "电话", "备注"]
PATH = "/api/residents/import"


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[DeskRig]:
    async with desk(tmp_path) as made:
        yield made


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    heading: list[Any] = list(HEADING)
    for row in (heading, *rows):
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


async def send(rig: DeskRig, content: bytes, *, who: str = "chief", dry_run: bool = True) -> Any:
    headers = {"Authorization": f"Bearer {rig.tokens[who]}", "Content-Type": "application/octet-stream"}
    return await rig.http.post(PATH, content=content, headers=headers, params={"dry_run": str(dry_run).lower()})


async def names(rig: DeskRig) -> list[str]:
    return sorted(one["name"] for one in (await rig.get("li", "/api/residents"))["items"])


async def test_a_workbook_is_tried_then_read_in_with_numbers_as_excel_makes_them(rig: DeskRig) -> None:
    content = workbook(["李强", 3.0, 1.0, 601.0, 13900001111.0, "新住户"], ["王芳", 3, 1, 502, "13800009999", None])
    tried = (await send(rig, content)).json()
    assert [(one["name"], one["room"], one["phones"]) for one in tried["added"]] == [("李强", "601", ["13900001111"])]
    assert tried["changed"][0]["changes"] == {"phones": ["13800001234", "13800009999"]}
    assert await names(rig) == ["王芳"], "only tried"
    done = (await send(rig, content, dry_run=False)).json()
    assert (done["dry_run"], done["faults"]) == (False, [])
    assert await names(rig) == ["李强", "王芳"]
    again = (await send(rig, content, dry_run=False)).json()
    assert (again["added"], again["changed"], again["unchanged"]) == ([], [], 2)
    assert {what for who, what, _ in await rig.opened() if who == "chief"} >= {
        "resident_import_try",
        "resident_import",
    }


async def test_every_fault_is_named_by_its_row_and_nothing_is_read_in(rig: DeskRig) -> None:
    content = workbook(
        ["李强", 3, 1, 601, "abc", ""], ["", 3, 1, 602, "", ""], ["赵六", 3, 1, 603, "13700001111", ""]
    )
    told = (await send(rig, content, dry_run=False)).json()
    assert [one["row"] for one in told["faults"]] == [2, 3]
    assert await names(rig) == ["王芳"]


def _bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("xl/workbook.xml", b" " * 300_000_000)
    return made.getvalue()


def _no_workbook() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("hello.txt", "hello")
    return made.getvalue()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"\x00\xff\xfe", _no_workbook(), _bomb()])
async def test_what_is_no_list_is_a_fault_and_not_an_error(rig: DeskRig, content: bytes) -> None:
    answer = await send(rig, content, dry_run=False)
    assert answer.status_code == 200, answer.text
    assert answer.json()["faults"]
    assert await names(rig) == ["王芳"]


async def test_only_seniors_read_lists_in_and_get_the_template(rig: DeskRig) -> None:
    for who, status in (("li", 403), ("qian", 403), ("root", 200)):
        assert (await send(rig, workbook(), who=who)).status_code == status
    answer = await rig.ask("chief", "GET", "/api/residents/template.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert [cell.value for cell in next(iter(sheet.iter_rows()))][:4] == HEADING[:4]
