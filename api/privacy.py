"""Numbers as people may see them, and as they are compared (SEC-1). Pure."""

import re
import unicodedata

from telephony.numbers import canonical

_PLAUSIBLE = re.compile(r"\+?[0-9]{5,20}")
_NOISE = re.compile(r"[\s\-()]")


def masked(number: str) -> str:
    """The number with its middle hidden: `138****1234`; short ones keep only their last two digits."""
    if len(number) >= 7:
        return f"{number[:3]}****{number[-4:]}"
    return "*" * max(0, len(number) - 2) + number[-2:]


def normalised(number: str, area_code: str = "") -> str:
    """The number as it is stored and compared: the line's canonical form (`telephony.numbers`).

    Full-width characters, as a Chinese keyboard types them, are the plain ones. What is no number only loses its
    blanks, dashes and brackets.
    """
    return canonical(_NOISE.sub("", unicodedata.normalize("NFKC", number)), area_code)


def plausible(number: str) -> bool:
    """Whether a normalised number may be a telephone's."""
    return _PLAUSIBLE.fullmatch(number) is not None
