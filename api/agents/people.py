"""Accounts of people: made, listed, changed. Passwords are kept as argon2 hashes only."""

import asyncio
import re
import time
from uuid import UUID

from advanced_alchemy.types.password_hash.argon2 import Argon2Hasher
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.agents.organisation import Places
from api.agents.passwords import check as check_password
from api.agents.sessions import Ended, end_within
from api.audit.ledger import COMMAND_LINE, entry, note
from api.db import Database
from api.errors import Conflict, Invalid, NotFound
from api.models import UserRow
from api.schemas import AgentChange, AgentView, NewAgent, Role

LONGEST = {"login": 64, "name": 64, "surname": 32}
PHONE = re.compile(r"sip:[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,120}(?::[0-9]{1,5})?")
_hasher = Argon2Hasher()
_NOBODY = _hasher.hash("a password that nobody has")


def view_of(row: UserRow) -> AgentView:
    """The account as screens see it; its live state is the floor's to add."""
    return AgentView(
        agent_id=str(row.id),
        login=row.login,
        name=row.name,
        surname=row.surname,
        role=Role(row.role),
        active=row.active,
        phone=row.phone,
        departments=tuple(row.departments or ()),
        site=row.site or "",
        team=row.team or "",
    )


class People:
    """The accounts in the database. `places` are the sites, teams and departments that people may belong to."""

    def __init__(self, database: Database, places: Places | None = None) -> None:
        self._database = database
        self._places = places or Places(database)

    async def create(self, new: NewAgent, by: str = COMMAND_LINE) -> AgentView:
        """Make an account; `by` is who does, for the audit log. Raises Invalid for wrong fields, Conflict when the
        login is taken."""
        _check(new)
        await self._places.check(new.role, new.departments, new.site, new.team)
        row = UserRow(
            login=new.login,
            name=new.name.strip(),
            surname=new.surname.strip(),
            role=new.role,
            active=True,
            phone=new.phone.strip(),
            departments=list(dict.fromkeys(new.departments)),
            site=new.site,
            team=new.team,
            password_hash=await asyncio.to_thread(_hasher.hash, new.password),
        )
        try:
            async with self._database.writing() as session:
                session.add(row)
                await session.flush()
                await note(session, [entry(by, "account_made", str(row.id), new.role)])
        except IntegrityError as error:
            raise Conflict(f"工号 {new.login} 已被使用", f"the login {new.login} is taken") from error
        return view_of(row)

    async def change(
        self, agent_id: str, change: AgentChange, *, by: str = COMMAND_LINE, keep_session: str = ""
    ) -> AgentView:
        """Change what is given; `by` is who does, for the audit log, which names the fields that are others now. A
        new password ends every session but `keep_session`, switching off all of them.

        Raises NotFound, Invalid; Conflict where no administrator would be left.
        """
        _check_change(change)
        known = await self.known(agent_id)
        await self._check_places(known, change)
        hashed = ""
        if change.password is not None:
            check_password(change.password, known.login, known.name)
            hashed = await asyncio.to_thread(_hasher.hash, change.password)
        async with self._database.writing() as session:
            row = await session.get_one(UserRow, _uuid(agent_id))
            if change.active is False or change.role not in (None, Role.ADMIN):
                await _keep_an_administrator(session, row)
            if hashed:
                row.password_hash = hashed
                await end_within(session, agent_id, Ended.PASSWORD, time.time(), keep=keep_session)
            if change.active is False:
                await end_within(session, agent_id, Ended.SWITCHED_OFF, time.time())
            for field in ("phone", "name", "surname"):
                value = getattr(change, field)
                setattr(row, field, getattr(row, field) if value is None else value.strip())
            for field in ("active", "role", "site", "team"):
                value = getattr(change, field)
                setattr(row, field, getattr(row, field) if value is None else value)
            if change.departments is not None:
                row.departments = list(dict.fromkeys(change.departments))
            changed = _changed(known, view_of(row), hashed)
            await note(session, [entry(by, "account_changed", agent_id, changed)] if changed else [])
            return view_of(row)

    async def _check_places(self, known: AgentView, change: AgentChange) -> None:
        if any(one is not None for one in (change.role, change.departments, change.site, change.team)):
            await self._places.check(
                known.role if change.role is None else change.role,
                known.departments if change.departments is None else change.departments,
                known.site if change.site is None else change.site,
                known.team if change.team is None else change.team,
                was=(known.site, known.team),
            )

    async def of_login(self, login: str) -> AgentView | None:
        """The account with this login, switched off or not."""
        async with self._database.reading() as session:
            row = (await session.scalars(select(UserRow).where(UserRow.login == login))).first()
            return view_of(row) if row is not None else None

    async def of_id(self, agent_id: str) -> AgentView | None:
        """The account with this id, switched off or not."""
        async with self._database.reading() as session:
            row = await session.get(UserRow, _uuid(agent_id))
            return view_of(row) if row is not None else None

    async def known(self, agent_id: str) -> AgentView:
        """The same. Raises NotFound."""
        person = await self.of_id(agent_id)
        if person is None:
            raise NotFound("没有这个用户", "there is no such user")
        return person

    async def all(self) -> list[AgentView]:
        """Every account, by login."""
        async with self._database.reading() as session:
            rows = await session.scalars(select(UserRow).order_by(UserRow.login))
            return [view_of(row) for row in rows]

    async def verified(self, login: str, password: str) -> AgentView | None:
        """The active account that login and password belong to. Takes the same work for a login that nobody has."""
        async with self._database.reading() as session:
            row = (await session.scalars(select(UserRow).where(UserRow.login == login))).first()
        hashed = row.password_hash if row is not None else _NOBODY
        right = await asyncio.to_thread(_hasher.verify, password, hashed)
        return view_of(row) if right and row is not None and row.active else None


