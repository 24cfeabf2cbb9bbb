"""How people really talk: dialect, fillers, particles and stutters, so that a phrase is found under them (SAY-1).

All functions look at a text that is folded to half width and simplified characters already and tell which parts to
replace or drop; they change nothing themselves. Time grows with the length of the text only. Knows no phrase.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

_MANDARIN: Final = {
    "啥子": "什么",
    "啥": "什么",
    "么子": "什么",
    "么事": "什么",
    "咋个": "怎么",
    "咋": "怎么",
    "啷个": "怎么",
    "晓不得": "不知道",
    "知不道": "不知道",
    "唔知道": "不知道",
    "唔知": "不知道",
    "唔关": "不关",
    "唔清楚": "不清楚",
    "晓得": "知道",
    "弗知道": "不知道",
    "勿知道": "不知道",
    "弗晓得": "不知道",
    "勿晓得": "不知道",
    "俺": "我",
    "甭": "别",
    "没得": "没有",
    "莫得": "没有",
    "木有": "没有",
    "冇": "没有",
    "瞅": "看",
    "恁": "那么",
    "今儿个": "今天",
    "今儿": "今天",
    "明儿个": "明天",
    "明儿": "明天",
}
"""Words of the dialects that callers and agents use, as Mandarin says them."""

_DIALECT: Final = re.compile(
    "|".join(
        # 什么事 and 怎么子 are Mandarin already; 恁么 is one word.
        f"(?<![什怎这那多])(?:{word})" if word.startswith("么") else f"(?:{word})么?" if word == "恁" else word
        for word in sorted(_MANDARIN, key=len, reverse=True)
    )
)

_FILLERS: Final = re.compile(r"就是说|那个|那什么|怎么说呢|[嗯呃]|唔(?![知关清得])|(?<!.)额(?![度外头])")

PARTICLES: Final = frozenset("呀呢吧嘛哦噢哎诶啦哈哇呐嗨唉哟欸嘞撒咧")
"""They colour a sentence and say nothing; 啊 is folded to 呀 before. Not 吗: that makes it a question."""

KEPT_DOUBLE: Final = frozenset("看说讲问谢等想听试查慢好常刚天人家多少早高拜妈爸奶爷哥姐弟妹叔星轻往渐仅偏")
"""Characters that are doubled in good Chinese: 看看, 谢谢."""
_KEPT_PAIRS: Final = frozenset({"找谁", "哪里", "哪个", "清楚"})
"""Pairs that are: 该找谁找谁, 哪里哪里."""

_STUTTER: Final = re.compile(r"(.{1,2}?)\1+")


def dialect(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and Mandarin wording of each dialect word, left to right."""
    for word in _DIALECT.finditer(text):
        yield word.start(), word.end(), _MANDARIN.get(word[0]) or _MANDARIN[word[0][0]]


def fillers(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each filler such as 那个 and 就是说."""
    for filler in _FILLERS.finditer(text):
        yield filler.start(), filler.end()


def stutters(text: str, clauses: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Start and end of what is only said again, within a clause: of 不不不知道 the second and third 不."""
    start = 0
    while start < len(text):
        stop = bisect_right(clauses, clauses[start], start)
        for match in _STUTTER.finditer(text, start, stop):
            unit = match[1]
            kept = match.start() + (2 if unit in KEPT_DOUBLE else 1) * len(unit)
            if unit not in _KEPT_PAIRS and unit.isalpha() and not unit.isascii() and kept < match.end():
                yield kept, match.end()
        start = stop
