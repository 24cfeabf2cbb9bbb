"""Months by the site's clock, written `2026-11`. Pure."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from api.errors import Invalid

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def bounds(month: str, zone: ZoneInfo) -> tuple[float, float]:
    """The first moment of the month and of the next one, Unix seconds. Raises Invalid for what is no month."""
    year, number = _parts(month)
    begins = datetime(year, number, 1, tzinfo=zone)
    ends = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=zone)
    return begins.timestamp(), ends.timestamp()


def before(month: str) -> str:
    """The month before it. Raises Invalid for what is no month."""
    year, number = _parts(month)
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02}"


def after(month: str) -> str:
    """The month after it. Raises Invalid for what is no month."""
    year, number = _parts(month)
    return f"{year + 1}-01" if number == 12 else f"{year}-{number + 1:02}"


def _parts(month: str) -> tuple[int, int]:
    found = _MONTH.fullmatch(month)
    if found is None or not 2000 <= int(found[1]) <= 9998:
        why = {"month": "写成 2026-11 / written as 2026-11"}
        raise Invalid("月份不对", "this is no month", why)
    return int(found[1]), int(found[2])
