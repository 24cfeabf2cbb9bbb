"""Which words of a line are not the speaker's own: what a caller, a colleague or the rule book said (SAY-1).

Quotation marks are read in the original text, 业主说 and 您刚才说 in the folded one. Knows no phrase.
"""

import re
from collections.abc import Sequence
from typing import Final

_OPENS: Final = {"「": "」", "『": "』", "“": "”", "‘": "’", "《": "》", '"': '"'}

_OTHERS: Final = (
    r"业主|住户|客户|来电人|对方|租户|邻居|居民|家属|先生|女士|老人|孩子|小孩|保安|保洁员?|前台|师傅|维修工?|工程部|管家"
    r"|同事|楼上|楼下|对面|施工队|装修队|开发商|自来水公司|供电局|居委会|物业|有人|人家|别人|大家|[他她]"
)
_VERBS: Final = r"(?:说|讲|称|表示|反[映应]|提到|回答|答复|回复|问|抱怨|嚷|告诉我|告诉[您你])"

_REPORTING: Final = re.compile(
    rf"(?<![跟对和给向与])(?:{_OTHERS})"
    r"(?:们|刚才|刚刚|自己|当时|一直|也|又|还|就|都|老|总){0,3}(?:[对跟和向](?:您|你|我们?|[他她]))?" + _VERBS
)
_ADDRESSING: Final = re.compile(
    r"(?<![跟对和给向与])[您你](?:刚才|刚刚|自己|当时|一直|也|又|还|就|都|是|可能|会|可|千万|不要|别|不用){0,3}"
    r"(?:说|讲|反[映应]|提到|表示|以为|觉得|认为|担心)(?![话你您了完]|的(?:什么|这|那|事))"
)
_ANYONE: Final = re.compile(r"(?<![我们])(?:说|讲|称|表示|问|回答|反[映应])")
"""Only before a colon: 保安说：不知道."""
_GOING_ON: Final = re.compile(r"(?:还|又|就|也|老|总|一直|并){0,2}(?:说|讲|问|让|叫|骂)(?![了完明清不])")
"""A clause that goes on with what is reported: 业主反映保安态度不好，说急什么."""
_BARE: Final = re.compile(r"说(?=[我你您他她])(?!我[们]?(?:不能|办不了|不行))")
"""At the start of a line somebody else must have said it: 说我不管."""


def reported(text: str, clauses: Sequence[int], ends: Sequence[int], colons: set[int]) -> bytearray:
    """Marks what follows 业主说 or 您说 up to the end of the clause, or of the next one behind a colon.

    `text` is folded; `clauses` and `ends` say for each character its clause and where that ends; `colons` are the
    clauses that a colon ended.
    """
    marked = bytearray(len(text))
    bare = _BARE.match(text)
    if bare is not None:
        _mark(marked, bare.end(), ends[0])
    for pattern in (_REPORTING, _ADDRESSING, _ANYONE):
        for verb in pattern.finditer(text):
            last = verb.end() - 1
            at_colon = clauses[last] in colons and ends[last] == verb.end()
            if clauses[verb.start()] != clauses[last] or (pattern is _ANYONE and not at_colon):
                continue
            stop = ends[last]
            if stop < len(text) and (at_colon or (pattern is not _ANYONE and _goes_on(text, ends, verb.end(), stop))):
                stop = ends[stop]
            _mark(marked, verb.end(), stop)
    return marked


def _goes_on(text: str, ends: Sequence[int], verb_end: int, stop: int) -> bool:
    """Whether the clause at `stop` is reported too: nothing was said before it, or it goes on with 还说."""
    return stop == verb_end or _GOING_ON.match(text, stop, ends[stop]) is not None


def _mark(marked: bytearray, start: int, stop: int) -> None:
    # A clause is marked once from the left; the rest of it needs no second marking.
    if start < stop and not marked[start]:
        marked[start:stop] = b"\x01" * (stop - start)


def quoted_by_marks(text: str) -> bytearray:
    """Which characters stand between quotation marks that are closed again."""
    depth = [0] * (len(text) + 1)
    opened: list[tuple[str, int]] = []
    for place, char in enumerate(text):
        if opened and char == opened[-1][0]:
            depth[opened.pop()[1]] += 1
            depth[place] -= 1
        elif char in _OPENS:
            opened.append((_OPENS[char], place))
    inside, level = bytearray(len(text)), 0
    for place in range(len(text)):
        level += depth[place]
        inside[place] = level > 0
    return inside
