"""Numbers as people may see them, and as they are compared (SEC-1). Pure."""

import re
import unicodedata

_PREFIX = re.compile(r"^(?:\+|00)86(?=\d{7,})")
_PLAUSIBLE = re.compile(r"\+?[0-9]{5,20}")
_NOISE = re.compile(r"[\s\-()]")


def masked(number: str) -> str:
    """The number with its middle hidden: `138****1234`; short ones keep only their last two digits."""
    if len(number) >= 7:
        return f"{number[:3]}****{number[-4:]}"
    return "*" * max(0, len(number) - 2) + number[-2:]


def normalised(number: str) -> str:
    """The number as it is stored and compared: no blanks, dashes or brackets, no +86 before it.

    Full-width characters, as a Chinese keyboard types them, are the plain ones.
    """
    return _PREFIX.sub("", _NOISE.sub("", unicodedata.normalize("NFKC", number)))


def plausible(number: str) -> bool:
    """Whether a normalised number may be a telephone's."""
    return _PLAUSIBLE.fullmatch(number) is not None
