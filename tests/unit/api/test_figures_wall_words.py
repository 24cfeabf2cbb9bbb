"""The wall's words: both languages whole, with the same places for figures, and every place of the pages filled."""

import json
import re

import pytest

from api.figures.wall import FILES
from api.figures.wall_words import TOLD, WORDS, words_in
from api.schemas import LevelFormula

PLACE = re.compile(r"\{(\w+)\}")


def test_both_languages_have_the_same_places_for_figures() -> None:
    for name, text in TOLD.items():
        assert sorted(PLACE.findall(text.zh)) == sorted(PLACE.findall(text.en)), name


def test_every_formula_of_the_service_level_has_its_words() -> None:
    assert {name.removeprefix("level.") for name in TOLD if name.startswith("level.")} == {
        one.value for one in LevelFormula
    }


def test_the_script_says_only_what_there_are_words_for() -> None:
    script = (FILES / "wall.js").read_text(encoding="utf-8")
    assert {one for one in re.findall(r'say\("([a-z.]+)"', script) if one != "level."} == {
        name for name in TOLD if not name.startswith("level.")
    }


@pytest.mark.parametrize(("lang", "html", "other"), [("zh", "zh-CN", "en"), ("en", "en", "zh")])
def test_a_page_is_told_its_language_and_the_other_one(lang: str, html: str, other: str) -> None:
    words = words_in(lang)
    assert (words["lang"], words["other"]) == (html, other)
    assert words["w_waiting"] == WORDS["waiting"].of(lang)
    assert json.loads(words["told"])["connected"] == TOLD["connected"].of(lang)
