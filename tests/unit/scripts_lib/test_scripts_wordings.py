"""The short form in which the data writes the ways to say a phrase."""

import pytest
from msgspec import structs

from scripts_lib.loader import load
from scripts_lib.wordings import Wording, excuses_of, parts_of, spellings_of, texts_of, wordings_of

PHRASES = {phrase.rule: phrase for phrase in load().rules.phrases}


def test_brackets_hold_choices_and_a_choice_may_be_empty() -> None:
    assert parts_of("(你|您|)怎么(这么|那么)麻烦") == [["你", "您", ""], ["怎么"], ["这么", "那么"], ["麻烦"]]
    assert parts_of("不知道") == [["不知道"]]


@pytest.mark.parametrize("source", ["(你", "你)", "你|您", "((你))"])
def test_brackets_that_do_not_pair_are_named(source: str) -> None:
    with pytest.raises(ValueError, match="brackets do not pair"):
        parts_of(source)


def test_spellings_take_each_choice_once_or_more_and_the_plain_one_first() -> None:
    spellings = spellings_of("(你|您|)怎么(这么|那么)麻烦")
    assert spellings[0] == "你怎么这么麻烦"
    assert set(spellings) == {
        "你怎么这么麻烦",
        "怎么那么麻烦",
        "怎么这么麻烦",
        "您怎么这么麻烦",
        "您怎么那么麻烦",
        "你怎么那么麻烦",
    }


def test_a_wording_is_searched_as_one_pattern() -> None:
    (wording,) = [one for one in wordings_of(PHRASES["SAY-F15"]) if one.source.startswith("(")]
    for text in ("你问我我问谁", "您问我我问谁去", "你来问我那我问谁"):
        assert wording.pattern.fullmatch(text)
    assert wording.needed == ("问",)
    assert wording.marks == 1


def test_a_wording_that_may_end_with_a_particle_has_two_readings() -> None:
    readings = [one for one in wordings_of(PHRASES["SAY-F11"]) if one.source.startswith("你(就|尽管|只管|)去告")]
    assert [one.exclaimed for one in readings] == [False, True]
    assert readings[0].pattern.fullmatch("你去告我")
    assert not readings[0].pattern.fullmatch("你去告")
    assert readings[1].pattern.fullmatch("你去告")


def test_flags_bind_the_variants_and_lists_bind_themselves() -> None:
    bound = {one.source: (one.begins, one.ends) for one in wordings_of(PHRASES["SAY-F02"])}
    assert bound["不知道"] == (True, True)
    starting = next(source for source in bound if source.startswith("不知道(什么时候"))
    assert bound[starting] == (True, False)
    assert any(pair == (False, False) for pair in bound.values())


def test_excuses_are_patterns_too() -> None:
    assert any(excuse.search("您知道不知道") for excuse in excuses_of(PHRASES["SAY-F02"]))


def wording_of(source: str) -> Wording:
    (wording,) = wordings_of(structs.replace(PHRASES["SAY-F25"], text=source, variants=()))
    return wording


def test_between_two_halves_something_else_may_be_said_but_nothing_polite() -> None:
    wording = wording_of("下班了…(再来|再说)")
    assert wording.gapped
    assert (found := wording.pattern.search("下班了漏水的事明天再说"))
    assert found[1] == "漏水的事明天"
    for polite in ("下班了我请他再来", "下班了您可以再来", "下班了漏水的事情我们会在明天上午再说"):
        assert not wording.pattern.search(polite)


def test_a_wording_may_be_bound_to_the_end_of_the_clause() -> None:
    assert wording_of("明天(来|说)$").ends
    assert not wording_of("明天(来|说)").ends


def test_what_stands_for_too_many_texts_is_not_told_by_its_sound() -> None:
    assert spellings_of("急什么…烦死") == spellings_of("<急什么>烦死") == []
    assert texts_of("急什么…烦死") == ["急什么…烦死"]