def _changed(before: AgentView, after: AgentView, password: str) -> str:
    """The fields that are others now, by name; never what stands in them."""
    fields = [name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)]
    return ",".join([*fields, "password"] if password else fields)


def _uuid(agent_id: str) -> UUID:
    try:
        return UUID(agent_id)
    except ValueError as error:
        raise NotFound("没有这个用户", "there is no such user") from error


async def _keep_an_administrator(session: AsyncSession, row: UserRow) -> None:
    others = select(UserRow).where(UserRow.role == Role.ADMIN, UserRow.active, UserRow.id != row.id)
    if row.role == Role.ADMIN and (await session.scalars(others)).first() is None:
        raise Conflict(
            "不能停用最后一个管理员", "the last administrator can neither be switched off nor be given another role"
        )


def _check(new: NewAgent) -> None:
    fields = {}
    if not new.login.strip() or new.login != new.login.strip() or not new.login.isprintable():
        fields["login"] = "工号不能为空，前后不能有空格 / must not be empty or have blanks around it"
    if len(new.login) > LONGEST["login"]:
        fields["login"] = _too_long("login")
    fields |= _wrong_names(new.name, new.surname)
    if fields:
        raise Invalid("有内容填写不对", "some fields are wrong", fields)
    _check_phone(new.phone)
    check_password(new.password, new.login, new.name)


def _check_change(change: AgentChange) -> None:
    fields = _wrong_names(change.name, change.surname)
    if fields:
        raise Invalid("有内容填写不对", "some fields are wrong", fields)
    if change.phone is not None:
        _check_phone(change.phone)


def _wrong_names(name: str | None, surname: str | None) -> dict[str, str]:
    """What is wrong with them; None is not given."""
    fields = {}
    if name is not None and not name.strip():
        fields["name"] = "请填写姓名 / must not be empty"
    if surname is not None and not surname.strip():
        fields["surname"] = "请填写姓氏，开场白要用 / must not be empty; the opening line uses it"
    for field, value in (("name", name), ("surname", surname)):
        if value is not None and len(value) > LONGEST[field]:
            fields[field] = _too_long(field)
    return fields


def _too_long(field: str) -> str:
    return f"不能超过 {LONGEST[field]} 个字 / must not have more than {LONGEST[field]} characters"


def _check_phone(phone: str) -> None:
    """`sip:user@host[:port]`, or empty. Nothing that would become another header or parameter of an INVITE."""
    if phone.strip() and PHONE.fullmatch(phone.strip()) is None:
        raise Invalid(
            "话机地址不对",
            "this is not the address of a SIP phone",
            {"phone": "格式 sip:分机@主机[:端口] / must read sip:user@host[:port]"},
        )
