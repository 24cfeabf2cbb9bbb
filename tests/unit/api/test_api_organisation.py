"""Sites, teams and departments: made, changed, taken away; who may belong where."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from api.agents.departments import Departments
from api.agents.organisation import Places
from api.agents.people import People
from api.errors import Conflict, Invalid, NotFound
from api.schemas import AgentChange, NewAgent, Role, SitePlace, Team
from scripts_lib.loader import load
from tests.unit.api import desk_samples as sample

QINGSHAN = SitePlace(key="qingshan", name="青山管理处", buildings=("1", "2"))
LVSHUI = SitePlace(key="lvshui", name="绿水管理处")
EARLY = Team(key="early", name="早班", site="qingshan")


@pytest.fixture
async def places(tmp_path: Path) -> AsyncIterator[Places]:
    async with sample.desk(tmp_path) as desk:
        made = Places(desk.database, Departments(desk.database, load()))
        for site in (QINGSHAN, LVSHUI):
            await made.put_site(site.key, site)
        await made.put_team("early", EARLY)
        yield made


async def test_what_there_is(places: Places) -> None:
    found = await places.organisation()
    assert found.sites == (LVSHUI, QINGSHAN)
    assert found.teams == (EARLY,)
    assert "engineering" in {one.key for one in found.departments}
    assert {one.key: one.zh for one in found.roles}["site_head"] == "管理处负责人"


async def test_the_site_of_a_building(places: Places) -> None:
    found = {building: await places.site_of(building) for building in ("1", "2", "9", "")}
    assert found == {"1": "qingshan", "2": "qingshan", "9": "lvshui", "": "lvshui"}


async def test_where_two_sites_name_no_building_none_has_the_rest(places: Places) -> None:
    await places.put_site("baiyun", SitePlace(key="baiyun", name="白云管理处"))
    assert await places.site_of("9") == ""


BELONGS: list[tuple[Role, tuple[str, ...], str, str, set[str]]] = [
    (Role.AGENT, (), "", "", set()),
    (Role.AGENT, ("customer_service",), "qingshan", "early", set()),
    (Role.DEPARTMENT_HEAD, ("engineering",), "", "", set()),
    (Role.DEPARTMENT_HEAD, (), "", "", {"departments"}),
    (Role.DEPARTMENT_HEAD, ("kitchen",), "", "", {"departments"}),
    (Role.SITE_HEAD, (), "elsewhere", "", {"site"}),
    (Role.AGENT, (), "", "night", {"team"}),
    (Role.AGENT, (), "lvshui", "early", {"team"}),
]
"""Role, departments, site, team, and the fields that are wrong."""


async def test_who_may_belong_where(places: Places) -> None:
    for role, departments, site, team, fields in BELONGS:
        wrong: set[str] = set()
        try:
            await places.check(role, departments, site, team)
        except Invalid as error:
            wrong = set(error.fields)
        assert wrong == fields, (role, departments, site, team)


async def test_a_building_belongs_to_one_site(places: Places) -> None:
    with pytest.raises(Conflict, match="buildings 2 belong to 青山管理处"):
        await places.put_site("lvshui", SitePlace(key="lvshui", name="绿水管理处", buildings=("2", "3")))
    changed = await places.put_site(
        "qingshan", SitePlace(key="qingshan", name=" 青山 ", buildings=("2", " 3", "2", ""))
    )
    assert (changed.name, changed.buildings) == ("青山", ("2", "3"))


async def test_wrong_keys_and_names(places: Places) -> None:
    for key, given, name, fields in (
        ("A b", "A b", "x", {"key"}),
        ("a", "b", "x", {"key"}),
        ("a", "a", " ", {"name"}),
        ("-", "-", "", {"key", "name"}),
    ):
        with pytest.raises(Invalid) as refused:
            await places.put_site(key, SitePlace(key=given, name=name))
        assert set(refused.value.fields) == fields
        with pytest.raises(Invalid):
            await places.put_team(key, Team(key=given, name=name))


async def test_a_team_of_no_known_site(places: Places) -> None:
    with pytest.raises(Invalid):
        await places.put_team("late", Team(key="late", name="晚班", site="elsewhere"))


async def test_what_people_belong_to_stays(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        places = Places(desk.database)
        people = People(desk.database, places)
        await places.put_site("qingshan", QINGSHAN)
        await places.put_team("early", EARLY)
        new = NewAgent(login="1", password="long enough", name="李明", surname="李", team="early")
        person = await people.create(new)
        with pytest.raises(Conflict, match="0 people and 1 teams"):
            await places.delete_site("qingshan")
        with pytest.raises(Conflict, match="1 people"):
            await places.delete_team("early")
        await people.change(person.agent_id, AgentChange(team=""))
        await places.delete_team("early")
        await places.delete_site("qingshan")
        found = await places.organisation()
        assert (found.sites, found.teams) == ((), ())
        for gone in (places.delete_site("qingshan"), places.delete_team("early")):
            with pytest.raises(NotFound):
                await gone


async def test_what_is_switched_off_takes_nobody_new_and_no_building(places: Places) -> None:
    await places.put_team("early", replace(EARLY, active=False))
    await places.put_site("qingshan", replace(QINGSHAN, active=False))
    found = await places.organisation()
    assert ([one.active for one in found.sites], [one.active for one in found.teams]) == ([True, False], [False])
    with pytest.raises(Invalid) as refused:
        await places.check(Role.AGENT, (), "qingshan", "early")
    assert set(refused.value.fields) == {"site", "team"}
    await places.check(Role.AGENT, (), "qingshan", "early", was=("qingshan", "early"))
    assert await places.site_of("1") == "lvshui"
