"""Numbers and names as people may see them, and numbers as they are compared (SEC-1). Pure."""

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum
from typing import Any, TypeVar

import msgspec

from telephony.numbers import canonical

_PLAUSIBLE = re.compile(r"\+?[0-9]{5,20}")
_NOISE = re.compile(r"[\s\-()]")
_IN_WORDS = re.compile(
    r"(?<![0-9A-Za-z_.])(?:\+?86[ -]?)?(?:1[3-9]\d(?:[ -]?\d{4}){2}|0\d{2,3}[ -]?\d{7,8})(?![0-9A-Za-z_])"
)
"""A mobile or a fixed line of the mainland as people write it into a sentence; not a part of an id."""
T = TypeVar("T")


def masked(number: str) -> str:
    """The number with its middle hidden: `138****1234`; short ones keep only their last two digits."""
    if len(number) >= 7:
        return f"{number[:3]}****{number[-4:]}"
    return "*" * max(0, len(number) - 2) + number[-2:]


def masked_name(name: str) -> str:
    """The name with all but its first character hidden."""
    return name[:1] + "*" * max(0, len(name) - 1)


def veiled(value: T, names: Iterable[str] = ()) -> T:
    """The same struct, dictionary or text, with numbers masked in every sentence of it, and these names too."""
    done: T = _veiled(value, sorted({one for one in names if len(one) > 1}, key=len, reverse=True))
    return done


def _veiled(value: Any, names: list[str]) -> Any:
    if isinstance(value, str):
        return value if isinstance(value, Enum) else _veiled_words(value, names)
    if isinstance(value, tuple):
        return tuple(_veiled(one, names) for one in value)
    if isinstance(value, list):
        return [_veiled(one, names) for one in value]
    if isinstance(value, dict):
        return {key: _veiled(one, names) for key, one in value.items()}
    if not isinstance(value, msgspec.Struct):
        return value
    told = (field for field in value.__struct_fields__ if not field.endswith("_id"))
    return msgspec.structs.replace(value, **{field: _veiled(getattr(value, field), names) for field in told})


def _veiled_words(text: str, names: list[str]) -> str:
    for name in names:
        text = text.replace(name, masked_name(name))
    return _IN_WORDS.sub(lambda found: masked(_NOISE.sub("", found[0])), text)


def normalised(number: str, area_code: str = "") -> str:
    """The number as it is stored and compared: the line's canonical form (`telephony.numbers`).

    Full-width characters, as a Chinese keyboard types them, are the plain ones. What is no number only loses its
    blanks, dashes and brackets.
    """
    return canonical(_NOISE.sub("", unicodedata.normalize("NFKC", number)), area_code)


def plausible(number: str) -> bool:
    """Whether a normalised number may be a telephone's."""
    return _PLAUSIBLE.fullmatch(number) is not None
