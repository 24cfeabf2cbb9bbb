"""Phrases of a syllable or two are asked for where they may stand, and nowhere else."""

import pytest

from scripts_lib.hearing.brief import BriefPhrase, brief_phrases
from scripts_lib.loader import load

FIRST, ANSWER = BriefPhrase("SAY-F01", "喂", first=True), BriefPhrase("SAY-S4", "随便", first=False)


@pytest.mark.parametrize(
    ("phrase", "heard", "meant"),
    [
        (FIRST, "为你好,物业客服。", [("喂,你好,物业客服。", 1)]),
        (FIRST, "位,哪一家?", [("喂,哪一家?", 1)]),
        (FIRST, "喂,哪一家?", []),
        (FIRST, "您好,为您服务。", []),
        (FIRST, "", []),
        (ANSWER, "你要给差评随便反正我不在乎。", [("你要给差评,随便,反正我不在乎。", 0)]),
        (ANSWER, "你要找领导随便", [("你要找领导,随便", 0)]),
        (ANSWER, "你要找领导。", []),
        (ANSWER, "你随便坐。", []),
    ],
)
def test_what_is_asked_for(phrase: BriefPhrase, heard: str, meant: list[tuple[str, int]]) -> None:
    assert [*phrase.texts(heard)] == meant


def test_only_what_no_sound_tells_apart_is_asked_for_so() -> None:
    assert {one.text for one in brief_phrases(load(None).rules.phrases)} == {"喂", "随便"}
