"""Which callers a play has, and the cast that is made of them."""

import random
from pathlib import Path

import msgspec
import pytest

from hotline_cli.demo.cast import Cast, load_cast
from hotline_cli.train.choose import SHIPPED, Wish, all_callers, cast_of, chosen, expected_of
from hotline_cli.train.ringing import turns_of
from hotline_cli.train.speech import sounds_of
from hotline_cli.turns import Inattentive
from scripts_lib.callers import Mood
from scripts_lib.loader import load
from scripts_lib.model import Nature

RULES = load().rules
ALL = all_callers(None, RULES)


def names(wish: Wish, lot: random.Random | None = None) -> list[str]:
    return [one.caller.id for one in chosen(ALL, wish, lot)]


def test_the_shipped_set_has_every_mood_and_both_languages() -> None:
    assert len(ALL) >= 12
    assert {one.caller.mood for one in ALL} == set(Mood)
    assert {one.caller.language for one in ALL} == {"zh", "en", "yue"}
    assert len({one.caller.kind for one in ALL}) >= 10


def test_callers_are_chosen_by_name_kind_mood_language_or_lot() -> None:
    assert names(Wish(names=("noise", "leak"))) == ["noise", "leak"]
    assert names(Wish(kinds=("fees",))) == ["fees"]
    assert names(Wish(moods=(Mood.ANGRY,), languages=("en",))) == ["water"]
    drawn = names(Wish(), random.Random(1))
    assert drawn != names(Wish())
    assert sorted(drawn) == names(Wish())


def test_a_name_that_nobody_has_tells_who_there_is() -> None:
    with pytest.raises(LookupError, match="no caller is called nobody; there are attitude"):
        names(Wish(names=("nobody",)))
    with pytest.raises(LookupError, match="hotline train callers"):
        names(Wish(kinds=("fees",), moods=(Mood.ANGRY,)))


def test_a_site_s_file_stands_in_place_of_the_shipped_one(tmp_path: Path) -> None:
    own = (SHIPPED / "leak.yaml").read_text(encoding="utf-8").replace("mood: anxious", "mood: angry")
    (tmp_path / "leak.yaml").write_text(own, encoding="utf-8")
    found = {one.caller.id: one for one in all_callers(tmp_path, RULES)}
    assert len(found) == len(ALL)
    assert (found["leak"].caller.mood, found["leak"].folder) == (Mood.ANGRY, tmp_path)
    assert found["fees"].folder == SHIPPED


def test_the_cast_of_a_play_takes_turns_with_the_shipped_voices(tmp_path: Path) -> None:
    found = chosen(ALL, Wish(names=("water", "fees")))
    cast = cast_of([(one.caller, sounds_of(one, "", tmp_path)) for one in found], load_cast())
    again = msgspec.json.decode(msgspec.json.encode(cast), type=Cast)
    assert again == cast
    first, second = cast.caller(0), cast.caller(1)
    assert cast.resident_of(first).name == "Maria Lopez"
    assert (second.kind, second.nature) == ("fees", Nature.ASKING)
    phones = [phone for one in cast.residents for phone in one.phones]
    assert len(phones) == len(set(phones))
    turns = turns_of(first, Inattentive())
    assert (len(turns.asked), turns.patience_ms) == (6, 5000)
    assert expected_of(found[1].caller).facts == found[1].caller.facts
