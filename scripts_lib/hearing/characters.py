"""In which characters, traditional or simplified, a recogniser wrote: what it is asked for is written the same way.

One that has begun in traditional characters finds 說完 likely and 说完 hardly at all, though they are the same words.
"""

from functools import cache

from opencc import OpenCC

_SIMPLIFIED, _TRADITIONAL = "t2s", "s2tw"


@cache
def _converter(kind: str) -> OpenCC:
    """Loaded with the first text, so that importing this file costs nothing."""
    return OpenCC(kind)


def written_like(reading: str, text: str) -> str:
    """`text`, which is simplified, in the characters of `reading`."""
    return traditional(text) if _converter(_SIMPLIFIED).convert(reading) != reading else text


@cache
def traditional(text: str) -> str:
    """Simplified characters in traditional ones, as Taiwan writes them, which recognisers learnt from."""
    return str(_converter(_TRADITIONAL).convert(text))
