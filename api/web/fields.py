"""What a step of a ticket asks for, as data: the fields of its form. Knows no step and no service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from api.errors import Invalid
from scripts_lib.model import Option, Text

Typed = Mapping[str, str]
YES, NO = "yes", "no"
YES_NO = (Option(value=YES, label=Text("是", "Yes")), Option(value=NO, label=Text("否", "No")))


class Shape(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    AREA = "area"
    CHOICE = "choice"
    PICK = "pick"  # one of few, all of them seen at once
    TIME = "time"  # a day and a time of day, in the site's own time


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `value` is what it starts with; `options` are for choices."""

    name: str
    label: Text
    shape: Shape = Shape.AREA
    required: bool = True
    options: tuple[Option, ...] = ()
    hint: Text | None = None
    value: str = ""


def moment(name: str, text: str, zone: ZoneInfo) -> float | None:
    """Unix seconds of what a TIME field has; None where it is empty. Raises Invalid, naming the field."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()
    except (ValueError, OverflowError) as error:
        why = "写成 2026-11-23 14:30 / such as 2026-11-23 14:30"
        raise Invalid("时间不对", "the time is wrong", {name: why}) from error


def needed(name: str, text: str, zone: ZoneInfo) -> float:
    """The same for a time that must be there."""
    found = moment(name, text, zone)
    if found is None:
        raise Invalid("请填写时间", "a time is needed", {name: "请填写时间 / required"})
    return found


def as_field(at: float, zone: ZoneInfo) -> str:
    """A moment as a TIME field shows it, to the minute."""
    return datetime.fromtimestamp(at, zone).strftime("%Y-%m-%dT%H:%M")
