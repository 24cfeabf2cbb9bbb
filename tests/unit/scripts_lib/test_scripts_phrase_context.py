"""The context that makes words a fault, row by row (SAY-1)."""

import pytest

from scripts_lib.line_text import line_of
from scripts_lib.loader import load
from scripts_lib.phrase_context import is_fault
from scripts_lib.wordings import excuses_of, wordings_of

PHRASES = {phrase.rule: phrase for phrase in load().rules.phrases}


def judged(rule: str, text: str) -> bool:
    """Whether the printed phrase of `rule` is a fault where it stands in `text`."""
    phrase = PHRASES[rule]
    wording = next(one for one in wordings_of(phrase) if one.source == phrase.text)
    line = line_of(text)
    match = wording.pattern.search(line.text)
    assert match is not None
    return is_fault(line, wording, match.start(), match.end(), excuses_of(phrase))


@pytest.mark.parametrize(
    ("rule", "text", "fault"),
    [
        ("SAY-F02", "不知道", True),
        ("SAY-F02", "停水的事情不知道", True),
        ("SAY-F02", "您不知道", False),
        ("SAY-F02", "他不知道", False),
        ("SAY-F02", "不知道您方便吗", False),
        ("SAY-F02", "业主说不知道", False),
        ("SAY-F01", "喂，您好", True),
        ("SAY-F01", "您好，喂", False),
        ("SAY-F01", "喂猫", False),
        ("SAY-F25", "急什么", True),
        ("SAY-F25", "急，什么", False),
        ("SAY-F25", "急，什，么", True),
        ("SAY-F25", "急什么时候", False),
        ("SAY-F25", "如果您急什么", False),
        ("SAY-S1", "我们不管", True),
        ("SAY-S1", "我们不管多晚", False),
        ("SAY-S3", "不是没办法解决", False),
        ("SAY-F24", "都下班了你不知道呀", True),
        ("SAY-F24", "都下班了你不知道也没关系", False),
        ("SAY-F11", "有本事你。去告", True),
    ],
)
def test_a_place_is_judged(rule: str, text: str, fault: bool) -> None:
    assert judged(rule, text) is fault
