"""What must be said at the opening and the ending (LINE-2, LINE-5, ASK-6)."""

import pytest

from scripts_lib.hearing.required import RequiredMatcher, RequiredTally
from scripts_lib.loader import load
from scripts_lib.model import Moment
from scripts_lib.opening import opening

PARTS = load().rules.required
MATCHER = RequiredMatcher(PARTS, centre="阳光花园服务台")


def heard(text: str, moment: Moment, hour: int = 10) -> list[str]:
    return [part.rule for part in MATCHER.check(text, moment, hour)]


@pytest.mark.parametrize("hour", range(24))
def test_the_opening_that_the_console_shows_has_every_part(hour: int) -> None:
    text = opening("阳光花园服务台", "李", hour).zh
    parts = MATCHER.check(text, Moment.OPENING, hour)
    assert [part.rule for part in parts] == ["LINE-2-1", "LINE-2-2", "LINE-2-3", "LINE-2-4"]
    assert all(part.timely for part in parts)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("您好，物业客服中心，免贵姓王，请问有什么能帮您的？", "1234"),
        ("你好，请问有什么可以帮到您", "14"),
        ("下午好，这里是物业服务中心，我姓李", "123"),
        ("喂，哪位", ""),
        ("物业公司，什么事", "2"),
        ("晚上好，这里是阳光花园管理处，敝姓赵，怎么帮到您", "1234"),
        ("您好，我是李芳，您哪里需要帮忙", "134"),
        ("上午好，物业前台，小王为您服务", "1234"),
        ("停水是哪里需要关总闸", ""),
        ("您好，物业服务中心，我是值班员老赵，什么事情我可以帮您处理", "1234"),
    ],
)
def test_the_parts_of_an_opening_are_told_apart(text: str, rules: str) -> None:
    assert heard(text, Moment.OPENING) == [f"LINE-2-{number}" for number in rules]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("请问您还有什么需要帮助的吗？", "1"),
        ("还有其他问题吗", "1"),
        ("您还有什么其他问题吗？不客气，再见", "13"),
        ("还需要其他帮助吗，谢谢来电，祝您晚安", "123"),
        ("没有其他问题的话，感谢您的来电，再见", "123"),
        ("还有十分钟师傅就到", ""),
        ("还有没有别的事？感谢您的来电，再见。", "123"),
        ("谢谢，祝您生活愉快", "23"),
        ("好，就这样", ""),
        ("那您看看还需要我帮您做点什么，再见了", "13"),
        ("明天再见不到师傅您就打给我", ""),
    ],
)
def test_the_parts_of_an_ending_are_told_apart(text: str, rules: str) -> None:
    assert heard(text, Moment.ENDING) == [f"LINE-5-{number}" for number in rules]


@pytest.mark.parametrize(
    ("greeting", "hour", "timely"),
    [("上午好", 9, True), ("下午好", 9, False), ("晚上好", 20, True), ("晚上好", 2, True), ("您好", 3, True)],
)
def test_a_greeting_follows_the_clock(greeting: str, hour: int, timely: bool) -> None:
    (part,) = MATCHER.check(greeting, Moment.OPENING, hour)
    assert part.timely is timely


def test_another_reading_may_have_what_the_best_one_has_not() -> None:
    (part,) = MATCHER.check("我信李", Moment.OPENING, 10, ["我姓李"])
    assert (part.rule, part.start, part.end) == ("LINE-2-3", 0, 2)


def test_a_tally_knows_what_was_said_when_and_what_is_missing() -> None:
    tally = RequiredTally(MATCHER)
    assert tally.hear([], Moment.OPENING, 10, 0, 1) == []
    assert tally.hear(["您好，物业客服中心"], Moment.OPENING, 10, 1.0, 2.8) == ["LINE-2-1", "LINE-2-2"]
    assert tally.hear(["您好，我姓李"], Moment.OPENING, 10, 3.0, 4.0) == ["LINE-2-3"]
    assert tally.heard["LINE-2-2"][1] == pytest.approx(1.6)
    assert [part.rule for part in tally.missing(Moment.OPENING)] == ["LINE-2-4"]
    assert len(tally.missing(Moment.ENDING)) == 3
