"""The context that makes words a fault, row by row (SAY-1)."""

import pytest

from scripts_lib.line_text import line_of
from scripts_lib.loader import load
from scripts_lib.phrase_context import belongs, is_fault
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
        ("SAY-F02", "这个我不知道你等通知", True),
        ("SAY-F02", "不知道你问过物业没有", False),
        ("SAY-F02", "您不说我们还不知道", False),
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


@pytest.mark.parametrize(
    ("text", "said", "held"),
    [
        ("您要是不清楚流程", "不清楚", True),
        ("租户不知道缴费方式", "不知道", True),
        ("不能随便透露", "随便", True),
        ("不清楚的地方我再解释", "不清楚", True),
        ("不知道是哪个阀门", "不知道", True),
        ("不知道我说清楚了没有", "不知道", True),
        ("业主说不知道", "不知道", True),
        ("哪个部门负责不清楚去问别人", "不清楚", False),
        ("多收的钱退到哪里不清楚", "不清楚", False),
        ("不想住就搬走随便", "随便", False),
        ("我们不清楚", "不清楚", False),
    ],
)
def test_an_answer_may_belong_to_what_stands_beside_it(text: str, said: str, held: bool) -> None:
    line = line_of(text)
    start = line.text.index(said)
    assert belongs(line, start, start + len(said), ()) is held


def test_a_phrase_that_only_sounds_so_is_excused_as_what_it_was_taken_for() -> None:
    phrase = PHRASES["SAY-F22"]
    wording = next(wordings_of(phrase))
    line, excuses = line_of("把您反死了"), excuses_of(phrase)
    assert is_fault(line, wording, 1, 5, excuses)
    assert not is_fault(line, wording, 1, 5, excuses, "您烦死了")
