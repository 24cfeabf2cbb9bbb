"""`hotline papers`: forms as PDF or Word on this machine, and the site's own templates.

`copy` puts a shipped template where the site may change it, `check` tries every template, `make` makes one paper and
notes in the desk's records that it was opened (SEC-1).
"""

from pathlib import Path
from typing import Annotated, TypeVar

import typer

from api.errors import DeskError
from api.papers.forms import FORMS
from api.papers.office import SUFFIX, Paper, site_folder
from api.papers.specimen import specimen
from api.papers.templates_of import SHIPPED
from api.schemas import AgentView, Role
from api.schemas.papers import PaperFormat, PaperSubject
from api.services import Services
from hotline_cli.desk_services import with_services
from hotline_cli.desk_settings import settings_of
from hotline_cli.shell import quit_with

Data = Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")]
Form = Annotated[str, typer.Argument(help="Which form, as `list` names it.")]
WHO = AgentView(agent_id="administrator", login="administrator", name="管理员", surname="", role=Role.ADMIN)
PARTS = ("paper.html", "parts.html", "paper.css")
"""What the PDF's templates share; a site may have its own of these too."""

T = TypeVar("T")

papers_app = typer.Typer(help="Papers: list, make, change and check forms.", no_args_is_help=True)


@papers_app.callback()
def papers() -> None:
    """Papers: list, make, change and check forms."""


@papers_app.command("list")
def list_papers(data: Data = None) -> None:
    """Every form, and whose template is used."""
    folder = site_folder(settings_of(data))
    for form in FORMS.values():
        own = [file.upper() for file in PaperFormat if (folder / f"{form.name}.{SUFFIX[file]}").is_file()]
        whose = f"本站模板 / the site's own: {', '.join(own)}" if own else "随附模板 / shipped"
        typer.echo(f"{form.name:12} {form.code}  {form.title} / {form.english}  [{whose}]")
    typer.echo(f"本站模板文件夹 / the site's templates: {folder}")


@papers_app.command("make")
def make(
    name: Form,
    subject: Annotated[str, typer.Argument(help="Number of the complaint, id of the hand-over.")],
    target: Annotated[Path, typer.Argument(help="Where to: a file that ends in .pdf or .docx.")],
    data: Data = None,
) -> None:
    """Make one paper. Whoever has the file can read it; that it was opened is noted."""
    file = target.suffix.removeprefix(".")
    if file not in list(PaperFormat):
        quit_with(f"{target} must end in .pdf or .docx.")
    if target.exists():
        quit_with(f"{target} is there already; name another file.")
    form = FORMS.get(name)
    if form is None:
        quit_with(f"There is no form {name}; there is {', '.join(FORMS)}.")

    async def one(services: Services) -> Paper:
        if form.subject is PaperSubject.HANDOVER:
            return await services.papers.office.of_shift(subject, PaperFormat(file), WHO)
        return await services.papers.office.of_ticket(subject, name, PaperFormat(file), WHO)

    made = with_services(settings_of(data), one)
    target.write_bytes(made.content)
    target.chmod(0o600)
    typer.echo(f"{target}: {form.title} {made.name.rpartition('.')[0]}")


@papers_app.command("copy")
def copy(name: Form, data: Data = None) -> None:
    """Put this form's shipped templates into the site's folder, to be changed there; `parts` are what forms share."""
    if name not in FORMS and name != "parts":
        quit_with(f"There is no form {name}; there is {', '.join(FORMS)}, and parts.")
    folder = site_folder(settings_of(data))
    folder.mkdir(parents=True, exist_ok=True)
    files = PARTS if name == "parts" else tuple(f"{name}.{suffix}" for suffix in SUFFIX.values())
    for file in files:
        if (folder / file).exists():
            typer.echo(f"{folder / file}: 已经有了，没有改动 / is there already and was left alone")
        elif (SHIPPED / file).exists():
            (folder / file).write_bytes((SHIPPED / file).read_bytes())
            typer.echo(f"{folder / file}")


@papers_app.command("check")
def check(data: Data = None) -> None:
    """Fill every template with a made-up complaint. Exit status 1: one cannot be used."""
    faulty = 0

    async def every(services: Services) -> None:
        nonlocal faulty
        speech = await services.papers.office.speech()
        for form in FORMS.values():
            for file in PaperFormat:
                if not _there(services, f"{form.name}.{SUFFIX[file]}"):
                    continue
                try:
                    made = await services.papers.office.make(
                        form, file, "TS20260101-0001", specimen(form.subject, speech)
                    )
                    typer.echo(f"{form.name}.{file}: {len(made.content)} bytes")
                except DeskError as fault:
                    faulty += 1
                    typer.echo(f"{form.name}.{file}: {fault.zh} / {fault.en}", err=True)

    with_services(settings_of(data), every)
    raise typer.Exit(1 if faulty else 0)


def _there(services: Services, file: str) -> bool:
    """A form may have one format only."""
    return (SHIPPED / file).is_file() or (site_folder(services.settings) / file).is_file()
