"""`hotline qa replay`: what other rules would make of a month (PEN)."""

from pathlib import Path
from typing import Annotated

import typer

from api.agents.people import People
from api.db import Database
from api.log import EventLog
from api.projector import Projector
from api.quality.months import before
from api.quality.shelf import QualityShelf
from api.schemas import Role
from api.schemas.quality import ScoreChange
from hotline_cli.database import in_database
from hotline_cli.desk_settings import rules_of, settings_of
from hotline_cli.shell import quit_with
from scripts_lib.errors import InvalidData
from scripts_lib.loader import load


def replay(
    rules: Annotated[Path, typer.Argument(help="Folder with the rules to try (penalties.yaml).")],
    month: Annotated[str, typer.Option(help="Month, as 2026-10; the last one when left out.")] = "",
    data: Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")] = None,
) -> None:
    """Score a past month under other rules and show the difference by agent. Nothing is written.

    Example: hotline qa replay site-rules --month 2026-10
    """
    try:
        library = load(rules)
    except InvalidData as invalid:
        quit_with(f"The rules in {rules} have {len(invalid.errors)} faults:", *(str(one) for one in invalid.errors))
    settings = settings_of(data)

    async def work(database: Database) -> tuple[str, tuple[ScoreChange, ...], dict[str, str]]:
        people = [one for one in await People(database).all() if one.role is Role.AGENT]
        log = EventLog(database, Projector(settings.cadence))
        shelf = QualityShelf(database, log, rules_of(settings), settings.zone)
        wanted = month or before(shelf.this_month())
        found = await shelf.replay(wanted, [one.agent_id for one in people], library.penalties)
        return wanted, found, {one.agent_id: one.name for one in people}

    wanted, found, names = in_database(data, work)
    typer.echo(f"{wanted}: {len(found)} of {len(names)} agents would have another score.")
    for one in found:
        typer.echo(f"  {names[one.agent_id]}: {one.before} -> {one.after}")
        for rule, was, now in one.lines:
            typer.echo(f"      {rule}: {was:+d} -> {now:+d}")
