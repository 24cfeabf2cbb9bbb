"""Which required parts were said in a call that is over."""

from msgspec.structs import replace

from api.review.required import heard_parts
from scripts_lib.hearing.required import RequiredMatcher
from scripts_lib.loader import load
from telephony.events import Side
from tests.unit.api.review.test_review_timeline import ENTRY

MATCHER = RequiredMatcher(load().rules.required, centre="青山物业客服中心")
OPENING = replace(
    ENTRY, text="您好，青山物业客服中心，请问有什么可以帮助您？", hits=(), start_ms=8_000.0, end_ms=12_000.0
)


def test_parts_are_ticked_with_their_moment_and_the_rest_is_missing() -> None:
    heard, missing = heard_parts([replace(ENTRY, hits=()), OPENING], MATCHER, 10)
    assert heard["LINE-2-1"] == 8_000.0
    assert 8_000.0 < heard["LINE-2-4"] < 12_000.0
    assert "LINE-2-3" in {part.rule for part in missing}, "no surname was said"
    assert not set(heard) & {part.rule for part in missing}


def test_the_opening_is_looked_for_at_the_beginning_only() -> None:
    others = [replace(ENTRY, segment=number, start_ms=float(number), hits=()) for number in range(3)]
    heard, _ = heard_parts([*others, OPENING], MATCHER, 10)
    assert not heard


def test_nothing_is_missing_where_no_word_of_the_agent_is_known() -> None:
    assert heard_parts([], MATCHER, 10) == ({}, ())
    assert heard_parts([replace(OPENING, side=Side.CALLER)], MATCHER, 10) == ({}, ())
