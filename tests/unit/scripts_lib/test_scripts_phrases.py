"""The phrase matcher on typed text: every forbidden phrase is found, polite speech never is (SAY-1, LINE-3)."""

import itertools

import pytest
from msgspec.structs import replace

from scripts_lib.loader import load
from scripts_lib.model import Moment, Phrase
from scripts_lib.phrases import PhraseMatcher
from scripts_lib.wordings import texts_of

PHRASES = load().rules.phrases
MATCHER = PhraseMatcher(PHRASES)

POLITE_IN_A_CALL = [
    "您知道不知道停水通知已经贴出来了？",
    "您知不知道物业费可以在手机上交？",
    "请您不要着急，我马上为您查。",
    "请您别着急，什么时候发现漏水的？",
    "您不急什么，我等您找到缴费单。",
    "您不着急，什么时候方便都可以。",
    "您不知道密码也没有关系，我帮您重置。",
    "不知道您什么时候方便？",
    "我不知道您是不是方便，就先给您打个电话。",
    "不知道您说的是不是三号楼？",
    "如果您不知道阀门在哪里，我可以告诉您。",
    "您不知道的地方可以随时问我。",
    "业主说不知道什么时候停的水。",
    "业主说：“不知道，你们自己查。”",
    "他说他不知道家里的总阀在哪儿。",
    "您说不清楚，我再给您解释一遍。",
    "您刚才说「急什么」，我记下来了。",
    "客户反映保安说了“关我什么事”。",
    "您哪里不舒服？要不要我帮您叫救护车？",
    "请问您在哪里？我派人过去。",
    "请问您找哪一位？",
    "您找谁？",
    "请问您住在哪里？",
    "楼下有人喂养流浪猫。",
    "池子里有人喂鱼。",
    "喂，您能听到吗？",
    "请问您要找哪个部门？",
    "您随便什么时候来都可以。",
    "请大家不要随便丢垃圾。",
    "您可以随便选一个时间。",
    "我们不管多晚都会上门。",
    "我们不管您住哪一栋都会派人。",
    "不管怎么样，我都会给您一个答复。",
    "就算跟我们没关系，我们也会帮您问。",
    "如果今天没办法解决，我们明天一早继续。",
    "没办法解决的话，我会请主管给您回电话。",
    "有没有办法解决？有的，我马上安排。",
    "电话声音不太清楚，麻烦您再说一遍，好吗？",
    "对不起，我没听清楚，请您再说一遍。",
    "您看清楚门牌号以后告诉我就行。",
    "他现在不在座位上，请问需要我转告吗？",
    "我们五点半下班，有事您可以打值班电话。",
    "您身体不舒服就别来了，我们上门给您办。",
    "今天是法定假日，办公室不办公，热线照常服务。",
    "那咱们就这么说定了，您看怎么样？",
    "这件事我马上处理。",
    "墙上贴着通知，我念给您听。",
    "请稍等一下，我正在帮您查。",
    "给您添麻烦了，非常抱歉。",
    "请问您还有什么需要帮助的吗？",
    "您说话的声音有点小，能大一点声吗？",
    "他不知道，您也不用着急。",
    "为了找到您，请告诉我您在哪里？",
    "噪音吵得烦死了，您的心情我理解。",
    "我知道了，您放心。",
    "这个跟我们有关系，我们负责到底。",
    "保安说：不知道。这个情况我们核实过了。",
    "保洁员说不知道是谁倒的垃圾。",
    "您问我怎么知道您家的地址？系统里有登记。",
    "这是不是我的事情没有办好，给您添麻烦了？",
    "这噪音确实烦死人了，您的心情我理解。",
    "对不起，我这里没这个人的登记。",
    "请问您找哪位？他不在座位上，我帮您转告，好吗？",
    "维修师傅的话说完了没有关系，您可以再补充。",
    "您知道还是不知道都没关系。",
    "密码忘了也没关系，不知道怎么改可以来前台。",
    "请您说话慢一点，好吗？",
    "电梯等一下就到。",
    "我们不是没办法解决，是要等配件。",
    "您哪里人？听口音是山东的吧。",
    "您先别急，什么事都可以跟我说。",
    "家里急什么用可以先跟我说。",
]

POLITE_AT_THE_OPENING = [
    "您好，××物业客服中心，我姓李，请问有什么可以帮助您？",
    "上午好，阳光物业客服中心，我姓王，请问有什么可以帮助您？",
    "您好，请问您找哪一位？",
    "您好，请问您在哪里？",
    "您好，请问您哪里不舒服？",
    "您好，请讲。",
    "您好，请问您找谁？",
    "您好，您请说。",
    "喂鱼的事情我记下来了。",
    "您好，刚才讲话的是王先生吗？",
    "您好，你说吧，我记着呢。",
    "喂流浪猫的事情我登记好了。",
    "哪里哪里，您太客气了。",
]

