"""Times as people read them, in Chinese and English: the clock of the site, and how long is left. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from scripts_lib.model import Text

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
SOON_S = 2 * HOUR
"""A due time nearer than this is shown as near."""


class Nearness(StrEnum):
    """How a due time stands; each has its own word and sign, never only a colour."""

    OVER = "over"
    SOON = "soon"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Left:
    """How long is left until a due time, or how long ago it passed."""

    nearness: Nearness
    text: Text


def local(at: float, zone: ZoneInfo, now: float, lang: str) -> str:
    """`11月23日 14:05`, with the year where it is not this one; `23 Nov 14:05` in English. Times in Unix seconds."""
    when, today = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(now, zone)
    if lang == "en":
        day = f"{when.day} {when:%b}" + (f" {when.year}" if when.year != today.year else "")
    else:
        day = (f"{when.year}年" if when.year != today.year else "") + f"{when.month}月{when.day}日"
    return f"{day} {when:%H:%M}"


def iso(at: float, zone: ZoneInfo) -> str:
    """For the `datetime` attribute of a `<time>`."""
    return datetime.fromtimestamp(at, zone).isoformat(timespec="seconds")


def left(due: float, now: float) -> Left:
    """What is left until `due`, both Unix seconds."""
    span = duration(abs(due - now))
    if due < now:
        return Left(Nearness.OVER, Text(f"已超时 {span.zh}", f"{span.en} overdue"))
    nearness = Nearness.SOON if due - now < SOON_S else Nearness.AHEAD
    return Left(nearness, Text(f"还剩 {span.zh}", f"{span.en} left"))


def clock(ms: float) -> str:
    """`2:05`, or `1:02:05` from an hour on; `−0:08` before the beginning."""
    seconds = int(abs(ms) // 1000)
    sign = "−" if ms < 0 and seconds else ""
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    return f"{sign}{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{sign}{minutes}:{seconds % 60:02}"


def duration(seconds: float) -> Text:
    """The two largest units of a span: `2天3小时`, `25分钟`; under a minute `不到1分钟`."""
    days, hours, minutes = int(seconds // DAY), int(seconds % DAY // HOUR), int(seconds % HOUR // MINUTE)
    if days:
        return Text(f"{days}天" + (f"{hours}小时" if hours else ""), f"{days} d" + (f" {hours} h" if hours else ""))
    if hours:
        zh, en = (f"{minutes}分", f" {minutes} min") if minutes else ("", "")
        return Text(f"{hours}小时{zh}", f"{hours} h{en}")
    return Text(f"{minutes}分钟", f"{minutes} min") if minutes else Text("不到1分钟", "under a minute")
