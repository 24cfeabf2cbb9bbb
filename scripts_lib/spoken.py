"""How people really talk: dialect, fillers, particles and stutters, so that a phrase is found under them (SAY-1).

All functions look at a text that is folded to half width and simplified characters already and tell which parts to
replace or drop; they change nothing themselves. Time grows with the length of the text only. Knows no phrase.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

_MANDARIN: Final = {
    # The north and the north-east.
    "俺": "我",
    "咋个": "怎么",
    "咋": "怎么",
    "肿么": "怎么",
    "啥子": "什么",
    "啥": "什么",
    "神马": "什么",
    "甭": "别",
    "瞅": "看",
    "瞧": "看",
    "恁么": "那么",
    "恁地": "那么",
    "恁": "那么",
    "辣么": "那么",
    "忒": "太",
    "木有": "没有",
    "自个": "自己",
    "今儿个": "今天",
    "今儿": "今天",
    "明儿个": "明天",
    "明儿": "明天",
    "知不道": "不知道",
    "老子": "我",
    # Sichuan, Hubei, Hunan.
    "撒子": "什么",
    "么子": "什么",
    "么事": "什么",
    "啷个": "怎么",
    "晓不得": "不知道",
    "晓不晓得": "知不知道",
    "晓得": "知道",
    "没得": "没有",
    "莫得": "没有",
    "冇得": "没有",
    "莫": "别",
    "别个": "别人",
    # Shanghai.
    "弗知道": "不知道",
    "勿知道": "不知道",
    "伐知道": "不知道",
    "弗晓得": "不知道",
    "勿晓得": "不知道",
    "伐晓得": "不知道",
    "勿清楚": "不清楚",
    "伐清楚": "不清楚",
    "阿拉": "我们",
    "侬": "你",
    "啥人": "谁",
    "哪能介": "怎么这么",
    "啥体": "什么",
    "勿": "不",
    "弗": "不",
    "烦煞": "烦死",
    "一歇": "一会",
    "勒忙": "在忙",
    "勒海忙": "在忙",
    "寻": "找",
    "今朝": "今天",
    "明朝": "明天",
    "伊": "他",
    # Guangdong.
    "冇": "没有",
    "唔知": "不知道",
    "唔知道": "不知道",
    "唔得": "不行",
    "唔": "不",
    "喺度": "在",
    "喺": "在",
    "啲": "点",
    "点解": "怎么",
    "点知": "怎么知道",
    "乜嘢": "什么",
    "乜": "什么",
    "咩": "什么",
    "咁": "这么",
    "嘅": "的",
    "我哋": "我们",
    "你哋": "你们",
    "佢哋": "他们",
    "佢": "他",
    "边个": "谁",
    "边位": "哪位",
    "边度": "哪里",
    "揾": "找",
    "搵": "找",
    "睇": "看",
    "嚟": "来",
    "咗": "了",
    "听日": "明天",
    "而家": "现在",
    "唔好": "别",
    "话": "说",
    "今日": "今天",
    "点会": "怎么会",
    "冇人": "没有人",
}
"""Words of the dialects that callers and agents use, as Mandarin says them."""

_BESIDE: Final = {
    # 什么事 and 怎么子 are Mandarin already.
    "么子": ("(?<![什怎这那多])", ""),
    "么事": ("(?<![什怎这那多])", ""),
    "老子": ("(?<![您你他她])", ""),
    "莫": ("", "(?=[来急喊吵催问慌闹])"),
    "别个": ("(?<!特)", "(?!性)"),
    "阿拉": ("", "(?!伯)"),
    "勿": ("", "(?=[关清管在办到好识要是来行知晓])"),
    "弗": ("", "(?=[关清管在办到好识要是来行知晓])"),
    "寻": ("(?<=[该爱侬要])", "(?!常)|寻(?=[谁啥])"),
    "今朝": ("", "(?!有)"),
    "伊": ("(?<=[寻找问搵揾])", "(?!人)|伊(?=[勿弗伐]在)"),
    "话": ("(?<=[我佢])", "(?=[唔不])"),
    "唔好": ("", "(?=[来嚟急喊嘈问催嗌])"),
    "唔得": ("", "(?!闲)"),
    "唔": ("", "(?=[关清得管在办到好舒识要使系喺])"),
    "点解": ("(?<=[你您佢侬])", ""),
    "点知": ("(?<=我)", "(?!道)"),
    "咩": ("(?<=[急喊催慌吵嚷吼我])", "|咩(?=事)"),
    "边个": ("(?<![这那旁左右两周身东南西北上下前后里外])", "(?![人别性])"),
    "边位": ("(?<![这那旁左右两周身东南西北上下前后里外])", ""),
    "边度": ("(?<![这那旁左右两周身海湖河江])", "(?![假过数])"),
    "瞅": ("", "(?!准)"),
    "瞧": ("", "(?!不起)"),
}
"""What must stand before and behind a word for it to be the dialect's."""


def _bounded(word: str) -> str:
    before, after = _BESIDE.get(word, ("", ""))
    return f"{before}{word}{after}"


_DIALECT: Final = re.compile("|".join(map(_bounded, sorted(_MANDARIN, key=len, reverse=True))))

_FILLERS: Final = re.compile(
    r"就是说|那个|那什么|怎么说呢|[嗯呃]|唔(?![知关清得管在办到好舒识要使系喺])|(?:(?<!.)|(?<=[嗯呃]))额(?![度外头])"
    r"|(?<=[道楚呢忙了在])[捏嗦啰]|(?<=[管道楚])格$|(?<=[了啦])咩$|(?<=[我你真太])他妈的?(?!妈)"
)

PARTICLES: Final = frozenset("呀呢吧嘛哦噢哎诶啦哈哇呐嗨唉哟欸嘞撒咧呗咯喽喔噻哩啵㗎㖞啩")
"""They colour a sentence and say nothing; 啊 is folded to 呀 before. Not 吗: that makes it a question."""

KEPT_DOUBLE: Final = frozenset("看说讲问谢等想听试查慢好常刚天人家多少早高拜妈爸奶爷哥姐弟妹叔星轻往渐仅偏")
"""Characters that are doubled in good Chinese: 看看, 谢谢."""
_KEPT_PAIRS: Final = frozenset({"找谁", "找哪个", "哪里", "哪个", "清楚"})
"""Pairs that are: 该找谁找谁, 哪里哪里."""

_STUTTER: Final = re.compile(r"(.)\1+|(?<![爱想该要])(.{2,4}?)\2+")
"""One to four characters said again, but not 爱怎样怎样."""


def dialect(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and Mandarin wording of each dialect word, left to right."""
    for word in _DIALECT.finditer(text):
        yield word.start(), word.end(), _MANDARIN[word[0]]


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
            unit = match[1] or match[2]
            kept = match.start() + (2 if unit in KEPT_DOUBLE else 1) * len(unit)
            if unit not in _KEPT_PAIRS and unit.isalpha() and not unit.isascii() and kept < match.end():
                yield kept, match.end()
        start = stop