IMPOLITE = [
    ("这个业务的情况我不知道，你打别的电话吧。", "SAY-F02"),
    ("不知道啊", "SAY-F02"),
    ("对不起，这个我也不知道。", "SAY-F02"),
    ("我们这边不知道。", "SAY-F02"),
    ("我也不知道什么时候来水", "SAY-F02"),
    ("你着急什么呀", "SAY-F25"),
    ("急什么！！烦死人了", "SAY-F04"),
    ("这事儿我处理不了", "SAY-F19"),
    ("路灯归市政，我们不管。", "SAY-S1"),
    ("这和我们没有关系", "SAY-S2"),
    ("您这个问题我们没办法解决", "SAY-S3"),
    ("随便你吧", "SAY-S4"),
    ("具体情况不清楚。", "SAY-S5"),
    ("那关我什么事？", "SAY-S6"),
    ("你问我，我也不知道。", "SAY-F02"),
    ("我说了不能办就是不能办", "SAY-F17"),
    ("你说你急什么呀", "SAY-F25"),
    ("这我怎么知道呀！", "SAY-F30"),
    ("我说：不知道。", "SAY-F02"),
    ("嗯，那个，我不知道。", "SAY-F02"),
]

OPENING_FAULTS = [
    ("喂", "SAY-F01"),
    ("喂？", "SAY-F01"),
    ("喂喂喂", "SAY-F01"),
    ("喂，你好，这里是服务大厅。", "SAY-F01"),
    ("喂您好", "SAY-F01"),
    ("讲话！", "LINE-3-2"),
    ("讲 话", "LINE-3-2"),
    ("哪里？", "LINE-3-3"),
    ("哪裡？", "LINE-3-3"),
    ("你是哪里的", "LINE-3-3"),
    ("找谁？", "LINE-3-4"),
    ("你找谁呀", "LINE-3-4"),
    ("您找谁？", "LINE-3-4"),
    ("找誰", "LINE-3-4"),
]


def rules_in(text: str, moment: Moment) -> list[str]:
    return [hit.rule for hit in MATCHER.check(text, moment)]


def moment_of(phrase: Phrase) -> Moment:
    return phrase.moments[-1]


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def test_every_rule_of_the_book_has_a_phrase() -> None:
    rules = {phrase.rule for phrase in PHRASES}
    assert {f"SAY-F{number:02}" for number in range(1, 31)} <= rules
    assert {f"SAY-S{number}" for number in range(1, 7)} <= rules
    assert {"LINE-3-2", "LINE-3-3", "LINE-3-4"} <= rules


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.rule)
def test_a_phrase_is_found_as_it_is_printed(phrase: Phrase) -> None:
    (hit,) = MATCHER.check(phrase.text, moment_of(phrase))
    assert (hit.rule, hit.phrase, hit.start, hit.end) == (phrase.rule, phrase.text, 0, len(phrase.text))
    assert hit.say_instead == phrase.say_instead
    assert hit.confidence == 1.0


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.rule)
@pytest.mark.parametrize(
    "written", ["spaces", "no marks", "other marks", "wide spaces", "in a sentence", "exclaimed"]
)
def test_a_phrase_is_found_however_it_is_written(phrase: Phrase, written: str) -> None:
    bare = "".join(char for char in phrase.text if char not in "，？")
    text = {
        "spaces": " ".join(phrase.text),
        "no marks": bare,
        "other marks": phrase.text.replace("，", ", ").replace("？", "?! "),
        "wide spaces": "　".join(phrase.text),
        "in a sentence": f"好的。{phrase.text}！再见。",
        "exclaimed": full_width(phrase.text + "!!"),
    }[written]
    assert phrase.rule in rules_in(text, moment_of(phrase))


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.rule)
def test_every_wording_is_found_and_is_charged_to_some_rule(phrase: Phrase) -> None:
    sources = (*phrase.variants, *phrase.anywhere, *phrase.beginnings, *phrase.answers)
    for wording in (spelling for source in sources for spelling in texts_of(source)):
        assert rules_in(wording, moment_of(phrase)), wording


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.rule)
def test_a_polite_wording_that_contains_a_phrase_is_no_hit(phrase: Phrase) -> None:
    for polite in (spelling for source in phrase.not_within for spelling in texts_of(source)):
        assert phrase.rule not in rules_in(polite, moment_of(phrase)), polite


@pytest.mark.parametrize("text", POLITE_IN_A_CALL)
def test_polite_speech_has_no_hit(text: str) -> None:
    assert rules_in(text, Moment.CALL) == []


