"""Whether what was heard says something else than the phrase that it is taken for.

Nobody is accused by a guess against what the recogniser understood itself. Knows no rule and no reading.
"""

from typing import Final

_DENIES: Final = "不没別别无沒無什怎"
"""And what asks to deny: 跟我们有什么关系."""
_AFFIRMS: Final = "有能会得好會"
_PERSONS: Final = ("我咱俺", "你您妳", "他她它")
_POLITE: Final = "您请請"
"""Who is heard to say 您 or 请 is not guessed to have been rude in these very words."""


def turned(heard: str, meant: str) -> bool:
    """Whether what was heard affirms what the phrase denies, or says it of or to somebody else: 跟我们有关系 and
    跟他们没关系 are never guessed to be 跟我们没关系, nor is 您 to be 你."""
    if any(char in heard for char in _POLITE) and not any(char in meant for char in _POLITE):
        return True
    denied = any(meant.count(char) > heard.count(char) for char in _DENIES)
    affirmed = denied and any(char in heard for char in _AFFIRMS) and not any(char in heard for char in _DENIES)
    of_whom, meant_of = persons_in(heard), persons_in(meant)
    return affirmed or bool(of_whom and meant_of and not of_whom & meant_of)


def persons_in(text: str) -> set[str]:
    """Who is spoken of: the speaker, the one spoken to, others."""
    return {who for who in _PERSONS if any(char in text for char in who)}
