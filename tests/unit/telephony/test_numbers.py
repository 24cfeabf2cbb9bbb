"""Numbers as trunks, PBXs and people write them, and the one form they all become."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.numbers import MAX_SENT, canonical, is_area_code, spellings

BEIJING = "010"


@pytest.mark.parametrize(
    "sent",
    [
        "13800138000",
        "+8613800138000",
        "008613800138000",
        "8613800138000",
        "013800138000",
        "138-0013-8000",
        "138 0013 8000",
        "（138）00138000",
        "１３８００１３８０００",
        "tel:+86-138-0013-8000",
        "tel:13800138000;phone-context=+86",
        "+8613800138000;npdi;rn=+8613900000000",
        "\u202a13800138000\u202c",
    ],
)
def test_a_mobile_is_its_eleven_digits(sent: str) -> None:
    assert canonical(sent, BEIJING) == "13800138000"


@pytest.mark.parametrize(
    "sent",
    [
        "01085238888",
        "+861085238888",
        "+8601085238888",
        "00861085238888",
        "861085238888",
        "1085238888",
        "85238888",
        "8523-8888",
        "(010) 8523 8888",
        "tel:85238888;phone-context=+8610",
    ],
)
def test_a_fixed_line_has_its_area_code(sent: str) -> None:
    assert canonical(sent, BEIJING) == "01085238888"


@pytest.mark.parametrize(
    ("sent", "area", "wanted"),
    [
        ("26551234", "0755", "075526551234"),
        ("2655123", "0755", "07552655123"),
        ("8523888", BEIJING, "8523888"),  # Beijing has eight digits: seven are no line of it
        ("85238888", "", "85238888"),
        ("tel:26551234;phone-context=+86755", BEIJING, "075526551234"),
        ("057187654321", BEIJING, "057187654321"),
        ("+8657187654321", "", "057187654321"),
        ("57187654321", BEIJING, "057187654321"),
    ],
)
def test_area_codes(sent: str, area: str, wanted: str) -> None:
    assert canonical(sent, area) == wanted


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ("95598", "95598"),
        ("+8695598", "95598"),
        ("01095598", "95598"),
        ("110", "110"),
        ("12345", "12345"),
        ("01012345", "12345"),
        ("4008123123", "4008123123"),
        ("+864008123123", "4008123123"),
        ("8008100000", "8008100000"),
        ("9501234", "9501234"),
        ("8001", "8001"),
        ("21", "21"),
        ("800123", "800123"),
    ],
)
def test_services_and_extensions_stay(sent: str, wanted: str) -> None:
    assert canonical(sent, BEIJING) == wanted


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ("+85223456789", "+85223456789"),
        ("0085223456789", "+85223456789"),
        ("+1 212 555 0123", "+12125550123"),
        ("+886 2 2345 6789", "+886223456789"),
        ("tel:23456789;phone-context=+852", "+85223456789"),
        ("+13800138000", "+13800138000"),  # a plus means E.164: no mobile of the mainland is meant
    ],
)
def test_foreign_numbers_keep_their_plus(sent: str, wanted: str) -> None:
    assert canonical(sent, BEIJING) == wanted


@pytest.mark.parametrize("sent", ["", "resident", "*97", "#31#", "1", "+999123", "138001380001234567890", "0", "李"])
def test_what_is_no_number_is_kept(sent: str) -> None:
    assert canonical(sent, BEIJING) == sent


def test_garbage_is_bounded() -> None:
    assert len(canonical("x" * 10_000)) == MAX_SENT
    assert canonical("13800\x00138\x1b000x") == "13800138000x"


@given(st.text(max_size=200), st.sampled_from(["", "010", "0755"]))
def test_any_text_gives_a_bounded_printable_result(sent: str, area: str) -> None:
    result = canonical(sent, area)
    assert len(result) <= MAX_SENT
    assert result.isprintable()


@given(st.from_regex(r"(\+|00)?[0-9]{1,16}", fullmatch=True), st.sampled_from(["010", "0755"]))
def test_canonical_is_stable(sent: str, area: str) -> None:
    once = canonical(sent, area)
    assert canonical(once, area) == once


def test_spellings_of_our_own_area() -> None:
    assert spellings("01085238888", BEIJING) == ("01085238888", "85238888")
    assert spellings("02185238888", BEIJING) == ("02185238888",)
    assert spellings("13800138000", BEIJING) == ("13800138000",)
    assert spellings("01085238888") == ("01085238888",)


def test_area_codes_are_known() -> None:
    assert [code for code in ("010", "0755", "021", "10", "0100", "", "01") if is_area_code(code)] == [
        "010",
        "0755",
        "021",
    ]
