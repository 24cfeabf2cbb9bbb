"""`hotline desk`: run the desk process alone."""

from pathlib import Path
from typing import Annotated

import typer

from api.errors import DatabaseError, NoRoom, NotStarted
from api.serve import DeskReady, run_desk
from api.settings import DeskSettings
from hotline_cli.children import TRY_AGAIN
from hotline_cli.shell import data_folder, quit_with, run_until_signal, set_up_logs
from scripts_lib.errors import InvalidData
from telephony.errors import AddressInUse, SettingsError


def desk(
    data: Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")] = None,
    http: Annotated[str | None, typer.Option(help="HOST:PORT of consoles, pages and lines.")] = None,
    database: Annotated[
        str | None, typer.Option(help="SQLAlchemy URL; SQLite in the data folder unless given.")
    ] = None,
) -> None:
    """Keep the log, run the queue, serve consoles and the API."""
    set_up_logs()
    folder = data_folder(data)
    try:
        settings = DeskSettings.load(folder, http=http, database=database)
        run_until_signal(lambda stop: run_desk(settings, stop, _say))
    except SettingsError as error:
        quit_with(f"Wrong setting in {error.where}:", *error.faults)
    except InvalidData as error:
        quit_with("The site's rules are wrong; nothing was started:", *map(str, error.errors))
    except AddressInUse as error:
        quit_with(f"{error.where} is taken by another program. Stop it, or choose another one: --http HOST:PORT.")
    except NoRoom as error:
        quit_with(f"The desk cannot start: {error}.", code=TRY_AGAIN)
    except DatabaseError as error:
        quit_with(f"The database cannot be used: {error}.")
    except NotStarted as error:
        quit_with(f"{str(error).capitalize()}.", code=1)
    except OSError as error:
        quit_with(f"The desk cannot start: {error}.", "Is the data folder writable? Choose another one with --data.")


def _say(ready: DeskReady) -> None:
    print(f"The desk is at {ready.url} (API: {ready.url}/schema). Ctrl-C stops it.", flush=True)
