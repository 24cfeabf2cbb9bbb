"""What a command reads before it does anything: the desk's settings and the rules. A fault is told, and ends it."""

from pathlib import Path

from api.settings import DeskSettings
from hotline_cli.shell import data_folder, quit_with
from scripts_lib.errors import InvalidData
from scripts_lib.loader import Library, load
from telephony.errors import SettingsError


def settings_of(data: Path | None) -> DeskSettings:
    """The desk's settings, or what is wrong with them."""
    try:
        return DeskSettings.load(data_folder(data))
    except SettingsError as error:
        quit_with(f"Wrong setting in {error.where}:", *error.faults)


def rules_of(settings: DeskSettings, folder: Path | None = None) -> Library:
    """The rules of this folder, or else the site's, over the shipped ones; or what is wrong with them."""
    try:
        return load(folder if folder is not None else settings.rules_folder)
    except InvalidData as error:
        quit_with("The rules cannot be used:", *(str(fault) for fault in error.errors))
