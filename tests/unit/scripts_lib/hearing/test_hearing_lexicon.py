"""Which wordings a stretch of text may hold at all."""

from scripts_lib.hearing.alignment import HEARD, TYPED, Window
from scripts_lib.hearing.lexicon import SHORTEST, Lexicon
from scripts_lib.loader import load
from scripts_lib.wordings import wordings_of

WORDINGS = [wording for phrase in load().rules.phrases for wording in wordings_of(phrase)]
TYPED_ONES, HEARD_ONES = Lexicon(WORDINGS, TYPED), Lexicon(WORDINGS, HEARD)


def test_a_stretch_is_compared_with_few_of_many() -> None:
    window = Window("您好这个问题我马上处理请您不要着急")
    begun = [*TYPED_ONES.starting(window)]
    assert 0 < len(begun) < 500


def test_what_stands_there_is_among_them() -> None:
    begun = {(one.wording.phrase.rule, start) for one, start in TYPED_ONES.starting(Window("好有本是你取高"))}
    assert ("SAY-F11", 1) in begun
    assert "SAY-F13" in {one.wording.phrase.rule for one in HEARD_ONES.holding(Window("讲了半年你还没听懂"))}


def test_nothing_is_guessed_in_typed_text() -> None:
    assert [*TYPED_ONES.holding(Window("讲了半年你还没听懂"))] == []


def test_the_shortest_phrases_are_not_looked_for_by_sound() -> None:
    begun = [one for one, _ in TYPED_ONES.starting(Window("为那里随变找水"))]
    assert all(len(one.syllables) >= SHORTEST for one in begun)
