"""How papers say times, choices and lengths in Chinese. Pure."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from scripts_lib.model import Option

ON, OFF = "■", "□"
"""Both are in every Chinese font, other than a ticked box."""


def moment(at: float | None, zone: ZoneInfo) -> str:
    """`2026年11月23日 12:08`; empty for None."""
    if at is None:
        return ""
    local = datetime.fromtimestamp(at, zone)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def short_moment(at: float | None, zone: ZoneInfo) -> str:
    """`11-23 12:08`, for narrow columns; empty for None."""
    return "" if at is None else f"{datetime.fromtimestamp(at, zone):%m-%d %H:%M}"


def day(at: float | None, zone: ZoneInfo) -> str:
    """`2026年11月23日`; empty for None."""
    if at is None:
        return ""
    local = datetime.fromtimestamp(at, zone)
    return f"{local.year}年{local.month}月{local.day}日"


def boxes(choices: Iterable[tuple[str, str]], chosen: str | None) -> str:
    """`■来电　□来访`: every choice (value, label), with the chosen one filled."""
    return "　".join(f"{ON if value == chosen else OFF}{label}" for value, label in choices)


def option_boxes(options: Iterable[Option], chosen: str | None) -> str:
    """The same of a list of the catalogue."""
    return boxes(((option.value, option.label.zh) for option in options), chosen)


def percent(part: int, whole: int) -> str:
    """`87.5%`; a dash where there is nothing to divide by."""
    return f"{100 * part / whole:.1f}%" if whole else "—"
