"""The opening line by the hour (LINE-2) and the ending (LINE-5)."""

import pytest

from scripts_lib.opening import endings, greeting, opening


@pytest.mark.parametrize(
    ("hour", "zh"),
    [
        (0, "您好"),
        (4, "您好"),
        (5, "上午好"),
        (11, "上午好"),
        (12, "下午好"),
        (17, "下午好"),
        (18, "晚上好"),
        (22, "晚上好"),
        (23, "您好"),
    ],
)
def test_the_greeting_follows_the_clock(hour: int, zh: str) -> None:
    assert greeting(hour).zh == zh


@pytest.mark.parametrize("hour", [-1, 24])
def test_an_hour_that_no_clock_shows_is_refused(hour: int) -> None:
    with pytest.raises(ValueError, match="no such hour"):
        greeting(hour)


def test_the_opening_is_worded_as_the_rule_says() -> None:
    assert opening("阳光物业客服中心", "李", 2).zh == "您好，阳光物业客服中心，我姓李，请问有什么可以帮助您？"
    line = opening("阳光物业客服中心", "李", 9)
    assert line.zh == "上午好，阳光物业客服中心，我姓李，请问有什么可以帮助您？"
    assert line.en == "Good morning, 阳光物业客服中心, my surname is 李. How may I help you?"


def test_what_is_not_filled_in_leaves_no_gap() -> None:
    assert opening(" ", "", 9) == opening("", " ", 9)
    assert opening("", "", 9).zh == "上午好，请问有什么可以帮助您？"


def test_the_caller_hangs_up_first() -> None:
    assert "先挂断" in endings()[-1].zh
