"""Accounts: made, changed, never without an administrator; passwords only as argon2 hashes."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from api.agents.departments import Departments
from api.agents.organisation import Places
from api.agents.people import People
from api.errors import Conflict, Invalid, NotFound
from api.schemas import AgentChange, NewAgent, Role
from scripts_lib.loader import load
from tests.unit.api import desk_samples as sample


def new(login: str = "1001", password: str = "long enough", role: Role = Role.AGENT, **changes: Any) -> NewAgent:
    fields: dict[str, Any] = {"name": "李明", "surname": "李"} | changes
    return NewAgent(login=login, password=password, role=role, **fields)


async def test_an_account(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        people = People(desk.database)
        made = await people.create(new(name=" 李明 "))
        assert (made.login, made.name, made.surname, made.role, made.active) == (
            "1001",
            "李明",
            "李",
            Role.AGENT,
            True,
        )
        assert UUID(made.agent_id).version == 7
        assert await people.of_login("1001") == await people.of_id(made.agent_id) == made
        assert await people.all() == [made]
        (row,) = await desk.rows("user_account")
    assert any(str(value).startswith("$argon2id$") for value in row)
    assert not any("long enough" in str(value) for value in row)


async def test_only_the_right_password_of_an_active_account_is_verified(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        people = People(desk.database)
        made = await people.create(new())
        assert await people.verified("1001", "long enough") == made
        assert await people.verified("1001", "long enougH") is None
        assert await people.verified("1002", "long enough") is None
        assert await people.verified("1002", "a password that nobody has") is None
        await people.change(made.agent_id, AgentChange(active=False))
        assert await people.verified("1001", "long enough") is None


async def test_a_taken_login_is_named(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        people = People(desk.database)
        await people.create(new())
        with pytest.raises(Conflict, match="1001 is taken"):
            await people.create(new(name="别人"))
        assert len(await people.all()) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (new(login=""), "login"),
        (new(login=" 1001"), "login"),
        (new(login="10\n01"), "login"),
        (new(login="x" * 65), "login"),
        (new(name=" "), "name"),
        (new(name="名" * 65), "name"),
        (new(surname=""), "surname"),
        (new(password="seven77"), "password"),
    ],
)
async def test_wrong_fields_are_named(tmp_path: Path, wrong: NewAgent, field: str) -> None:
    async with sample.desk(tmp_path) as desk:
        people = People(desk.database)
        with pytest.raises(Invalid) as caught:
            await people.create(wrong)
        assert list(caught.value.fields) == [field]
        assert await people.all() == []


async def test_a_new_password_replaces_the_old(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        people = People(desk.database)
        made = await people.create(new())
        await people.change(made.agent_id, AgentChange(password="another one"))
        assert await people.verified("1001", "long enough") is None
        assert await people.verified("1001", "another one") == made
        with pytest.raises(Invalid):
            await people.change(made.agent_id, AgentChange(password="short"))
        assert await people.verified("1001", "another one") == made


async def test_the_last_administrator_stays(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        people = People(desk.database)
        first = await people.create(new("root", role=Role.ADMIN))
        with pytest.raises(Conflict):
            await people.change(first.agent_id, AgentChange(active=False))
        second = await people.create(new("root2", role=Role.ADMIN))
        assert not (await people.change(first.agent_id, AgentChange(active=False))).active
        with pytest.raises(Conflict):
            await people.change(second.agent_id, AgentChange(active=False))


@pytest.mark.parametrize("agent_id", ["nobody", "0190c2d3-0000-7000-8000-000000000000"])
async def test_nobody_cannot_be_changed(tmp_path: Path, agent_id: str) -> None:
    async with sample.desk(tmp_path) as desk:
        with pytest.raises(NotFound):
            await People(desk.database).change(agent_id, AgentChange(active=True))


async def test_a_phone_is_set_and_taken_away(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        people = People(desk.database)
        made = await people.create(new(phone=" sip:8001@192.0.2.7:5062 "))
        assert made.phone == "sip:8001@192.0.2.7:5062"
        assert (await people.change(made.agent_id, AgentChange(phone="sip:li@phones.example"))).phone != made.phone
        assert (await people.change(made.agent_id, AgentChange(active=True))).phone == "sip:li@phones.example"
        assert (await people.change(made.agent_id, AgentChange(phone=""))).phone == ""


@pytest.mark.parametrize(
    "phone",
    ["8001", "tel:8001", "sip:8001", "sip:8001@host;x=y", "sip:8001@host\r\nX: y", "sip:a b@host"],
)
async def test_what_is_no_address_of_a_phone_is_refused(tmp_path: Path, phone: str) -> None:
    async with sample.desk(tmp_path) as desk:
        people = People(desk.database)
        made = await people.create(new())
        with pytest.raises(Invalid) as refused:
            await people.change(made.agent_id, AgentChange(phone=phone))
        assert set(refused.value.fields) == {"phone"}
        with pytest.raises(Invalid):
            await people.create(new("1002", phone=phone))


async def test_a_person_gets_another_role_name_and_place(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        people = People(desk.database, Places(desk.database, Departments(desk.database, load())))
        made = await people.create(new())
        change = AgentChange(role=Role.DEPARTMENT_HEAD, departments=("engineering", "engineering"), name=" 马工 ")
        changed = await people.change(made.agent_id, change)
        assert (changed.role, changed.departments, changed.name) == (
            Role.DEPARTMENT_HEAD,
            ("engineering",),
            "马工",
        )
        with pytest.raises(Invalid) as refused:
            await people.change(made.agent_id, AgentChange(departments=()))
        assert set(refused.value.fields) == {"departments"}
        with pytest.raises(Invalid):
            await people.change(made.agent_id, AgentChange(surname=" "))
        assert await people.of_id(made.agent_id) == changed


async def test_the_last_administrator_keeps_the_role(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        people = People(desk.database)
        root = await people.create(new("root", role=Role.ADMIN))
        with pytest.raises(Conflict):
            await people.change(root.agent_id, AgentChange(role=Role.QA))
        assert (await people.change(root.agent_id, AgentChange(role=Role.ADMIN))).role is Role.ADMIN
