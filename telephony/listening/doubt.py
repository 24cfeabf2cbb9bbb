"""What a recogniser claims to have heard though nobody said it: readings that are not believed. Pure.

Whisper was trained on subtitles. On silence, tones and noise it writes what stands under films: thanks for watching,
names of subtitlers, the same word over and over. A phrase found in such a line would accuse an agent of nothing.
"""

import re
import zlib
from typing import Final

from telephony.listening.base import Hypothesis
from telephony.listening.engine import Decoded

NO_SPEECH: Final = 0.6
UNSURE: Final = -0.9
"""Log probability a token: with `NO_SPEECH` nobody spoke."""
HOPELESS: Final = -1.5
"""Below this a reading is guessed, whatever the doubt."""
FOLDS: Final = 2.6
"""A text that deflate shortens to less than one part in so many repeats itself."""
FOLDED_FROM: Final = 60
"""Bytes; shorter texts say nothing by their compression."""
FASTEST: Final = 13.0
"""Characters a second of voice; the fastest speakers reach nine."""
SPARE: Final = 4
"""Characters beyond that rate which are forgiven: the ends of a short segment are not all counted as voice."""

_SUBTITLES: Final = re.compile(
    r"字幕(?:by|组|由|君|志愿|提供|制作)|不吝点赞|点赞.{0,4}(?:订阅|转发|打赏)|(?:订阅|关注).{0,6}频道|明镜(?:与|需要|火拍)"
    r"|(?:谢谢|感谢|多谢).{0,4}(?:观看|收看|收听)|作词|作曲|编曲|词曲|优优独播|[Aa]mara|[Ss]ubtitl|Thank you"
    r"|[Yy]o[Yy]o|下(?:期|集)再见|我们下(?:期|集|次)再"
)
_PROMPT: Final = re.compile(r"简体中文")
"""The prompt, said back (`whisper.py`): no caller of a hotline speaks of it."""
_STAMMER: Final = re.compile(r"(.{2,8}?)\1{3,}|(.)\2{4,}")
"""Of what is left without marks: four times the same words, or five times the same character."""
_SPOKEN: Final = re.compile(r"\w")


def astray(text: str) -> bool:
    """Whether whoever wrote this lost the way: the prompt said back, or the same again and again. Another attempt
    without the prompt may find what was said."""
    heard = "".join(_SPOKEN.findall(text))
    return bool(_PROMPT.search(text) or _STAMMER.search(heard) or _repeats(text))


def believable(decoded: Decoded, voiced_s: float) -> tuple[Hypothesis, ...]:
    """The readings that may stand, best first, for so many seconds of voice; none when nobody spoke.

    How sure the others are is not asked: what was weighed beside the best one stands by that, and where it has fewer
    words each of them is less likely.
    """
    if not decoded.readings:
        return ()
    best = decoded.readings[0]
    if decoded.no_speech > NO_SPEECH and best.score < UNSURE:
        return ()
    if best.score < HOPELESS or not _possible(best.text, voiced_s):
        return ()
    return (best, *(one for one in decoded.readings[1:] if _possible(one.text, voiced_s)))


def _possible(text: str, voiced_s: float) -> bool:
    heard = "".join(_SPOKEN.findall(text))
    spoken = len(heard)
    return spoken > 0 and spoken <= voiced_s * FASTEST + SPARE and not _SUBTITLES.search(text) and not astray(text)


def _repeats(text: str) -> bool:
    raw = text.encode()
    return len(raw) >= FOLDED_FROM and len(raw) / len(zlib.compress(raw)) > FOLDS
