"""What a play takes from the site's own hotline: rules, name, clock, recogniser. Reads settings only."""

from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from api.settings import DeskSettings
from hotline_cli.shell import data_folder, quit_with
from scripts_lib.errors import InvalidData
from scripts_lib.loader import Library, load
from telephony.errors import ModelUnusable, SettingsError
from telephony.listening.engines import load_engine, voice_detector
from telephony.settings import LineSettings

NO_NAME = DeskSettings.model_fields["centre_name"].default


@dataclass(frozen=True)
class Site:
    """`centre` is empty where the site has named none; `deaf` says why a play does not listen."""

    library: Library
    zone: ZoneInfo
    centre: str = ""
    deaf: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    """For the environment of the play's line and desk."""


def site_of(data: Path | None, *, listen: bool) -> Site:
    """The site of this data folder, or of none yet. Ends the program with what is wrong in its settings or rules."""
    folder = data_folder(data)
    try:
        desk, line = DeskSettings.load(folder), LineSettings.load(folder)
        library = load(desk.rules_folder)
    except SettingsError as error:
        quit_with(f"Wrong setting in {error.where}:", *error.faults)
    except InvalidData as invalid:
        quit_with("The rules cannot be used:", *(str(error) for error in invalid.errors))
    settings = {"HOTLINE_DESK_COUNTRY": desk.country, "HOTLINE_DESK_TIMEZONE": desk.timezone}
    if desk.rules_folder is not None:
        settings["HOTLINE_DESK_RULES_FOLDER"] = str(desk.rules_folder)
    deaf = _why_deaf(line.model_folder) if listen and line.listening else "--no-listen"
    if deaf:
        settings["HOTLINE_LINE_LISTENING"] = "false"
    else:
        settings["HOTLINE_LINE_LISTENING_MODEL"] = str(line.model_folder)
    centre = "" if desk.centre_name == NO_NAME else desk.centre_name
    return Site(library=library, zone=desk.zone, centre=centre, deaf=deaf, settings=settings)


def _why_deaf(model: Path) -> str:
    """Nothing where the model and its packages can be loaded."""
    try:
        load_engine(model)
        voice_detector()
    except ModelUnusable as error:
        return f"{error.where}: {error.why}"
    return ""
