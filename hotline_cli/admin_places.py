"""`hotline admin assign`, `site`, `team`: which role people have, and what they belong to."""

from pathlib import Path
from typing import Annotated

import typer

from api.agents.organisation import Places
from api.agents.people import People
from api.schemas import ROLE_TITLES, AgentChange, AgentView, Role, SitePlace, Team
from hotline_cli.database import with_people
from hotline_cli.shell import quit_with

Data = Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")]
NONE = "none"
"""What is typed to take a department, a site or a team away again."""


def assign(
    login: Annotated[str, typer.Option(help="Whose account.")],
    role: Annotated[Role | None, typer.Option(help="What the account may do.")] = None,
    department: Annotated[
        list[str] | None, typer.Option(help="Answers for it, instead of those before; `none` for none.")
    ] = None,
    site: Annotated[str | None, typer.Option(help="The site; `none` for all of them.")] = None,
    team: Annotated[str | None, typer.Option(help="The team; `none` for none.")] = None,
    data: Data = None,
) -> None:
    """Give an account another role, or put it into departments, a site, a team."""
    change = AgentChange(
        role=role,
        departments=None if department is None else tuple(one for one in department if one != NONE),
        site="" if site == NONE else site,
        team="" if team == NONE else team,
    )

    async def work(people: People, _: Places) -> AgentView:
        person = await people.of_login(login.strip())
        if person is None:
            quit_with(f"Nobody has the login {login}. `hotline admin list` shows all.")
        return await people.change(person.agent_id, change)

    changed = with_people(data, work)
    departments = ", ".join(changed.departments) or "-"
    typer.echo(
        f"{changed.login}: {changed.role} ({ROLE_TITLES[changed.role][0]}), departments {departments}, "
        f"site {changed.site or '-'}, team {changed.team or '-'}."
    )


def site(
    key: Annotated[str, typer.Argument(help="Short name in a-z, 0-9, - and _; none: list them.")] = "",
    name: Annotated[str, typer.Option(help="What people call it: 青山管理处.")] = "",
    building: Annotated[list[str] | None, typer.Option(help="Belongs to it; give it again for several.")] = None,
    delete: Annotated[bool, typer.Option("--delete", help="Take it away.")] = False,
    data: Data = None,
) -> None:
    """Make, change, list or take away sites (管理处)."""

    async def work(_: People, places: Places) -> list[str]:
        if delete:
            await places.delete_site(key)
        elif key:
            await places.put_site(key, SitePlace(key=key, name=name, buildings=tuple(building or ())))
        found = (await places.organisation()).sites
        return [f"{one.key:<16} {one.name}  {' '.join(one.buildings)}".rstrip() for one in found]

    _say(with_people(data, work), "There is no site yet: everything belongs to one.")


def team(
    key: Annotated[str, typer.Argument(help="Short name in a-z, 0-9, - and _; none: list them.")] = "",
    name: Annotated[str, typer.Option(help="What people call it: 早班一组.")] = "",
    of_site: Annotated[str, typer.Option("--site", help="The site it belongs to; none: any.")] = "",
    delete: Annotated[bool, typer.Option("--delete", help="Take it away.")] = False,
    data: Data = None,
) -> None:
    """Make, change, list or take away teams of agents."""

    async def work(_: People, places: Places) -> list[str]:
        if delete:
            await places.delete_team(key)
        elif key:
            await places.put_team(key, Team(key=key, name=name, site=of_site))
        found = (await places.organisation()).teams
        return [f"{one.key:<16} {one.name}  {one.site}".rstrip() for one in found]

    _say(with_people(data, work), "There is no team yet: every supervisor may listen to every agent.")


def _say(lines: list[str], without: str) -> None:
    for line in lines or [without]:
        typer.echo(line)