@pytest.mark.parametrize("text", POLITE_AT_THE_OPENING)
def test_a_polite_opening_has_no_hit(text: str) -> None:
    assert rules_in(text, Moment.OPENING) == []


@pytest.mark.parametrize(("text", "rule"), IMPOLITE)
def test_impolite_speech_is_found(text: str, rule: str) -> None:
    assert rules_in(text, Moment.CALL) == [rule]


@pytest.mark.parametrize(("text", "rule"), OPENING_FAULTS)
def test_a_faulty_opening_is_found(text: str, rule: str) -> None:
    assert set(rules_in(text, Moment.OPENING)) == {rule}


@pytest.mark.parametrize("text", ["喂", "讲话", "哪里", "找谁"])
def test_the_words_of_an_opening_are_no_fault_later(text: str) -> None:
    assert rules_in(text, Moment.CALL) == []
    assert rules_in(text, Moment.ENDING) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("牆上貼著，沒長眼睛呀", "SAY-F03"),
        ("不關我事", "SAY-S6"),
        ("沒辦法解決", "SAY-S3"),
        ("隨便", "SAY-S4"),
        ("急甚麼", "SAY-F25"),
    ],
)
def test_traditional_characters_are_found(text: str, rule: str) -> None:
    assert rules_in(text, Moment.CALL) == [rule]


def test_fillers_between_the_words_make_a_hit_less_sure() -> None:
    (hit,) = MATCHER.check("有本事，那个，你去告", Moment.CALL)
    assert (hit.rule, hit.confidence) == ("SAY-F11", 0.9)


def test_offsets_count_characters_of_the_text_as_given() -> None:
    text = "好 的，您 急 什 麼 呀！"
    (hit,) = MATCHER.check(text, Moment.CALL)
    assert text[hit.start : hit.end] == "急 什 麼"


def test_a_beijing_r_belongs_to_the_hit() -> None:
    text = "你找谁？没这个人儿！"
    (hit,) = MATCHER.check(text, Moment.CALL)
    assert text[hit.start : hit.end] == "你找谁？没这个人儿"


def test_the_longest_phrase_wins_and_the_shorter_are_silent() -> None:
    assert rules_in("急什么，没看到我在忙着吗", Moment.CALL) == ["SAY-F05"]
    assert rules_in("你自己都不知道，我怎么知道", Moment.CALL) == ["SAY-F30"]


def test_hits_stand_from_left_to_right() -> None:
    hits = MATCHER.check("不知道。急什么！喊什么喊，随便。", Moment.CALL)
    assert [hit.rule for hit in hits] == ["SAY-F02", "SAY-F25", "SAY-F12", "SAY-S4"]
    assert all(left.end <= right.start for left, right in itertools.pairwise(hits))


def test_what_the_agent_told_others_is_the_agents_own_word() -> None:
    assert rules_in("我跟业主说不知道", Moment.CALL) == []  # not an answer to this caller
    assert rules_in("我对他说急什么", Moment.CALL) == ["SAY-F25"]


@pytest.mark.parametrize("text", ["", " ", "，。！", "\n", "😀", "abc", "\ud800", "「" * 50, "儿" * 9])
def test_odd_texts_have_no_hit(text: str) -> None:
    assert rules_in(text, Moment.OPENING) == []


@pytest.mark.parametrize(
    "unit",
    [
        "喂",
        "急什么",
        "我不知道",
        "不知道，",
        "他说",
        "业主说：",
        "「",
        "”“",
        "就是说",
        "那个",
        "嗯",
        "急那个",
        "您知道不知道",
        "a，",
    ],
)
def test_a_very_long_line_is_checked_in_one_pass(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    for hit in MATCHER.check(text, Moment.OPENING):
        assert 0 <= hit.start < hit.end <= len(text)


def test_of_moment_lists_the_phrases_in_the_order_of_the_rules() -> None:
    opening = [phrase.rule for phrase in MATCHER.of_moment(Moment.OPENING)]
    in_call = [phrase.rule for phrase in MATCHER.of_moment(Moment.CALL)]
    assert opening[0] == "SAY-F01"
    assert set(opening) - set(in_call) == {"SAY-F01", "LINE-3-2", "LINE-3-3", "LINE-3-4"}
    assert in_call == [rule for rule in opening if rule in in_call]


def test_three_characters_can_cost_points_and_two_never() -> None:
    matcher = PhraseMatcher(
        [replace(phrase, provable=True) for phrase in PHRASES if phrase.text in ("不知道", "随便")]
    )
    assert [one.provable for one in matcher.check("随便。不知道。", Moment.CALL)] == [False, True]
