"""Whether words that look like a forbidden phrase are one where they stand (SAY-1).

不知道 is a fault as an answer, not in 您知道不知道, not when the caller is quoted, not behind 就算. In doubt it is
none. Looks at the folded line only; knows no finder.
"""

import re
from collections.abc import Sequence
from typing import Final

from scripts_lib.line_text import Line
from scripts_lib.model import Severity
from scripts_lib.wordings import Wording

Excuses = Sequence[re.Pattern[str]]
"""The polite wordings of a phrase, as patterns for a folded line."""

LONG_ENOUGH: Final = 6
"""A phrase of so many characters does not come about by chance, even across a full stop."""

_HEDGED_UP_TO: Final = 9
"""A longer phrase is meant, whatever stands before it."""

_WINDOW: Final = 24
"""How far the context of a phrase is read to either side, in characters: keeps the time linear."""

_INTERJECTIONS: Final = re.compile(r"(?:哎|唉|嗨|喂|嘿|诶|好的?|行)*")

_LEADS: Final = re.compile(
    r"(?:我们|咱们|咱|我|这边|这里|这个|这件|这事|那边|那|这|问题|事情|事|情况|具体的?|目前|暂时|现在|对不起|很?抱歉"
    r"|不好意思|您好|你好|喂|可|也|又|真的|真|实在|还|都|是|就|反正|谁|行|算了|好的?|说实话|老实说|问我|问我们|前台|客服|压根|根本|完全)*"
)
"""Words that may stand before an answer without making it another sentence: 这个我也不知道."""

_SUBJECT: Final = re.compile(
    r"(?<![让叫诉问跟给请对和])(?:我们|咱们|我)(?:这边|这里|这|前台|客服|物业|部门|管理处)?(?:对?这个(?:问题|事|情况)?)?"
    r"(?:不太?清楚|不懂|没办法|管不了|什么|怎么|谁)?(?:也|真的|真|都|还|又|实在|确实|压根|根本|完全|可|暂时|现在|目前|暂|并|是|就)*$"
)
"""The speaker as the subject right before the phrase: 这个业务的情况我不知道."""

_TOPIC: Final = re.compile(
    r"(?<!您)[^您你他她业住人家]{0,9}(?:的事情?|的问题|的情况|的原因|的时间|这事|这件事|这个情况"
    r"|(?:什么时候|几点|哪天|多久|为什么)[^您你他她]{0,4})(?:我们?)?(?:也|都|真|可|还)*"
)
"""What the answer is about, before it: 停水的事情不知道."""

_PARTICLES: Final = re.compile(r"[了的]*(?:我们?)?")
"""What may end an answer, or be put behind it: 不知道呀我. Not 吗: that is a question."""

_RUNS_ON: Final = re.compile(
    r"你(?:先|就|还是|自己|直接|赶紧|改天|明天|最好|去|上|再|别|不要|可以)*(?:问|打|找|等|看|报|叫|别|去|来|上|想办法)(?![过了没])"
    r"(?!.*(?:没有?|[吗没])$)"
)
"""An order behind an answer, with no comma heard before it: 不知道你等通知吧. Not 不知道你问过没有."""

_HEDGES: Final = re.compile(
    r"如果|要不是|幸亏|幸好|多亏|否则|[您你]不(?:说|提|讲|打|反映)|要是|万一|假如|假使|就算|即使|哪怕|虽然|虽说|即便|纵使|除非|谁(?:说|讲)|是不是|没有$"
    r"|(?:不是|不会|不能|不该|不要|不可以|不许|不准|绝不|决不|别|禁止|怎么能|怎么会|怎能|哪能|不可能)(?:再?说)?$"
)
"""Before a phrase these take the sting out: 就算跟我们没关系, 不会说没办法解决."""


_HELP: Final = re.compile(
    r"(?:但是?|可是?|不过|只是|那|所以)?(?:我们?|咱们?)?(?:现在|马上|立刻|这就|就|先|可以|会|来|再|也|都|一定|赶紧|赶快|尽快|去)*"
    r"(?:[帮给替][您你]|(?<=先).您|(?:请|找|换|上报|升级|反映|汇报)(?![您你])|(?:派|安排|送|寄|上门|登记|记下|记录|转告|转达|报给|交给|线上|网上)|(?<=[我在上刻就先会来再])(?:打个?电话|去)*(?:问|查|核实|了解|确认|联系)"
    r"|请[您你]先?(?:告诉我|提供|描述|(?:说|讲|报)一下))"
)
"""What makes up for an answer that one does not have: 我马上帮您问. Recognisers mishear 给 in 先给您."""
_WHO_KNOWS: Final = re.compile(r"[^我您你]{0,9}(?:知道|清楚|了解|懂|负责)")
"""Somebody else, to whom one may be led."""


