"""`hotline report`: calls of any period on the terminal with plots, as Excel, PDF or JSON; `plan` for the staff."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from api.periods.asked import asked_of
from api.periods.plan import plan_asked, what_if
from api.periods.routes import about_of, report_of, today
from api.schemas import DayPlan, Report, Staffing
from api.schemas.figures import WeekPlan
from api.services import Services
from hotline_cli.desk_services import with_services
from hotline_cli.desk_settings import settings_of
from hotline_cli.plan_screen import show_plan
from hotline_cli.report_screen import show_report
from hotline_cli.shell import quit_with, set_up_logs

Data = Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")]
Lang = Annotated[str, typer.Option(envvar="HOTLINE_LANG", help="Language: zh or en.")]
LANGUAGES = ("zh", "en")

report_app = typer.Typer(help="Calls of any period, with plots; plans of the staff.", invoke_without_command=True)


@report_app.callback()
def report(
    context: typer.Context,
    since: Annotated[str, typer.Option("--from", help="First day, as 2026-11-01; without it, seven days.")] = "",
    until: Annotated[str, typer.Option("--to", help="Last day; without it, today.")] = "",
    step: Annotated[str, typer.Option(help="quarter, hour, day or week; without it, by the period's length.")] = "",
    queue: Annotated[str, typer.Option(help="Only this queue.")] = "",
    agent: Annotated[str, typer.Option(help="Only this agent, by login.")] = "",
    building: Annotated[str, typer.Option(help="Only calls from this building.")] = "",
    excel: Annotated[Path | None, typer.Option(help="Write a workbook here (.xlsx).")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write the paper here (.pdf).")] = None,
    json: Annotated[bool, typer.Option("--json", help="The figures as JSON, and nothing else.")] = False,
    no_plots: Annotated[bool, typer.Option("--no-plots", help="Tables alone.")] = False,
    lang: Lang = "zh",
    data: Data = None,
) -> None:
    """Calls of a period: whole, by stretches, agent, queue and building. Reads the desk's database, which may be in
    use."""
    if context.invoked_subcommand is not None:
        return
    check_language(lang)
    targets = {ending: target for ending, target in (("xlsx", excel), ("pdf", pdf)) if target is not None}
    for ending, target in targets.items():
        check_target(target, ending)
    fields = {"from": since, "to": until, "step": step, "queue": queue, "agent": agent, "building": building}
    set_up_logs()
    settings = settings_of(data)
    made, about, files = with_services(settings, lambda services: _made(services, fields, targets, lang))
    for target, content in files.items():
        write(target, content)
    if json:
        print_json(made)
        return
    show_report(made, about, settings.zone, lang, plots=not no_plots)
    for target in files:
        typer.echo(str(target))


async def _made(
    services: Services, fields: Mapping[str, str], targets: Mapping[str, Path], lang: str
) -> tuple[Report, str, dict[Path, bytes]]:
    """The report, what it is about in the reader's language, and its papers by the file that each goes to."""
    asked = asked_of({**fields, "agent": await agent_id_of(services, fields["agent"])}, today(services))
    if asked.queue and asked.queue not in services.figures.reports.queues:
        quit_with(f"There is no queue {asked.queue}; there is {', '.join(services.figures.reports.queues)}.")
    made, about = await report_of(asked, services), await about_of(asked, services)
    files = {
        target: (await services.papers.periods.make(made, asked, about, ending)).content
        for ending, target in targets.items()
    }
    return made, await about_of(asked, services, lang), files


@report_app.command("plan")
def plan(
    day: Annotated[str, typer.Argument(help="2026-11-30; tomorrow when left out.")] = "",
    weeks: Annotated[str, typer.Option(help="Same weekdays before that are looked at; 4.")] = "",
    target: Annotated[str, typer.Option(help="Seconds within which a call is answered; the site's.")] = "",
    aim: Annotated[str, typer.Option(help="Per cent of the calls; the site's.")] = "",
    aht: Annotated[str, typer.Option(help="Handling time in seconds; that of the last four weeks.")] = "",
    calls: Annotated[str, typer.Option(help="What if so many calls come in half an hour.")] = "",
    json: Annotated[bool, typer.Option("--json", help="The plan as JSON, and nothing else.")] = False,
    lang: Lang = "zh",
    data: Data = None,
) -> None:
    """The forecast of a day by quarter-hour, the agents it needs (Erlang C), and what one more would give."""
    check_language(lang)
    fields = {"day": day, "weeks": weeks, "target": target, "aim": aim, "aht": aht, "calls": calls}
    set_up_logs()
    settings = settings_of(data)

    async def work(services: Services) -> tuple[DayPlan, WeekPlan, Staffing | None]:
        asked = plan_asked(fields, today(services))
        aims = (asked.target_s or settings.service_target_s, asked.aim or settings.plan_aim, asked.aht_s)
        made = await services.figures.reports.plan(asked.day, asked.weeks, *aims)
        return made, await services.figures.reports.week_plan(asked.weeks, *aims), what_if(asked, made)

    made, week, tried = with_services(settings, work)
    if json:
        print_json(made)
        return
    show_plan(made, week, tried, settings.zone, lang)


async def agent_id_of(services: Services, login: str) -> str:
    """The id of the person of this login; empty for none asked."""
    if not login:
        return ""
    people = {one.login: one.agent_id for one in await services.staff.people.all()}
    if login not in people:
        quit_with(f"There is no account {login}.", "`hotline admin list` names them.")
    return people[login]


def print_json(made: msgspec.Struct) -> None:
    """The figures as programs read them."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n")


def check_language(lang: str) -> None:
    """Ends the command for a language that is none."""
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang!r} is not one of: {', '.join(LANGUAGES)}", param_hint="--lang")


def check_target(target: Path, ending: str) -> None:
    """Ends the command where the file cannot be written."""
    if target.suffix != f".{ending}":
        quit_with(f"{target} must end in .{ending}.")
    if target.exists():
        quit_with(f"{target} is there already; name another file.")


def write(target: Path, content: bytes) -> None:
    """The file, for its owner alone."""
    try:
        target.write_bytes(content)
        target.chmod(0o600)
    except OSError as error:
        quit_with(f"{target} cannot be written: {error.strerror}.", "Name a file in a folder that you may write to.")
