"""The book of residents: found by number, home, name; added all or none; openings logged."""

from pathlib import Path

import msgspec
import pytest

from api.errors import Conflict, Invalid, NotFound
from api.residents.book import ResidentBook
from api.schemas import NewResident, ResidentChange, ResidentView
from tests.unit.api import desk_samples as sample

WANG = NewResident(name="王芳", building="3", unit="1", room="502", phones=("138-0000-1234", "02088881234"))
LI = NewResident(name="李强", building="3", unit="2", room="502", phones=("+8613900005678",), note="养狗")
CHANGE = ResidentChange(name="王芳", phones=())
ZHAO = NewResident(name="赵%敏", building="12", unit="", room="101")


async def found(book: ResidentBook, number: str = "", room: str = "", name: str = "") -> list[str]:
    total, items = await book.search(number=number, room=room, name=name, limit=20, offset=0)
    assert total == len(items)
    return [one.name for one in items]


async def test_who_calls(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        book = ResidentBook(desk.database)
        wang, _li = await book.add(WANG, LI)
        assert isinstance(wang, ResidentView)
        assert set(wang.phones) == {"02088881234", "13800001234"}
        caller = await book.of_number("+86 13800001234")
        assert caller is not None
        assert caller.resident_id == wang.resident_id
        for unknown in ("13800001235", "", "anonymous", "380000123"):
            assert await book.of_number(unknown) is None


async def test_a_fixed_line_is_found_with_and_without_its_area_code(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await ResidentBook(desk.database).add(
            NewResident(name="旧", building="1", unit="", room="1", phones=("85230000",))
        )
        book = ResidentBook(desk.database, "010")  # set later
        [new] = await book.add(NewResident(name="新", building="1", unit="", room="2", phones=("8523-1111",)))
        assert new.phones == ("01085231111",)
        for number, name in (("01085230000", "旧"), ("85230000", "旧"), ("+861085231111", "新")):
            caller = await book.of_number(number)
            assert caller is not None
            assert caller.name == name
        assert await book.of_number("02185230000") is None
        assert await found(book, number="8523 1111") == ["新"]


async def test_a_number_of_two_homes_names_neither(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        book = ResidentBook(desk.database)
        await book.add(WANG, NewResident(name="王强", building="9", unit="", room="1", phones=WANG.phones))
        assert await book.of_number("13800001234") is None


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"number": "139 0000 5678"}, ["李强"]),
        ({"room": "3-1-502"}, ["王芳"]),
        ({"room": "502"}, ["王芳", "李强"]),
        ({"name": "王"}, ["王芳"]),
        ({"name": "%"}, ["赵%敏"]),
        ({"name": "_"}, []),
        ({"name": "王", "room": "2-502"}, []),
        ({}, ["赵%敏", "王芳", "李强"]),
    ],
)
async def test_search(tmp_path: Path, query: dict[str, str], names: list[str]) -> None:
    async with sample.desk(tmp_path) as desk:
        book = ResidentBook(desk.database)
        await book.add(WANG, LI, ZHAO)
        assert await found(book, **query) == names


async def test_pages(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        book = ResidentBook(desk.database)
        await book.add(*(NewResident(name=f"住户{n}", building="1", unit="1", room=f"{n:03d}") for n in range(7)))
        total, items = await book.search(number="", room="", name="", limit=3, offset=6)
    assert (total, [one.name for one in items]) == (7, ["住户6"])


@pytest.mark.parametrize("field", ["name", "building", "room"])
async def test_what_is_missing_is_named_and_nobody_is_added(tmp_path: Path, field: str) -> None:
    empty = msgspec.structs.replace(LI, **{field: " "})
    async with sample.desk(tmp_path) as desk:
        book = ResidentBook(desk.database)
        with pytest.raises(Invalid) as caught:
            await book.add(WANG, empty)
        assert list(caught.value.fields) == [field]
        assert await found(book) == []


async def test_the_same_person_of_the_same_home_is_refused_and_nobody_is_added(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        book = ResidentBook(desk.database)
        await book.add(WANG)
        with pytest.raises(Conflict, match="王芳"):
            await book.add(LI, WANG)
        with pytest.raises(Conflict):
            await book.add(LI, LI)
        assert await found(book) == ["王芳"]


async def test_an_opening_and_an_addition_are_noted(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        book = ResidentBook(desk.database)
        await book.opened("a1", "call", "c" * 500)
        (added,) = await book.add(LI, by="a2")
        noted = [row[2:5] for row in await desk.rows("access_log")]
    assert noted == [("a1", "call", "c" * 200), ("a2", "resident_added", added.resident_id)]


async def test_somebody_is_changed_and_found_as_they_are_now(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        book = ResidentBook(desk.database)
        wang, _ = await book.add(WANG, LI)
        await book.find("wangfang", limit=5, offset=0)
        new = ResidentChange(name="汪芳", phones=("13800001234", "138 0000 9999"), note="夜班，下午再打")
        changed = await book.change(wang.resident_id, new, "u1")
        assert set(changed.phones) == {"13800001234", "13800009999"}
        assert [one.name for one in (await book.find("汪芳", limit=5, offset=0))[1]] == ["汪芳"]
        assert await book.of_number("02088881234") is None
        with pytest.raises(Invalid) as wrong:
            await book.change(wang.resident_id, ResidentChange(name=" ", phones=("call me",)), "u1")
        assert wrong.value.fields.keys() == {"name", "phones"}
        await book.add(NewResident(name="王芳", building="3", unit="1", room="502"))
        with pytest.raises(Conflict):
            await book.change(wang.resident_id, ResidentChange(name="王芳", phones=()), "u1")
        logged = await desk.rows("access_log")
        assert any("resident_changed" in row and "name,phones,note" in row for row in logged)


async def test_who_moved_out_is_in_the_book_no_more(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        book = ResidentBook(desk.database)
        wang, _ = await book.add(WANG, LI)
        await book.move_out(wang.resident_id, "u1")
        assert await book.of_number("13800001234") is None
        assert await found(book, room="502") == ["李强"]
        for gone in (book.move_out(wang.resident_id, "u1"), book.change(wang.resident_id, CHANGE, "u1")):
            with pytest.raises(NotFound):
                await gone
