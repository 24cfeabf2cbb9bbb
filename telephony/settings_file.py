"""How every process reads its settings: defaults, then its section of `<data>/hotline.toml`, then the environment,
then what the command line gave. Knows no setting by name.
"""

import tomllib
from pathlib import Path
from typing import Any, ClassVar, Self

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, EnvSettingsSource

from telephony.errors import SettingsError

FILE = "hotline.toml"
SECTIONS = ("line", "desk", "mail")
"""The parts of the file. What stands in none of them would be read by nobody."""


class SectionSettings(BaseSettings):
    """Base of a process's settings; a subclass names its `section` and its environment prefix."""

    section: ClassVar[str]

    data: Path
    """Data folder."""

    @classmethod
    def load(cls, data: Path, **overrides: Any) -> Self:
        """The settings for this data folder. An override of None counts as not given.

        Raises SettingsError that names the file, the environment's prefix and every field that is wrong.
        """
        path = data / FILE
        environment = {name: value for name, value in EnvSettingsSource(cls)().items() if value is not None}
        given = {name: value for name, value in overrides.items() if value is not None}
        values = _read_section(path, cls.section) | environment | given | {"data": data}
        try:
            return cls(**values)
        except ValidationError as error:
            prefix = cls.model_config.get("env_prefix", "")
            wrong = [f"{'.'.join(map(str, one['loc']))}: {_said(one)}" for one in error.errors()]
            raise SettingsError(f"{path} [{cls.section}] or {prefix}*", wrong) from error


def _said(fault: ErrorDetails) -> str:
    if fault["type"] == "extra_forbidden":
        return "there is no such setting; is it misspelt?"
    return fault["msg"].removeprefix("Value error, ")


def _read_section(path: Path, section: str) -> dict[str, Any]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(str(path), [str(error)]) from error
    stray = [
        f"[{name}]: there is no such part; there is [line], [desk] and [mail]"
        if isinstance(value, dict)
        else f"{name}: it stands before any part; put it under [line], [desk] or [mail]"
        for name, value in document.items()
        if name not in SECTIONS
    ]
    if stray:
        raise SettingsError(str(path), stray)
    values = document.get(section, {})
    if not isinstance(values, dict):
        raise SettingsError(str(path), [f"[{section}] is not a table"])
    return values
