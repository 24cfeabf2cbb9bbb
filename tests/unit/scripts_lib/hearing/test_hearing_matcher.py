"""The matcher for recognised speech."""

import pytest

from scripts_lib.hearing.matcher import matcher_for_speech
from scripts_lib.loader import load
from scripts_lib.model import Moment
from scripts_lib.phrases import PhraseMatcher

PHRASES = load().rules.phrases
HEARD = matcher_for_speech(PHRASES)


def test_it_finds_words_and_what_sounds_like_them() -> None:
    for text in ("讲了半天你还没听懂", "将了半年你还没听动"):
        assert [hit.rule for hit in HEARD.check(text, Moment.CALL)] == ["SAY-F13"]


@pytest.mark.parametrize(
    ("moment", "text", "rule"),
    [(Moment.OPENING, "为物业值班室,什么情况?", "SAY-F01"), (Moment.CALL, "快递柜坏了,不关我熟。", "SAY-S6")],
)
def test_what_recognisers_write_for_a_phrase_is_a_reminder_in_speech_alone(
    moment: Moment, text: str, rule: str
) -> None:
    (hit,) = HEARD.check(text, moment)
    assert (hit.rule, hit.provable) == (rule, False)
    assert not PhraseMatcher(PHRASES).check(text, moment)


@pytest.mark.parametrize("polite", ["为您服务是我们的工作。", "位于三号楼的前台,您好。"])
def test_what_is_a_word_of_its_own_is_no_mishearing(polite: str) -> None:
    assert not HEARD.check(polite, Moment.OPENING)
