"""What people belong to: sites and teams; departments are `api.agents.departments`.

Knows no account but by counting who belongs where; whether a role needs a department or a site is said here once.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.agents.departments import KEY, LONGEST_NAME, Departments
from api.audit.ledger import COMMAND_LINE, entry, note
from api.db import Database
from api.errors import Conflict, Invalid, NotFound
from api.models import SiteRow, TeamRow, UserRow
from api.schemas import ROLE_TITLES, Department, Named, Organisation, Role, SitePlace, Team


class Places:
    """Sites and teams; and who may belong to them and to `departments`, none where nobody asks for one."""

    def __init__(self, database: Database, departments: Departments | None = None) -> None:
        self._database = database
        self._departments = departments

    async def organisation(self) -> Organisation:
        """All of it, by key."""
        async with self._database.reading() as session:
            sites = (await session.scalars(select(SiteRow).order_by(SiteRow.key))).all()
            teams = (await session.scalars(select(TeamRow).order_by(TeamRow.key))).all()
        return Organisation(
            sites=tuple(_site(row) for row in sites),
            teams=tuple(_team(row) for row in teams),
            departments=self._known(),
            roles=tuple(Named(key=role, zh=zh, en=en) for role, (zh, en) in ROLE_TITLES.items()),
        )

    def _known(self) -> tuple[Department, ...]:
        return self._departments.all() if self._departments is not None else ()

    async def site_of(self, building: str) -> str:
        """The key of the site that a building belongs to: the one that names it, else the only one that names none.

        Those that are switched off are passed over. Empty where there is no such site.
        """
        async with self._database.reading() as session:
            return await site_within(session, building)

    async def check(
        self, role: Role, departments: Sequence[str], site: str, team: str, *, was: tuple[str, str] = ("", "")
    ) -> None:
        """Whether somebody of this role may belong there; `was` is the site and team so far, which may be switched
        off by now. Raises Invalid, a message a field."""
        known = {one.key for one in self._known()}
        fields: dict[str, str] = {}
        wrong = [one for one in departments if one not in known]
        if wrong:
            choice = ", ".join(sorted(known)) or "-"
            fields["departments"] = f"没有这个部门：{'、'.join(wrong)} / no such department; there is {choice}"
        elif role is Role.DEPARTMENT_HEAD and not departments:
            fields["departments"] = "部门负责人要写明负责哪个部门 / a department head needs a department"
        async with self._database.reading() as session:
            of_site = await session.get(SiteRow, site) if site else None
            of_team = await session.get(TeamRow, team) if team else None
        if site and of_site is None:
            fields["site"] = "没有这个管理处，请先新建 / no such site; make it first"
        elif of_site is not None and not of_site.active and site != was[0]:
            fields["site"] = "这个管理处已停用 / this site is switched off"
        if team and of_team is None:
            fields["team"] = "没有这个班组，请先新建 / no such team; make it first"
        elif of_team is not None and not of_team.active and team != was[1]:
            fields["team"] = "这个班组已停用 / this team is switched off"
        elif of_team is not None and site and of_team.site not in ("", site):
            fields["team"] = "这个班组属于另一个管理处 / this team belongs to another site"
        if fields:
            raise Invalid("有内容填写不对", "some fields are wrong", fields)

    async def put_site(self, key: str, site: SitePlace, by: str = COMMAND_LINE) -> SitePlace:
        """Make or change a site; `by` is who does, for the audit log. Raises Invalid; Conflict where a building
        belongs to another site."""
        name = _checked(key, site.key, site.name)
        buildings = list(dict.fromkeys(one.strip() for one in site.buildings if one.strip()))
        async with self._database.writing() as session:
            for other in await session.scalars(select(SiteRow).where(SiteRow.key != key)):
                taken = [one for one in buildings if one in other.buildings]
                if taken:
                    raise Conflict(
                        f"楼栋 {'、'.join(taken)} 已归 {other.name}",
                        f"buildings {', '.join(taken)} belong to {other.name}",
                    )
            row = await session.get(SiteRow, key)
            if row is None:
                row = SiteRow(key=key)
                session.add(row)
            row.name, row.buildings, row.active = name, buildings, site.active
            await note(session, [entry(by, "site_saved", key)])
            return _site(row)

    async def put_team(self, key: str, team: Team, by: str = COMMAND_LINE) -> Team:
        """Make or change a team. Raises Invalid."""
        name = _checked(key, team.key, team.name)
        async with self._database.writing() as session:
            if team.site and await session.get(SiteRow, team.site) is None:
                raise Invalid("没有这个管理处", "there is no such site", {"site": "没有这个管理处 / no such site"})
            row = await session.get(TeamRow, key)
            if row is None:
                row = TeamRow(key=key)
                session.add(row)
            row.name, row.site, row.active = name, team.site, team.active
            await note(session, [entry(by, "team_saved", key)])
            return _team(row)

    async def delete_site(self, key: str, by: str = COMMAND_LINE) -> None:
        """Take it away. Raises NotFound; Conflict while people or teams belong to it."""
        async with self._database.writing() as session:
            row = await session.get(SiteRow, key)
            if row is None:
                raise NotFound("没有这个管理处", "there is no such site")
            teams = await session.scalar(select(func.count()).select_from(TeamRow).where(TeamRow.site == key)) or 0
            await _refuse_members(session, teams, UserRow.site == key)
            await session.delete(row)
            await note(session, [entry(by, "site_deleted", key)])

    async def delete_team(self, key: str, by: str = COMMAND_LINE) -> None:
        """Take it away. Raises NotFound; Conflict while people belong to it."""
        async with self._database.writing() as session:
            row = await session.get(TeamRow, key)
            if row is None:
                raise NotFound("没有这个班组", "there is no such team")
            await _refuse_members(session, 0, UserRow.team == key)
            await session.delete(row)
            await note(session, [entry(by, "team_deleted", key)])


async def site_within(session: AsyncSession, building: str) -> str:
    """The same as `Places.site_of`, within a transaction."""
    return (await sites_within(session, (building,)))[building]


async def sites_within(session: AsyncSession, buildings: Collection[str]) -> dict[str, str]:
    """The same of several buildings."""
    if not buildings:
        return {}
    sites = (await session.scalars(select(SiteRow).where(SiteRow.active))).all()
    rest = [one.key for one in sites if not one.buildings]
    other = rest[0] if len(rest) == 1 else ""
    return {building: next((one.key for one in sites if building in one.buildings), other) for building in buildings}


async def site_names(session: AsyncSession) -> dict[str, str]:
    """What each site is called, by key."""
    return dict((await session.execute(select(SiteRow.key, SiteRow.name))).all())


async def _refuse_members(session: AsyncSession, teams: int, belongs: ColumnElement[bool]) -> None:
    people = await session.scalar(select(func.count()).select_from(UserRow).where(belongs)) or 0
    if people or teams:
        raise Conflict(
            f"还有 {people} 人、{teams} 个班组属于这里，请先调走",
            f"{people} people and {teams} teams belong here; move them first",
        )


def _checked(key: str, given: str, name: str) -> str:
    """The name without blanks around it. Raises Invalid for it or for the key."""
    fields = {}
    if KEY.fullmatch(key) is None or given != key:
        fields["key"] = "只能用小写字母、数字、-、_，且与地址一致 / a-z, 0-9, - and _, the same as in the address"
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        fields["name"] = f"必填，最多 {LONGEST_NAME} 字 / required, at most {LONGEST_NAME} characters"
    if fields:
        raise Invalid("有内容填写不对", "some fields are wrong", fields)
    return name.strip()


def _site(row: SiteRow) -> SitePlace:
    return SitePlace(key=row.key, name=row.name, buildings=tuple(row.buildings), active=row.active)


def _team(row: TeamRow) -> Team:
    return Team(key=row.key, name=row.name, site=row.site, active=row.active)
