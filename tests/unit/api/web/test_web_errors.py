"""Errors of pages."""

from api.web.errors import TooOften


def test_who_sends_too_often_hears_how_long_to_wait() -> None:
    told = TooOften(1500)
    assert (told.status, told.wait_s) == (429, 1500)
    assert "25分钟" in told.zh
    assert "25 min" in told.en
