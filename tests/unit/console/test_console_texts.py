"""The catalogue: both languages everywhere, the same blanks, and no key of the code without a text."""

import re
import string
from pathlib import Path

import pytest

import console
from api.schemas import Disposition
from console.form import CHOSEN, TYPED
from console.keymap import APP_KEYS, MAIN_KEYS
from console.texts import TEXTS, words_in
from telephony.events import AgentState, EndCause, Side, Verdict

_USED = re.compile(r"""words\(\s*f?["']([a-z_]+(?:\.[a-z_.]+)+)["']""")


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_say_something(key: str) -> None:
    text = TEXTS[key]
    assert text.zh.strip()
    assert text.en.strip()
    assert not re.search(r"[一-鿿]", text.en)
    # A language may leave a blank out (三响 says the limit), but never has one that the other does not know.
    assert blanks(text.zh) <= blanks(text.en) | blanks(text.zh)


def test_every_key_in_the_code_has_a_text() -> None:
    folder = Path(console.__file__).parent
    used = {key for path in folder.rglob("*.py") for key in _USED.findall(path.read_text(encoding="utf-8"))}
    assert len(used) > 40
    assert sorted(used - TEXTS.keys()) == []


def test_every_member_that_is_shown_has_a_text() -> None:
    keys = [f"state.{one.value}" for one in AgentState]
    keys += [f"verdict.{one.value}" for one in Verdict] + [f"strict.{one.value}" for one in Verdict]
    keys += [f"end.{one.value}" for one in Side]
    keys += [f"cause.{one.value}" for one in EndCause if one is not EndCause.COMPLETED]
    keys += [f"form.{one.value}" for one in Disposition]
    keys += [f"form.{name}" for name in (*TYPED, *CHOSEN)]
    keys += [f"{kind}.{key.id}" for key in (*MAIN_KEYS, *APP_KEYS) for kind in ("key", "tip")]
    assert [key for key in keys if key not in TEXTS] == []


def test_words_fill_their_blanks() -> None:
    assert words_in("zh")("ring.now", number=2) == "第 2 响"
    assert words_in("en")("ring.now", number=2) == "ring 2"


def test_keys_are_not_given_twice() -> None:
    taken = [one for key in (*MAIN_KEYS, *APP_KEYS) for one in key.keys.split(",")]
    assert len(taken) == len(set(taken))
    assert all(key.binding().id and key.binding().tooltip for key in (*MAIN_KEYS, *APP_KEYS))
