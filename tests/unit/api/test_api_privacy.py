"""Numbers masked and compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.privacy import masked, masked_name, normalised, plausible, veiled


@pytest.mark.parametrize(
    ("number", "shown"),
    [("13800001234", "138****1234"), ("02088881234", "020****1234"), ("962121", "****21"), ("1", "1"), ("", "")],
)
def test_masked(number: str, shown: str) -> None:
    assert masked(number) == shown


def test_a_name_of_one_character_has_nothing_to_hide() -> None:
    assert (masked_name(""), masked_name("李"), masked_name("李娜")) == ("", "李", "李*")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("请打13800001234找王小芳", "请打138****1234找王**"),
        ("138 0000 1234，或 010-85238888", "138****1234，或 010****8888"),
        ("+86 13800001234", "+86****1234"),
        ("单号 TS20261123-0001，订单 2026112300011234", "单号 TS20261123-0001，订单 2026112300011234"),
        ("3-1-502 晚上八点", "3-1-502 晚上八点"),
    ],
)
def test_numbers_and_names_in_a_sentence_are_masked(said: str, shown: str) -> None:
    assert veiled(said, ("王小芳",)) == shown
    assert veiled({"a": [said], "b": 13800001234}, ("王小芳",)) == {"a": [shown], "b": 13800001234}


@pytest.mark.parametrize(
    "written",
    [
        "13800001234",
        "+8613800001234",
        "008613800001234",
        "8613800001234",
        "138-0000-1234",
        "+86 (138) 0000 1234",
        "１３８－００００－１２３４",
    ],
)
def test_one_number_however_written(written: str) -> None:
    assert normalised(written) == "13800001234"


@pytest.mark.parametrize("number", ["86123", "+44 20 7946 0000", "0086", ""])
def test_what_is_no_chinese_prefix_stays(number: str) -> None:
    assert normalised(number) == number.replace(" ", "")


@pytest.mark.parametrize("written", ["85238888", "+86 10 8523 8888", "010-85238888"])
def test_a_fixed_line_of_our_area_is_one_number_too(written: str) -> None:
    assert normalised(written, "010") == "01085238888"


@given(st.text(alphabet="+0123456789 -()（）－０１２３４５６７８９", max_size=20))
def test_only_digits_and_plus_are_left(number: str) -> None:
    assert set(normalised(number)) <= set("+0123456789")


@pytest.mark.parametrize(
    ("number", "right"),
    [("13800001234", True), ("+442079460000", True), ("1234", False), ("٣٤٥٦٧٨", False), ("", False)],
)
def test_plausible(number: str, right: bool) -> None:
    assert plausible(number) is right
