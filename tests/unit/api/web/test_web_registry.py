"""Pages are found by themselves; the menu shows what somebody may use."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from api.schemas import AgentView, Role
from api.web.registry import MenuEntry, PageSet, everybody, gather
from scripts_lib.model import Text

LI = AgentView(agent_id="a1", login="li", name="李", surname="李", role=Role.AGENT)


def package(folder: Path, name: str, **files: str) -> ModuleType:
    """A package of pages that is made for a test."""
    (folder / name).mkdir()
    for file, source in {"__init__": "", **files}.items():
        (folder / name / f"{file}.py").write_text(source, encoding="utf-8")
    sys.path.insert(0, str(folder))
    try:
        return __import__(name)
    finally:
        sys.path.remove(str(folder))


PAGE = """
from litestar import get
from api.web.registry import MenuEntry, everybody
from scripts_lib.model import Text
@get("/{path}")
async def show() -> str:
    return ""
PAGES = (show,)
MENU = (MenuEntry("/{path}", Text("页", "Page"), everybody, order={order}),)
"""


def test_a_file_with_pages_is_enough(tmp_path: Path) -> None:
    made = package(
        tmp_path, "made_pages", one=PAGE.format(path="one", order=50), two=PAGE.format(path="two", order=5)
    )
    made.__path__ = [str(tmp_path / "made_pages")]
    sys.path.insert(0, str(tmp_path))
    try:
        found = gather(made)
    finally:
        sys.path.remove(str(tmp_path))
    assert len(found.handlers) == 2
    assert [entry.path for entry in found.menu] == ["/two", "/one"]


def test_a_file_without_pages_is_a_fault(tmp_path: Path) -> None:
    made = package(tmp_path, "empty_pages", lost="")
    sys.path.insert(0, str(tmp_path))
    try:
        with pytest.raises(TypeError, match=r"empty_pages\.lost"):
            gather(made)
    finally:
        sys.path.remove(str(tmp_path))


def test_the_menu_is_for_those_who_may() -> None:
    mine = MenuEntry("/mine", Text("我的", "Mine"), everybody)
    other = MenuEntry("/other", Text("别的", "Other"), lambda person: person.role is Role.ADMIN)
    pages = PageSet((), (mine, other))
    assert pages.menu_of(LI) == (mine,)
    assert pages.menu_of(None) == ()


def test_every_page_of_the_desk_is_found() -> None:
    assert {"/work"} <= {entry.path for entry in gather().menu}
