"""The classes of words that the wordings of the data name."""

import re

import pytest

from scripts_lib.loader import SHIPPED
from scripts_lib.word_classes import _CLASSES, with_classes, words_of

DATA = "".join((SHIPPED / name).read_text("utf-8") for name in ("phrases.yaml", "required.yaml"))


def test_a_class_stands_for_its_words_inside_and_outside_of_brackets() -> None:
    assert with_classes("<你>怎么(<你>|)") == "(你|您|你们)怎么(你|您|你们|)"
    assert with_classes("(你|您)怎么") == "(你|您)怎么"


def test_a_class_that_there_is_not_is_named() -> None:
    with pytest.raises(ValueError, match="there is no class of words <某>"):
        with_classes("<某>在")


@pytest.mark.parametrize("name", _CLASSES)
def test_each_class_is_used_and_has_no_word_twice(name: str) -> None:
    words = words_of(name).split("|")
    assert f"<{name}>" in DATA
    assert len(words) == len({*words})
    assert all(re.fullmatch(r"\w+", word) for word in words)
