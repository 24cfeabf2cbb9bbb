"""Several readings of the same words become one answer."""

import pytest

from scripts_lib.hearing.finder import HEARD, SoundFinder
from scripts_lib.hearing.readings import check_readings
from scripts_lib.loader import load
from scripts_lib.model import Moment
from scripts_lib.phrases import ExactFinder, PhraseMatcher

MATCHER = PhraseMatcher(load().rules.phrases, (ExactFinder(), SoundFinder(HEARD)))


def test_nothing_heard_is_no_hit() -> None:
    assert check_readings(MATCHER, [], Moment.CALL) == []
    assert check_readings(MATCHER, [""], Moment.CALL) == []


def test_a_phrase_in_a_lower_reading_is_placed_in_the_best_one() -> None:
    best = "材料还没写完，及神马，排队去"
    (hit,) = check_readings(MATCHER, [best, "材料还没写完，急什么，排队去"], Moment.CALL)
    assert hit.rule == "SAY-F25"
    assert best[hit.start : hit.end] == "及神马"


def test_a_phrase_in_several_readings_is_one_hit_and_the_surer() -> None:
    every = check_readings(MATCHER, ["你急什么", "您急什么", "急什么呀"], Moment.CALL)
    once = check_readings(MATCHER, ["里集市吗", "急市吗", "急什么"], Moment.CALL)
    assert [hit.rule for hit in every] == [hit.rule for hit in once] == ["SAY-F25"]
    assert every[0].confidence == 1.0
    assert once[0].confidence == 0.6


def test_what_only_a_lower_reading_has_is_a_reminder() -> None:
    (asked,) = check_readings(MATCHER, ["里集市吗", "你急什么"], Moment.CALL)
    assert (asked.rule, asked.provable) == ("SAY-F25", False)
    (free,) = check_readings(MATCHER, ["你急什么", "里集市吗"], Moment.CALL)
    assert (free.rule, free.provable) == ("SAY-F25", True)


def test_what_the_best_reading_proves_stands_beside_a_longer_one_that_it_does_not_have() -> None:
    best, asked = "急什么,没看到我再等着你", "急什么,没看到我在忙着吗"
    (alone,) = check_readings(MATCHER, [asked], Moment.CALL)
    proven, longer = check_readings(MATCHER, [best, asked, asked + "。"], Moment.CALL)
    assert proven.provable
    assert proven.rule == check_readings(MATCHER, [best], Moment.CALL)[0].rule
    assert (longer.rule, longer.provable) == (alone.rule, False)
    assert len(longer.phrase) > len(proven.phrase)


def test_readings_that_disagree_are_put_to_the_vote() -> None:
    (hit,) = check_readings(MATCHER, ["好", "不清楚", "不知道", "不知道呀"], Moment.CALL)
    assert (hit.rule, hit.provable) == ("SAY-F02", False)
    (own,) = check_readings(MATCHER, ["不清楚", "不知道", "不知道呀"], Moment.CALL)
    assert (own.rule, own.provable) == ("SAY-S5", True), "what the best reading has needs no vote"


def test_a_phrase_that_the_best_reading_left_out_still_has_a_place() -> None:
    (hit,) = check_readings(MATCHER, ["好", "急什么"], Moment.CALL)
    assert (hit.start, hit.end) == (0, 1)


@pytest.mark.parametrize(
    ("best", "lower"),
    [("前台快下班了,您有事明天打来也行", "前台快下班了,有事明天再来"), ("跟我们有关系的", "跟我们没关系")],
)
def test_against_what_the_best_reading_says_no_other_one_counts(best: str, lower: str) -> None:
    assert [hit.rule for hit in check_readings(MATCHER, [lower], Moment.CALL)]
    assert not check_readings(MATCHER, [best, lower], Moment.CALL)
