"""What else a stretch of speech may have been: asked for where it would be a fault, and nowhere else."""

import pytest

from scripts_lib.hearing.proposer import MOST, Proposer
from scripts_lib.loader import load


@pytest.fixture(scope="module")
def proposer() -> Proposer:
    return Proposer(load(None).rules.phrases)


@pytest.mark.parametrize(
    ("heard", "meant", "syllables"),
    [
        ("楼道灯不亮,不关我修,你别再打了。", "楼道灯不亮,不关我事,你别再打了。", 4),
        ("我跟你说,想了半天,你还没听懂。", "我跟你说,讲了半天,你还没听懂。", 9),
        ("你打电话来拍什么,等一下你等着吧。", "你打电话来喊什么,等一下你等着吧。", 6),
    ],
)
def test_a_misheard_phrase_is_proposed_where_it_was_said(
    proposer: Proposer, heard: str, meant: str, syllables: int
) -> None:
    assert (meant, syllables) in [(one.text, one.syllables) for one in proposer([heard])]


def test_an_answer_without_its_commas_is_proposed_with_them(proposer: Proposer) -> None:
    proposed = [(one.text, one.syllables) for one in proposer(["这个费用的问题,不清楚别耽误我时间。"])]
    assert ("这个费用的问题,不清楚,别耽误我时间。", 0) in proposed


@pytest.mark.parametrize("heard", ["好的,没问题。", "电梯下午三点修好。", "", "，。"])
def test_other_speech_is_not_asked_about(proposer: Proposer, heard: str) -> None:
    assert proposer([heard]) == []


def test_what_the_rules_would_let_pass_is_not_asked_about(proposer: Proposer) -> None:
    assert all("您知道,不知道" not in one.text for one in proposer(["您知道不知道密码。"]))


def test_what_the_best_reading_has_is_not_asked_about(proposer: Proposer) -> None:
    assert all("有本事你去告" not in one.text for one in proposer(["有本事你去告。", "有本是你去告。"]))


def test_what_only_a_lower_reading_has_is_asked_about(proposer: Proposer) -> None:
    lower = "停车费的是讲了半天,你还没听懂。"
    assert lower in [one.text for one in proposer(["停车费的是长了半天,你还没听懂。", lower])]


@pytest.mark.parametrize(
    "heard", ["这件事跟我们有关系,我们一定负责。", "就得跟我们有关系,我们复制到底。", "这个事儿我处理得了。"]
)
def test_what_was_affirmed_is_not_guessed_to_be_denied(proposer: Proposer, heard: str) -> None:
    proposed = [one.text for one in proposer([heard])]
    denials = ("没关系", "没有关系", "有什么关系", "处理不了")
    assert not [text for text in proposed if any(denial in text for denial in denials)]


@pytest.mark.parametrize("heard", ["开发商那边书跟他们没关系,我们再去沟通。", "楼上书不关他的事,我们再去协调。"])
def test_what_is_said_of_somebody_else_is_not_guessed_to_be_said_of_us(proposer: Proposer, heard: str) -> None:
    proposed = [one.text for one in proposer([heard])]
    assert not [text for text in proposed if "不关我" in text or "跟我们没关系" in text]


def test_no_comma_parts_a_single_character_from_its_sentence(proposer: Proposer) -> None:
    assert not [one.text for one in proposer(["它什么都不知道,您别怪它。"]) if "它,什么都不知道" in one.text]


def test_what_only_sounds_like_a_short_phrase_is_asked_about_in_its_own_characters(proposer: Proposer) -> None:
    heard, meant = "维修要排队的,及什么又不是只有你一家。", "维修要排队的,急什么又不是只有你一家。"
    assert (meant, 1) in [(one.text, one.syllables) for one in proposer([heard])]


def test_there_are_never_more_than_can_be_weighed(proposer: Proposer) -> None:
    heard = ["你真反等一会吧我在忙,及什么,不关我修,想上有你自己探看就行了。"]
    assert 0 < len(proposer(heard)) <= MOST


def test_no_reading_no_proposal(proposer: Proposer) -> None:
    assert proposer([]) == []


@pytest.mark.parametrize(
    ("heard", "meant"),
    [("雷登撒解决。", "没办法解决"), ("有本事你是高雄。", "有本事你去告"), ("你熟话坚丑点。", "你说话清楚点")],
)
def test_what_noise_left_of_a_short_answer_is_asked_about_as_the_whole_phrase(
    proposer: Proposer, heard: str, meant: str
) -> None:
    assert meant in [one.text for one in proposer([heard])]


def test_a_phrase_is_not_all_that_was_said_where_somebody_else_was_named(proposer: Proposer) -> None:
    assert "就这么说,怎么样" not in [one.text for one in proposer(["那我们就这么订,怎么样?"])]


@pytest.mark.parametrize(
    "heard",
    [
        "我不知道您要是不清楚流程,我发您一份。",
        "您要不知道是哪个阀门,我视频教您。",
        "我们不能随便透露业主的电话。",
        "租户不知道缴费方式,我们发了短信。",
        "不知道我说清楚了没有。",
        "不清楚的地方我再给您解释。",
    ],
)
def test_no_comma_parts_an_answer_from_what_it_belongs_to(proposer: Proposer, heard: str) -> None:
    assert not [one.text for one in proposer([heard]) if not one.syllables]


def test_who_says_you_politely_is_not_guessed_to_be_rude(proposer: Proposer) -> None:
    assert not [one.text for one in proposer(["这个我处理您别管了。"]) if "处理不了" in one.text]
    assert not [one.text for one in proposer(["这么麻烦您跑一趟。"]) if "麻烦你" in one.text]


def test_it_is_told_in_how_many_places_a_proposal_differs(proposer: Proposer) -> None:
    changed = {one.text: one.changed for one in proposer(["我跟你说,想了半天,你还没听懂。"])}
    assert changed["我跟你说,讲了半天,你还没听懂。"] == 1


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("後面還有電話,快點,書完了沒有。", "後面還有電話,快點,說完了沒有。"),
        ("后面还有电话,快点,书完了没有。", "后面还有电话,快点,说完了没有。"),
    ],
)
def test_a_phrase_is_proposed_in_the_characters_that_the_reading_is_written_in(
    proposer: Proposer, heard: str, meant: str
) -> None:
    assert meant in [one.text for one in proposer([heard])]
