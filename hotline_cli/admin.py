"""`hotline admin`: accounts and residents, straight in the desk's database, whether the desk runs or not.

Passwords are asked for without echo or come from HOTLINE_ADMIN_PASSWORD, never from the command line, where every
user of the machine could read them.
"""

import os
import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from api.agents.people import People
from api.audit.ledger import COMMAND_LINE
from api.db import Database
from api.residents.importing import ResidentImport
from api.schemas import AgentChange, AgentView, ImportReport, NewAgent, ResidentView, Role
from hotline_cli.admin_audit import audit
from hotline_cli.admin_erase import erase
from hotline_cli.admin_places import assign, site, team
from hotline_cli.admin_sessions import reset_second_step, sessions, sign_out, unlock
from hotline_cli.database import in_database, with_people
from hotline_cli.shell import quit_with

PASSWORD = "HOTLINE_ADMIN_PASSWORD"  # noqa: S105 - the name of a variable
TWO_CHARACTERS = ("欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "东方", "尉迟", "公孙", "慕容", "令狐", "司徒")
T = TypeVar("T")
Data = Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")]

admin = typer.Typer(
    help="Make and change accounts, read in residents.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


admin.add_typer(audit, name="audit")
admin.command("assign")(assign)
admin.command("site")(site)
admin.command("team")(team)
admin.command("sessions")(sessions)
admin.command("erase")(erase)
admin.command("sign-out")(sign_out)
admin.command("unlock")(unlock)
admin.command("reset-second-step")(reset_second_step)


@admin.command()
def create(
    login: Annotated[str, typer.Option(help="What is typed to sign in.")] = "",
    name: Annotated[str, typer.Option(help="Whole name.")] = "",
    surname: Annotated[str, typer.Option(help="Said in the opening line: 我姓李.")] = "",
    role: Annotated[Role, typer.Option(help="What the account may do.")] = Role.ADMIN,
    department: Annotated[list[str] | None, typer.Option(help="Answers for it; give it again for several.")] = None,
    site: Annotated[str, typer.Option(help="The site (管理处) it belongs to; none: all.")] = "",
    team: Annotated[str, typer.Option(help="The team; a supervisor listens in within it only.")] = "",
    data: Data = None,
) -> None:
    """Make an account; asks for what is not given.

    Example: hotline admin create --role agent --login li --name 李娜 --surname 李
    """
    login = (login or _ask("Login")).strip()
    _in_database(data, lambda people: _refuse_taken(people, login))
    name = (name or _ask("Name")).strip()
    surname = surname or _ask("Surname", surname_of(name))
    new = NewAgent(
        login=login,
        password=_password(),
        name=name,
        surname=surname,
        role=role,
        departments=tuple(department or ()),
        site=site,
        team=team,
    )
    made = with_people(data, lambda people, _: people.create(new))
    typer.echo(f"Made {made.role} {made.login} ({made.name}).")


@admin.command()
def password(login: Annotated[str, typer.Option(help="Whose password.")] = "", data: Data = None) -> None:
    """Set an account's password."""
    login = (login or _ask("Login")).strip()
    person = _in_database(data, lambda people: _person(people, login))
    change = AgentChange(password=_password())
    _in_database(data, lambda people: people.change(person.agent_id, change))
    typer.echo(f"{login} has a new password.")


@admin.command("phone")
def set_phone(
    login: Annotated[str, typer.Option(help="Whose phone.")],
    address: Annotated[str, typer.Argument(help="sip:user@host[:port]; an empty text goes back to the headset.")],
    data: Data = None,
) -> None:
    """Set the SIP phone that rings for an agent instead of the console's headset."""
    person = _in_database(data, lambda people: _person(people, login.strip()))
    changed = _in_database(data, lambda people: people.change(person.agent_id, AgentChange(phone=address)))
    typer.echo(
        f"{changed.login} uses {changed.phone or 'the headset'}. A desk that runs knows it at the next sign-on."
    )


@admin.command("list")
def everyone(data: Data = None) -> None:
    """List the accounts."""
    people = _in_database(data, lambda people: people.all())
    for person in people:
        off = "" if person.active else "  (switched off)"
        phone = f"  {person.phone}" if person.phone else ""
        belongs = "  ".join(one for one in (",".join(person.departments), person.site, person.team) if one)
        typer.echo(f"{person.login:<16} {person.role:<22} {person.name}{phone}{'  ' * bool(belongs)}{belongs}{off}")
    if not people:
        typer.echo("There is no account yet. `hotline admin create` makes the first.")


@admin.command("import-residents")
def import_residents(
    file: Annotated[
        Path,
        typer.Argument(
            help="Excel (.xlsx) or CSV: 姓名,楼栋,单元,房号,电话,备注 (name, building, unit, room, phones, note)."
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Change it without asking; for scripts.")] = False,
    data: Data = None,
) -> None:
    """Read in a list of residents: new ones are added, telephones and notes of known ones changed. All or nothing."""
    try:
        content = file.read_bytes()
    except OSError as error:
        quit_with(f"{file} cannot be read: {error.strerror}.")
    tried = _read_in(data, content, dry_run=True)
    if tried.faults:
        quit_with(
            f"Nothing was read in; {file} has {len(tried.faults)} faults:",
            *(f"row {fault.row}: {fault.en} ({fault.zh})" for fault in tried.faults),
        )
    _say_changes(tried)
    if dry_run or not (tried.added or tried.changed):
        return
    if not yes and not sys.stdin.isatty():
        quit_with("Nothing was changed: give --yes, or run this on a terminal.")
    if not yes and not typer.confirm("Change it?"):
        quit_with("Nothing was changed.")
    done = _read_in(data, content, dry_run=False)
    typer.echo(f"Done: {len(done.added)} added, {len(done.changed)} changed.")


def _read_in(data: Path | None, content: bytes, *, dry_run: bool) -> ImportReport:
    def work(database: Database) -> Coroutine[None, None, ImportReport]:
        return ResidentImport(database).run(content, COMMAND_LINE, dry_run=dry_run)

    return in_database(data, work)


def _say_changes(report: ImportReport) -> None:
    """Everything that is or would be done, line by line, and the counts."""
    for one in report.added:
        typer.echo(f"  + {_home(one)}  {one.name}")
    for change in report.changed:
        what = "; ".join(f"{field}: {was or '-'} -> {now or '-'}" for field, (was, now) in change.changes.items())
        typer.echo(f"  ~ {_home(change.resident)}  {change.resident.name}  {what}")
    counts = f"{len(report.added)} to add, {len(report.changed)} to change, {report.unchanged} as they are"
    typer.echo(f"{counts}. Who is not in the list stays.")


def _home(resident: ResidentView) -> str:
    return "-".join(part for part in (resident.building, resident.unit, resident.room) if part)


def surname_of(name: str) -> str:
    """The likely surname: the first character of a Chinese name, or two; the last word of another one."""
    if not name:
        return ""
    if name[0] >= "\u4e00":
        return name[:2] if name.startswith(TWO_CHARACTERS) else name[0]
    return name.split()[-1]


async def _refuse_taken(people: People, login: str) -> None:
    if await people.of_login(login) is not None:
        quit_with(f"The login {login} is taken. Choose another one; `hotline admin list` shows them all.")


async def _person(people: People, login: str) -> AgentView:
    person = await people.of_login(login)
    if person is None:
        quit_with(f"Nobody has the login {login}. `hotline admin list` shows all.")
    return person


def _ask(what: str, default: str = "") -> str:
    if not sys.stdin.isatty():
        if default:
            return default
        quit_with(f"{what} is missing: give --{what.lower()}, or run this on a terminal.")
    return str(typer.prompt(what, default=default or None))


def _password() -> str:
    given = os.environ.get(PASSWORD)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        quit_with(f"The password is missing: set {PASSWORD}, or run this on a terminal.")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt="Once more"))


def _in_database(data: Path | None, work: Callable[[People], Awaitable[T]]) -> T:
    """What `work` gives, done on the accounts."""
    return in_database(data, lambda database: work(People(database)))
