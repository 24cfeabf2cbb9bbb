"""Months by the site's clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from api.errors import Invalid
from api.quality.months import after, before, bounds

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_month_begins_at_local_midnight() -> None:
    begins, ends = bounds("2026-12", SHANGHAI)
    assert datetime.fromtimestamp(begins, SHANGHAI).isoformat() == "2026-12-01T00:00:00+08:00"
    assert datetime.fromtimestamp(ends, SHANGHAI).isoformat() == "2027-01-01T00:00:00+08:00"
    assert bounds("2026-11", SHANGHAI)[1] == begins


def test_the_month_before() -> None:
    assert before("2026-11") == "2026-10"
    assert before("2026-01") == "2025-12"
    assert after("2026-12") == "2027-01"
    assert after("2026-01") == "2026-02"


@pytest.mark.parametrize("wrong", ["", "2026", "2026-13", "2026-1", "2026-00", "0001-01", "2026-11-01", "9999-12"])
def test_what_is_no_month_is_refused(wrong: str) -> None:
    with pytest.raises(Invalid):
        bounds(wrong, SHANGHAI)
