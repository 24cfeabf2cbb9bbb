"""How numbers, times and homes are written."""

import pytest

from api.schemas import ResidentView
from console.format import clock, home, masked, moment, spaced, tenths


@pytest.mark.parametrize(
    ("ms", "text"), [(0, "00:00"), (59_999, "00:59"), (61_000, "01:01"), (3_661_000, "1:01:01"), (-5, "00:00")]
)
def test_clock(ms: int, text: str) -> None:
    assert clock(ms) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [("13812345678", "138****5678"), ("01062220000", "010****0000"), ("96001", "***01"), ("600", "600"), ("", "")],
)
def test_masked(number: str, text: str) -> None:
    assert masked(number) == text


def test_spaced() -> None:
    assert spaced("13812345678") == "138 1234 5678"
    assert spaced("01062220000") == "01062220000"


def test_tenths() -> None:
    assert (tenths(8_340), tenths(-2_100)) == ("8.3", "2.1")


def test_home() -> None:
    resident = ResidentView(resident_id="r", name="王", building="3", unit="2", room="501", phones=())
    assert home(resident, "zh") == "3栋2单元501室"
    assert home(resident, "en") == "3-2-501"
    named = ResidentView(resident_id="r", name="王", building="紫竹苑", unit="", room="12A", phones=())
    assert home(named, "zh") == "紫竹苑12A"


def test_moment() -> None:
    assert moment(1_795_482_000.0, "Asia/Shanghai", "zh") == "11月24日 周二 09:00"
    assert moment(1_795_482_000.0, "Asia/Shanghai", "en") == "Tue 24 Nov 09:00"
