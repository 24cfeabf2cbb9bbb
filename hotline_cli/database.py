"""Work on the desk's database from the command line, whether the desk runs or not; every fault is a line to read."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from api.agents.departments import Departments
from api.agents.organisation import Places
from api.agents.people import People
from api.db import Database
from api.errors import DatabaseError, DeskError
from api.migrate import bring_up_to_date
from api.settings import DeskSettings
from hotline_cli.desk_settings import rules_of, settings_of
from hotline_cli.shell import quit_with, set_up_logs

T = TypeVar("T")


def with_people(data: Path | None, work: Callable[[People, Places], Awaitable[T]]) -> T:
    """What `work` gives, done on accounts and on what they belong to, with the departments of the site's rules."""
    library = rules_of(settings_of(data))

    async def on(database: Database) -> T:
        departments = Departments(database, library)
        await departments.load()
        places = Places(database, departments)
        return await work(People(database, places), places)

    return in_database(data, on)


def in_database(data: Path | None, work: Callable[[Database], Awaitable[T]]) -> T:
    """What `work` gives, done in the desk's database, which is brought up to date first."""

    async def run(settings: DeskSettings) -> T:
        settings.make_folder()
        await bring_up_to_date(settings.database_url)
        database = Database(settings.database_url)
        try:
            return await work(database)
        finally:
            await database.close()

    set_up_logs()
    try:
        return asyncio.run(run(settings_of(data)))
    except DatabaseError as error:
        quit_with(f"The database cannot be used: {error}.")
    except DeskError as error:
        quit_with(
            f"Not done: {error}.", *(f"{name}: {text.rpartition(' / ')[2]}" for name, text in error.fields.items())
        )
    except OSError as error:
        quit_with(f"The data folder cannot be used: {error}.", "Choose another one with --data.")
