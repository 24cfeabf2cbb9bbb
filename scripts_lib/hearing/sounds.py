"""Syllables of Mandarin without tones, and how easily one is heard as another.

The costs follow what speakers mix up (zh/z, n/l, f/h, an/ang, …) and what the telephone band takes away (b/p, d/t,
…). A cost runs from 0, the same syllable, to 1, another one. Knows no phrase.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from pypinyin import lazy_pinyin

CLOSE, NEAR = 0.25, 0.45
"""Mixed up by many speakers; mixed up on a bad line."""

_ALSO: Final = {
    **dict.fromkeys("这", ("zhei",)),
    **dict.fromkeys("那哪", ("na", "nei")),
    "谁": ("shui", "shei"),
    "了": ("le", "liao"),
    "着": ("zhe", "zhao"),
    "还": ("hai", "huan"),
    "都": ("dou", "du"),
    "得": ("de", "dei"),
    "地": ("di", "de"),
    "行": ("xing", "hang"),
    "长": ("chang", "zhang"),
    "涨": ("zhang",),
    "重": ("zhong", "chong"),
    "便": ("bian", "pian"),
    "什": ("shen",),
    "没": ("mei", "mo"),
    "给": ("gei", "ji"),
    "会": ("hui", "kuai"),
    "觉": ("jue", "jiao"),
    "熟": ("shu", "shou"),
    "为": ("wei",),
    "解": ("jie",),
    "应": ("ying",),
}
"""Characters of everyday talk with more readings than the usual one; rarer ones (说 as shui) only mislead."""

_INITIALS: Final = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")

_CLOSE_INITIALS: Final = "z zh, c ch, s sh, n l, f h, r l"
_NEAR_INITIALS: Final = "b p, d t, g k, j q, z c, zh ch, z j, zh j, c q, ch q, s x, sh x, m n"
_CLOSE_FINALS: Final = "an ang, en eng, in ing, ian iang, uan uang, un ong, uen ueng"
_NEAR_FINALS: Final = (
    "e o, e uo, uo ou, ei ui, i ing, en un, an uan, ang uang, ao ou, ie i, i ei, in en, e en, e eng, a ang"
)


def _pairs(listed: str, cost: float) -> dict[frozenset[str], float]:
    return {frozenset(pair.split()): cost for pair in listed.split(", ")}


_INITIAL_COSTS: Final = _pairs(_NEAR_INITIALS, NEAR) | _pairs(_CLOSE_INITIALS, CLOSE)
_FINAL_COSTS: Final = _pairs(_NEAR_FINALS, NEAR) | _pairs(_CLOSE_FINALS, CLOSE)


def _classes(pairs: Iterable[frozenset[str]]) -> dict[str, str]:
    """Each part of a pair with one name for all that hang together."""
    names: dict[str, str] = {}
    for one, other in map(sorted, pairs):
        old, new = names.get(other, other), names.get(one, one)
        names |= {one: new, other: new}
        names |= {part: new for part, name in names.items() if name == old}
    return names


_INITIAL_CLASSES: Final = _classes(_INITIAL_COSTS)
_FINAL_CLASSES: Final = _classes(_FINAL_COSTS)
_OTHER: Final = 0.75
"""A wrong initial or a wrong final alone is still half the syllable."""


@lru_cache(maxsize=8192)
def sounds_of(char: str) -> tuple[str, ...]:
    """The toneless syllables a character may stand for, the usual one first; other signs stand for themselves."""
    usual = lazy_pinyin(char)
    return tuple(dict.fromkeys((*usual[:1], *_ALSO.get(char, ())))) or (char,)


@lru_cache(maxsize=8192)
def syllables_of(text: str) -> tuple[str, ...]:
    """The toneless syllables of a text read as a whole: 了 in 办不了 is liao."""
    return tuple(lazy_pinyin(text))


@lru_cache(maxsize=65536)
def cost(heard: str, meant: str) -> float:
    """How far apart two syllables are, from 0 to 1."""
    if heard == meant:
        return 0.0
    (first, last), (initial, final) = _split(heard), _split(meant)
    front = 0.0 if first == initial else _INITIAL_COSTS.get(frozenset((first, initial)), _OTHER)
    back = 0.0 if last == final else _FINAL_COSTS.get(frozenset((last, final)), _OTHER)
    return min(1.0, front + back)


@lru_cache(maxsize=8192)
def class_of(syllable: str) -> str:
    """A name that all syllables share which are at most `NEAR` apart, and a few others."""
    initial, final = _split(syllable)
    return _INITIAL_CLASSES.get(initial, initial) + _FINAL_CLASSES.get(final, final)


def _split(syllable: str) -> tuple[str, str]:
    for initial in _INITIALS:
        if syllable.startswith(initial):
            return initial, syllable[len(initial) :]
    return "", syllable
