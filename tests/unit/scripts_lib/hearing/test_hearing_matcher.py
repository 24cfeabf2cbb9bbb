"""The matcher for recognised speech."""

from scripts_lib.hearing.matcher import matcher_for_speech
from scripts_lib.loader import load
from scripts_lib.model import Moment


def test_it_finds_words_and_what_sounds_like_them() -> None:
    matcher = matcher_for_speech(load().rules.phrases)
    for text in ("讲了半天你还没听懂", "将了半年你还没听动"):
        assert [hit.rule for hit in matcher.check(text, Moment.CALL)] == ["SAY-F13"]
