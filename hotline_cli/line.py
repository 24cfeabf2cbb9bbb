"""`hotline line`: run the line process alone."""

from pathlib import Path
from typing import Annotated

import typer

from api.settings import DeskSettings
from hotline_cli.listen_worker import command_of
from hotline_cli.shell import data_folder, quit_with, run_until_signal, set_up_logs
from telephony.errors import AddressInUse, JournalError, SettingsError
from telephony.line import LineReady, run_line
from telephony.settings import LineSettings


def line(
    data: Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")] = None,
    sip: Annotated[str | None, typer.Option(help="HOST:PORT on which SIP is heard.")] = None,
    headset: Annotated[str | None, typer.Option(help="HOST:PORT on which consoles connect their audio.")] = None,
    desk_url: Annotated[str | None, typer.Option(help="The desk's link, ws://HOST:PORT/link.")] = None,
    line_id: Annotated[str | None, typer.Option(help="Name of this line at the desk.")] = None,
    connector: Annotated[
        str | None, typer.Option(help="What speaks SIP: aiosipua, or pyvoip for one extension of a PBX.")
    ] = None,
) -> None:
    """Answer the telephone: SIP, audio, ring timing. Needs a desk to be of use, but lives without one."""
    set_up_logs()
    folder = data_folder(data)
    try:
        settings = LineSettings.load(
            folder, sip=sip, headset=headset, desk_url=desk_url, line_id=line_id, connector=connector
        )
        rules = DeskSettings.load(folder).rules_folder
        listening = command_of(settings.model_folder, settings.listening_threads, rules)
        run_until_signal(lambda stop: run_line(settings, stop, on_ready=_say, listening=listening))
    except SettingsError as error:
        quit_with(f"Wrong setting in {error.where}:", *error.faults)
    except AddressInUse as error:
        option = "--headset" if error.what.startswith("headset") else "--sip"
        quit_with(f"{error.what}: {error.where} is taken by another program. Stop it, or choose {option} HOST:PORT.")
    except JournalError as error:
        quit_with(f"The data folder cannot be used: {error}. Choose another one with --data.")
    except OSError as error:
        quit_with(_why_not(error))


def _say(ready: LineReady) -> None:
    print(
        f"The line answers SIP on {ready.sip_address} and headsets on {ready.headset_url}. Ctrl-C stops it.",
        flush=True,
    )


def _why_not(error: OSError) -> str:
    reason = error.strerror or str(error)
    if error.filename is not None:
        return f"The data folder cannot be used: {error.filename}: {reason}. Choose another one with --data."
    return f"The line cannot start: {reason}. Choose addresses of this machine with --sip and --headset HOST:PORT."
