"""Departments over the catalogue's: added, renamed, switched off with a successor, at once; old names stay with old
times."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.agents.departments import Departments
from api.errors import Invalid
from api.schemas import Department
from scripts_lib.loader import Library, load
from tests.unit.api import desk_samples as sample

LIFTS = Department(key="lifts", zh="电梯部", en="Lifts", email="dianti@example.cn")


class Desk:
    """Departments over a database, and the rules that they change."""

    def __init__(self, departments: Departments, library: Library, again: Departments) -> None:
        self.departments = departments
        self.library = library
        self.again = again

    def open(self) -> set[str]:
        return {one.value for one in self.library.rules.catalogue.open_departments}


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with sample.desk(tmp_path) as made:
        library = load()
        departments = Departments(made.database, library)
        await departments.load()
        yield Desk(departments, library, Departments(made.database, load()))


async def test_one_that_is_added_is_there_at_once_and_after_a_restart(desk: Desk) -> None:
    before = desk.departments.version
    await desk.departments.put("lifts", LIFTS)
    assert "lifts" in desk.open()
    assert desk.library.rules.catalogue.sends_to("lifts")
    assert desk.departments.address("lifts") == "dianti@example.cn"
    assert desk.departments.address("engineering") == ""
    assert desk.departments.version != before == desk.library.rules.version
    await desk.again.load()
    assert desk.again.all() == desk.departments.all()
    assert desk.again.version == desk.departments.version


async def test_a_renamed_one_keeps_its_old_name_for_what_is_old(desk: Desk) -> None:
    old = time.time() - 60
    await desk.departments.put("engineering", Department(key="engineering", zh="设备部", en="Plant"))
    catalogue = desk.library.rules.catalogue
    (plant,) = [one for one in catalogue.departments if one.value == "engineering"]
    assert (plant.label.zh, plant.label_at(old).zh, plant.label_at(time.time() + 1).zh) == (
        "设备部",
        "工程部",
        "设备部",
    )
    assert [one.label.zh for one in catalogue.at(old).departments if one.value == "engineering"] == ["工程部"]
    assert [one.value for one in catalogue.departments] == [one.value for one in load().rules.catalogue.departments]


async def test_what_went_to_one_that_is_switched_off_goes_to_its_successor(desk: Desk) -> None:
    off = Department(key="greenery", zh="绿化部", active=False)
    with pytest.raises(Invalid) as refused:
        await desk.departments.put("greenery", off)
    assert refused.value.fields.keys() == {"successor"}
    kinds = {one.value for one in desk.departments.kinds_of("greenery")}
    assert kinds
    await desk.departments.put(
        "greenery", Department(key="greenery", zh="绿化部", active=False, successor="cleaning")
    )
    assert "greenery" not in desk.open()
    assert not desk.library.rules.catalogue.sends_to("greenery")
    assert kinds <= {one.value for one in desk.departments.kinds_of("cleaning")}
    assert all(one.value != "greenery" for one in desk.library.rules.advice.signals if one.field == "department")
    await desk.departments.put("greenery", Department(key="greenery", zh="绿化部"))
    assert kinds == {one.value for one in desk.departments.kinds_of("greenery")}


@pytest.mark.parametrize(
    ("key", "wrong", "field"),
    [
        ("Lifts", Department(key="Lifts", zh="电梯部"), "key"),
        ("lifts", Department(key="other", zh="电梯部"), "key"),
        ("lifts", Department(key="lifts", zh=" "), "zh"),
        ("lifts", Department(key="lifts", zh="电梯部", en="x" * 65), "en"),
        ("lifts", Department(key="lifts", zh="电梯部", email="dianti"), "email"),
        ("lifts", Department(key="lifts", zh="电梯部", active=False, successor="nobody"), "successor"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(desk: Desk, key: str, wrong: Department, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await desk.departments.put(key, wrong)
    assert refused.value.fields.keys() == {field}
