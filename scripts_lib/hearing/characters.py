"""In which characters, traditional or simplified, a recogniser wrote: what it is asked for is written the same way.

One that has begun in traditional characters finds 說完 likely and 说完 hardly at all, though they are the same words.
"""

from functools import cache, lru_cache

from opencc import OpenCC

from scripts_lib.line_text import to_simplified


@cache
def _to_traditional() -> OpenCC:
    """As Taiwan writes, which recognisers learnt from. Loaded with the first text, as in `line_text.py`."""
    return OpenCC("s2tw")


def written_like(reading: str, text: str) -> str:
    """`text`, which is simplified, in the characters of `reading`."""
    return _traditional(text) if _is_traditional(reading) else text


@lru_cache(maxsize=8)
def _is_traditional(reading: str) -> bool:
    """Asked for each place of one reading in turn."""
    return str(to_simplified().convert(reading)) != reading


@cache
def _traditional(text: str) -> str:
    return str(_to_traditional().convert(text))
