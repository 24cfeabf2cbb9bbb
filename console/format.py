"""How numbers, times and homes are written on a screen. Pure; knows no widget."""

from datetime import datetime
from zoneinfo import ZoneInfo

from api.schemas import CallView, ResidentView

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def clock(ms: int) -> str:
    """Milliseconds as `m:ss`, or `h:mm:ss` from one hour."""
    seconds = max(0, ms) // 1000
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes:02d}:{rest:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def tenths(ms: int) -> str:
    """Milliseconds as seconds with one decimal, sign dropped."""
    return f"{abs(ms) / 1000:.1f}"


def masked(number: str) -> str:
    """A number for places where others may look on (SEC-1): 138****1234."""
    if len(number) < 7:
        return number if len(number) <= 4 else "*" * (len(number) - 2) + number[-2:]
    return f"{number[:3]}****{number[-4:]}"


def spaced(number: str) -> str:
    """A number as people read it aloud: 138 1234 5678; anything else as it is."""
    if len(number) == 11 and number.isdigit() and number.startswith("1"):
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    return number


def home(resident: ResidentView, lang: str) -> str:
    """Building, unit and room, as far as known: 3栋2单元501."""
    if lang == "en":
        return "-".join(part for part in (resident.building, resident.unit, resident.room) if part)
    parts = ((resident.building, "栋"), (resident.unit, "单元"), (resident.room, "室"))
    return "".join(value if not value.isdigit() else value + word for value, word in parts if value)


def caller(call: CallView) -> str:
    """The resident's name, else the name that the INVITE gave, else nothing."""
    return call.resident.name if call.resident is not None else call.name


def moment(at: float, timezone: str, lang: str) -> str:
    """Unix seconds as a local date with weekday and time, without the year."""
    local = datetime.fromtimestamp(at, ZoneInfo(timezone))
    if lang == "en":
        return f"{_WEEKDAYS_EN[local.weekday()]} {local:%d %b %H:%M}"
    return f"{local.month}月{local.day}日 周{_WEEKDAYS_ZH[local.weekday()]} {local:%H:%M}"
