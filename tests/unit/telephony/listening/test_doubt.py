"""What is believed of a reading, and what is not."""

import pytest

from telephony.listening.base import Hypothesis
from telephony.listening.doubt import believable
from telephony.listening.engine import Decoded


def believed(*readings: tuple[str, float], no_speech: float = 0.0, voiced_s: float = 3.0) -> list[str]:
    decoded = Decoded(tuple(Hypothesis(text, score) for text, score in readings), no_speech)
    return [one.text for one in believable(decoded, voiced_s)]


def test_plain_speech_is_believed() -> None:
    assert believed(("请您稍等,我马上为您查询。", -0.3), ("请您收等,我马上为您查询。", -0.4)) == [
        "请您稍等,我马上为您查询。",
        "请您收等,我马上为您查询。",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "字幕by索兰娅",
        "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
        "谢谢观看",
        "感谢收看,下期再见",
        "Thank you for watching",
        "Subtitles by the Amara.org community",
        "物业客服中心,简体中文。",
        "好的好的好的好的好的好的好的好的",
        "寂寞,寂寞,寂寞,寂寞",
        "啊啊啊啊啊啊",
        "......",
        "",
    ],
)
def test_what_stands_under_films_is_not(text: str) -> None:
    assert believed((text, -0.2)) == []


@pytest.mark.parametrize(
    "text",
    [
        "感谢您的耐心等待",
        "谢谢您的来电,再见",
        "谢谢,谢谢,不客气",
        "好的,好的,好的,我知道了",
        "喂喂,喂",
        "电梯的广告屏幕坏了",
    ],
)
def test_thanks_of_an_agent_are(text: str) -> None:
    assert believed((text, -0.2)) == [text]


def test_an_unsure_reading_where_nobody_spoke_is_not_believed() -> None:
    assert believed(("你好", -1.1), no_speech=0.8) == []
    assert believed(("你好", -0.2), no_speech=0.8) == ["你好"], "sure of its words: quiet, but spoken"
    assert believed(("你好", -1.1), no_speech=0.1) == ["你好"]
    assert believed(("你好", -1.8)) == []


def test_nobody_speaks_forty_characters_in_a_second() -> None:
    long = "这里是物业服务中心请问有什么可以帮助您的吗先生您好请讲这边听着呢"
    assert believed((long, -0.2), voiced_s=1.0) == []
    assert believed((long, -0.2), voiced_s=6.0) == [long]


def test_only_the_readings_that_may_stand_are_kept() -> None:
    assert believed(("不知道", -0.3), ("谢谢观看", -0.4)) == ["不知道"]
    assert believed() == []


def test_what_was_weighed_beside_a_believed_reading_stands_however_sure_it_is_by_itself() -> None:
    heard = ("有本信明是道德。", -1.13)
    assert believed(heard, ("有本事你去告", -1.8)) == ["有本信明是道德。", "有本事你去告"]
    assert believed(("位置上", -1.61), ("喂", -0.9)) == []