_OF_OTHERS: Final = re.compile(
    r"(?:[您你他她它]|(?<![我咱])们|业主|住户|租户|客户|邻居|居民|师傅|同事|楼上|楼下|大家|有人|人家|公司|局)"
    r"(?:自己|可能|恐怕|也许|也|还|都|又|就|要|并|真|实在|确实|暂时|目前|现在|一时|可|是|会|可以|什么|一点|说){0,3}$"
)
"""Right before an answer: somebody else is its subject."""
_LEADS_ON: Final = re.compile(r"(?:能|能够|别|甭|不要|不用|不可以|不许|不准|不会|不必|请|想|敢|得|被|把|让|有点)$")
"""Right before it: the words are ruled by a verb: 不能随便."""
_GOES_ON: Final = re.compile(
    r"的(?!话)|是(?:哪|谁|什么|不是)|[哪谁几]|什么|怎么|多少|多久|能不能|有没有|[您他她]|.{2,}(?:没有?|[不吗好对])$"
)
"""Right behind an answer: it tells of what, and whose: 不清楚的, 不知道是哪个阀门, 随便哪天, 不知道我说清楚了没有."""


def belongs(line: Line, start: int, end: int, excuses: Excuses) -> bool:
    """Whether the words from `start` to `end` of the line, a fault as an answer of their own, belong to what stands
    right beside them. `excuses` as for `is_fault`."""
    before = _before(line, start)
    after = line.text[end : line.ends[end - 1]]
    return bool(
        line.quoted[start]
        or _hedged(line, start, end)
        or _excused(line.text, start, end, excuses)
        or _OF_OTHERS.search(before)
        or _LEADS_ON.search(before)
        or _GOES_ON.match(after)
    )


def is_fault(line: Line, wording: Wording, start: int, end: int, excuses: Excuses, said: str = "") -> bool:
    """Whether `wording`, found from `start` to `end` of the line, is a fault there.

    `excuses` are the polite wordings of its phrase. `said` is the wording where the line only sounds like it:
    把您反死了 is as polite as 把您烦死了.
    """
    return (
        not line.quoted[start]
        and not (wording.gapped and line.quoted[end - 1])
        and _holds_together(line, wording, start, end)
        and _in_place(line, wording, start, end)
        and not _hedged(line, start, end)
        and not (wording.phrase.severity is Severity.REFUSAL and _names_something(line, end))
        and not (wording.phrase.unless_helped and _helped(line, end))
        and not _excused(line.text, start, end, excuses, wording.gapped)
        and not (said and _excused(line.text[:start] + said + line.text[end:], start, start + len(said), excuses))
    )


def _holds_together(line: Line, wording: Wording, start: int, end: int) -> bool:
    """False when a full stop or comma splits a short wording that has none itself: 请您别着急，什么时候发现的.

    Marks between all of its characters are no punctuation: 不，知，道.
    """
    breaks = line.breaks[end - 1] - line.breaks[start]
    return breaks <= wording.marks or end - start >= LONG_ENOUGH or breaks == end - start - 1


def _in_place(line: Line, wording: Wording, start: int, end: int) -> bool:
    if wording.exclaimed and not line.particles[end - 1]:
        return False
    if wording.first_words and not (start < _WINDOW and _INTERJECTIONS.fullmatch(line.text[:start])):
        return False
    if wording.begins and not _begins_answer(line, start):
        return False
    if wording.at_start and line.starts[start] != start:
        return False
    return not wording.ends or _ends_clause(line, end)


def _begins_answer(line: Line, start: int) -> bool:
    before = _before(line, start)
    return any((_LEADS.fullmatch(before), _SUBJECT.search(before), _TOPIC.fullmatch(before)))


def _ends_clause(line: Line, end: int) -> bool:
    after = line.text[end : min(line.ends[end - 1], end + _WINDOW)]
    return _PARTICLES.fullmatch(after) is not None or _RUNS_ON.match(after) is not None


def _hedged(line: Line, start: int, end: int) -> bool:
    return end - start <= _HEDGED_UP_TO and _HEDGES.search(_before(line, start)) is not None


def _names_something(line: Line, end: int) -> bool:
    """True when a refusal only tells which thing is meant: 我处理不了的会请主管来."""
    after = line.text[end : min(line.ends[end - 1], end + 2)]
    return len(after) == 2 and after[0] == "的" and after[1] not in "你了"


def _helped(line: Line, end: int) -> bool:
    """Help is offered in the next clause, or behind it where that says who knows: 财务的同事知道，我帮您接过去."""
    clause = line.ends[end - 1]
    if clause < len(line.text) and _WHO_KNOWS.fullmatch(line.text, clause, line.ends[clause]):
        clause = line.ends[clause]
    return clause < len(line.text) and _HELP.match(line.text, clause) is not None


def _before(line: Line, start: int) -> str:
    return line.text[max(line.starts[start], start - _WINDOW) : start]


def _excused(text: str, start: int, end: int, excuses: Excuses, gapped: bool = False) -> bool:
    """True when a polite wording stands there that reaches out of the phrase, or is it: 您知道不知道, 急什么时候.

    It may also stand within a phrase that has a gap: 出去的时候带好门禁卡，今天不办公.
    """
    last = end + _WINDOW
    for excuse in excuses:
        match = excuse.search(text, max(0, start - _WINDOW), last)
        while match is not None and match.start() < end:
            inside = start <= match.start() and match.end() <= end and not gapped
            if match.end() > start and (not inside or match.span() == (start, end)):
                return True
            match = excuse.search(text, match.start() + 1, last)
    return False
