"""Times as agents type them: 今天 18:00, 明天上午10点, 半小时内, 11-25 18:00. Pure; the present is passed in."""

import re
import unicodedata
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_DATE = re.compile(r"(?:(\d{4})[-/年.])?(\d{1,2})[-/月.](\d{1,2})[日号]?")
_DAYS = {"今天": 0, "今日": 0, "今晚": 0, "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "后天": 2, "大后天": 3}
_DAY_EN = {"today": 0, "tomorrow": 1}
_WEEKDAY = re.compile(r"(下)?(?:周|星期|礼拜)([一二三四五六日天])")
_HOUR = re.compile(r"(\d{1,2})(?:[:：点时](半|\d{1,2})?(?:分)?)")
_IN = re.compile(r"(\d+(?:\.5)?|半)个?(半)?(分钟?|小时|钟头|天|min|h|d)(?:之?[内后]|以[内后])?")
_PARTS = {
    "凌晨": (0, None),
    "早上": (0, 9),
    "明早": (0, 9),
    "上午": (0, 10),
    "中午": (12, 12),
    "下午": (12, 15),
    "下班前": (12, 18),
    "傍晚": (12, 18),
    "今晚": (12, 20),
    "明晚": (12, 20),
    "晚上": (12, 20),
}
"""For a part of the day: what is added to a small hour, and the hour meant when none is said."""
_FIGURES = str.maketrans("零一二两三四五六七八九", "01223456789")
_UNITS = {"分": 60, "分钟": 60, "小时": 3600, "钟头": 3600, "天": 86_400, "min": 60, "h": 3600, "d": 86_400}
LONG_PAST_D = 180
"""A date without a year that lies further back means next year's."""


def read_time(typed: str, timezone: str, now: float) -> float | None:
    """Unix seconds of what was typed, at Unix time `now` in an IANA zone; None when it is no time.

    A date alone means its evening at 18:00; an hour alone means today.
    """
    zone = ZoneInfo(timezone)
    present = datetime.fromtimestamp(now, zone)
    text = _plain(typed)
    if (span := _IN.fullmatch(text)) is not None:
        return now + _seconds(span)
    day, rest, named = _day(text, present)
    if day is None:
        return None
    clock = _clock(rest, named=named)
    if clock is None:
        return None
    hour, minute = clock
    try:
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0).timestamp()
    except ValueError:
        return None


def _plain(typed: str) -> str:
    """Half-width, without blanks, Chinese figures as digits: 十一点半 is 11点半."""
    text = unicodedata.normalize("NFKC", typed).casefold()
    text = re.sub(r"\s*前$", "前", text.strip())
    kept = _WEEKDAY.search(text)
    if kept is None:
        text = re.sub(r"([一二两三四五六七八九])?十([一二三四五六七八九])?", _tens, text).translate(_FIGURES)
    text = re.sub(r"(?<!下班)(?:之|以)?前$", "", text)
    return re.sub(r"\s+", "", text) if not re.search(r"\d\s+\d", text) else re.sub(r"\s+", " ", text)


def _tens(found: re.Match[str]) -> str:
    tens = (found.group(1) or "一").translate(_FIGURES)
    return tens + (found.group(2) or "零").translate(_FIGURES)


def _seconds(span: re.Match[str]) -> float:
    count = 0.5 if span.group(1) == "半" else float(span.group(1))
    return (count + (0.5 if span.group(2) else 0)) * _UNITS[span.group(3)]


def _day(text: str, present: datetime) -> tuple[datetime | None, str, bool]:
    """The day that is meant, what stands behind it, and whether a day was named at all."""
    for words in (_DAYS, _DAY_EN):
        for word in sorted(words, key=len, reverse=True):
            if text.startswith(word):
                part = word if word in _PARTS else ""
                return present + timedelta(days=words[word]), part + text.removeprefix(word).strip(), True
    if (weekday := _WEEKDAY.match(text)) is not None:
        wanted = "一二三四五六日".index(weekday.group(2).replace("天", "日"))
        ahead = (wanted - present.weekday()) % 7
        if weekday.group(1):
            ahead = 7 - present.weekday() + wanted
        return present + timedelta(days=ahead), text[weekday.end() :].strip(), True
    if (date := _DATE.match(text)) is not None:
        return _dated(date, present), text[date.end() :].strip(), True
    return present, text, False


def _dated(date: re.Match[str], present: datetime) -> datetime | None:
    year = int(date.group(1)) if date.group(1) else present.year
    try:
        day = present.replace(year=year, month=int(date.group(2)), day=int(date.group(3)))
        if not date.group(1) and (present - day).days > LONG_PAST_D:
            day = day.replace(year=year + 1)
    except ValueError:
        return None
    return day


def _clock(text: str, *, named: bool) -> tuple[int, int] | None:
    """Hour and minute; the part of the day alone has an hour of its own, a named day alone means 18:00."""
    part = next((word for word in sorted(_PARTS, key=len, reverse=True) if text.startswith(word)), "")
    rest = text.removeprefix(part).strip()
    added, usual = _PARTS.get(part, (0, None))
    if not rest:
        hour = usual if usual is not None else 18 if named and not part else None
        return (hour, 0) if hour is not None else None
    found = _HOUR.fullmatch(rest)
    if found is None:
        return None
    hour = int(found.group(1))
    minute = 30 if found.group(2) == "半" else int(found.group(2) or 0)
    if added and 1 <= hour < 12 and not (part == "中午" and hour >= 11):
        hour += added
    return (hour, minute) if hour < 24 and minute < 60 else None
