"""What a caller of a play has been asked: the question on the screen, or the words, which go before it."""

from pathlib import Path

import httpx
import pytest

from console.drafts import Draft
from hotline_cli.train.attention import Attention, shown
from hotline_cli.train.ringing import ASKED
from scripts_lib.asked import AskedFinder, load_topics
from scripts_lib.callers import topics_of
from scripts_lib.loader import load
from scripts_lib.runner import ScriptRun

RULES = load().rules
FINDER = AskedFinder(load_topics(ASKED))
QUESTIONS = {(script.id, one.id): one for script in RULES.scripts for one in script.questions}
LEAK = next(one for one in RULES.scripts if one.id == "leak")


@pytest.mark.parametrize(
    ("said", "topics"),
    [
        ("请问您是几号楼几单元的？", ("place",)),
        ("好的，您贵姓，怎么称呼您？", ("contact",)),
        ("麻烦您留一下联系电话好吗", ("phone",)),
        ("大概是从什么时候开始漏的？", ("happened_at",)),
        ("您希望我们怎么处理呢？", ("demand",)),
        ("我跟您核对一下，您姓陈，对吗？", ("ASK-8",)),
        ("请问还有什么可以帮助您的吗？", ("ASK-6",)),
        ("好的，我马上记下来。", ()),
    ],
)
def test_questions_as_agents_put_them(said: str, topics: tuple[str, ...]) -> None:
    assert set(topics) <= set(FINDER.topics_in(said))
    assert bool(FINDER.topics_in(said)) == bool(topics)


def test_every_topic_is_one_that_a_line_can_answer() -> None:
    assert {one.topic for one in load_topics(ASKED)} <= topics_of(RULES)


def test_the_question_on_the_screen_names_itself_its_field_and_its_kind() -> None:
    run = ScriptRun(LEAK)
    assert shown(Draft(call_id="c"), QUESTIONS) is None
    asked = shown(Draft(call_id="c", run=run.saved()), QUESTIONS)
    assert asked is not None
    assert (asked.topics, asked.heard) == (("open", "matter", "ASK-7"), False)


async def test_words_go_before_the_screen_until_the_caller_has_spoken(tmp_path: Path) -> None:
    async with httpx.AsyncClient() as http:
        attention = Attention(http, tmp_path, RULES, FINDER)
        assert attention.asked() is None
        assert attention.understands, "words may come"
        attention.heard(("您好，我姓李。", "请问您住几号楼？"))
        asked = attention.asked()
        assert asked is not None
        assert (asked.topics[0], asked.heard, attention.understands) == ("place", True, False)
        attention.spoke()
        assert attention.asked() is None
