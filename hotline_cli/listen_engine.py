"""What every `hotline listen` command begins with: the engine of the line's data folder, and the rules."""

from pathlib import Path

from hotline_cli.shell import data_folder, quit_with
from scripts_lib.errors import InvalidData
from scripts_lib.loader import load
from scripts_lib.model import Rules
from telephony.errors import SettingsError
from telephony.listening.engine import Engine
from telephony.listening.engines import load_engine
from telephony.settings import LineSettings


def engine_of(model: Path | None, data: Path | None) -> Engine:
    """The engine that a line of this data folder would use, or the one in the folder given. Raises ModelUnusable."""
    if model is None:
        try:
            model = LineSettings.load(data_folder(data)).model_folder
        except SettingsError as error:
            quit_with(f"Wrong setting in {error.where}:", *error.faults)
    return load_engine(model)


def rules_of(folder: Path | None) -> Rules:
    """The shipped rules with a site's over them; quits with every fault when they cannot be used."""
    try:
        return load(folder).rules
    except InvalidData as invalid:
        quit_with("The rules cannot be used:", *(str(error) for error in invalid.errors))
