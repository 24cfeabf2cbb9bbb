"""Names of keys: how people write them in a file, how Textual calls them, how the screen shows them. Pure.

Knows no action and no screen. A key is refused here for what a terminal can send, never for what it does.

Terminals send bytes of the 1970s: Ctrl+I is Tab, Ctrl+M is Enter, Ctrl+H is Backspace, Ctrl+J is a line feed and
Ctrl+[ is Esc; Ctrl+Shift+letter and Ctrl+digit do not exist; Alt+letter is Esc and a letter, which no
program can tell from the two typed fast. Windows Terminal keeps Ctrl+Shift+* for itself and pastes on Ctrl+V.
"""

import re
from enum import Enum


class Wrong(Enum):
    """Why a name is no key of ours."""

    UNKNOWN = "unknown"
    """Nothing is called that."""
    UNSENDABLE = "unsendable"
    """A terminal cannot send it, or sends it as another key."""
    TAKEN = "taken"
    """The terminal or the text fields use it themselves."""


class BadKey(ValueError):
    """A name that is no key of ours; carries the name as it was written, and why."""

    def __init__(self, name: str, why: Wrong) -> None:
        super().__init__(f"{name}: {why.value}")
        self.name = name
        self.why = why


NAMED = {
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "ins": "insert",
    "del": "delete",
    **{
        one: one
        for one in (
            *("escape", "enter", "tab", "backspace", "space", "up", "down", "left", "right"),
            *("home", "end", "pageup", "pagedown", "insert", "delete"),
        )
    },
}
MOVING = frozenset({"up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete"})
"""Keys that a terminal also sends with Ctrl, Shift or Alt."""
SIGNS = {
    "?": "question_mark",
    "!": "exclamation_mark",
    "/": "slash",
    "\\": "backslash",
    "]": "right_square_bracket",
    "[": "left_square_bracket",
    "^": "circumflex_accent",
    "_": "underscore",
    "@": "at",
    ".": "full_stop",
    ";": "semicolon",
    ":": "colon",
    "-": "minus",
    "+": "plus",
    "*": "asterisk",
    "=": "equals_sign",
    "#": "number_sign",
    "`": "grave_accent",
    "'": "apostrophe",
}
_SIGN_OF = {name: sign for sign, name in SIGNS.items()}
CONTROL_SIGNS = {"\\": "ctrl+backslash", "]": "ctrl+right_square_bracket", "^": "ctrl+circumflex_accent"} | {
    "_": "ctrl+underscore",
    "@": "ctrl+@",
    "space": "ctrl+@",
}
"""Signs that exist with Ctrl, by the byte that a terminal sends."""
SAME_AS = frozenset({"i", "m", "h", "j"})
"""Letters that with Ctrl are Tab, Enter, Backspace and line feed."""
TERMINALS_OWN = frozenset({"c", "v"})
"""Copy and paste, in the terminal or in a field."""
WRITTEN = {
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "backslash": "\\",
    "right_square_bracket": "]",
    "circumflex_accent": "^",
    "underscore": "_",
}
_FUNCTION = re.compile(r"f([1-9]|1\d|2[0-4])")
_ORDER = ("ctrl", "alt", "shift")
_MODIFIERS = {"control": "ctrl", "meta": "alt", **{one: one for one in _ORDER}}


def canonical(name: str) -> str:
    """Textual's name of the key that people write as `Ctrl+E`, `ctrl-e`, `F2`, `?` or `PgUp`. Raises BadKey."""
    held, last = _parts(name)
    if not held:
        return _plain(name, last)
    if held == {"ctrl"} and (last in CONTROL_SIGNS or _letter(last)):
        return _control(name, last)
    if _FUNCTION.fullmatch(last) or NAMED.get(last) in MOVING:
        return "+".join([*(one for one in _ORDER if one in held), NAMED.get(last, last)])
    if held == {"shift"} and last == "tab":
        return "shift+tab"
    known = len(last) == 1 or last in NAMED
    raise BadKey(name, Wrong.UNSENDABLE if known else Wrong.UNKNOWN)


def _parts(name: str) -> tuple[set[str], str]:
    """Modifiers held, and the key; `+` and `-` both join, and either may be the key itself."""
    rest = name.strip()
    held: set[str] = set()
    while match := re.match(r"([A-Za-z]+)\s*[+-]\s*(?=\S)", rest):
        modifier = _MODIFIERS.get(match[1].lower())
        if modifier is None:
            raise BadKey(name, Wrong.UNKNOWN)
        held.add(modifier)
        rest = rest[match.end() :]
    last = rest if len(rest) == 1 and not held else rest.lower()
    return held, _SIGN_OF.get(last, last)


def _letter(last: str) -> bool:
    return len(last) == 1 and "a" <= last <= "z"


def _control(name: str, last: str) -> str:
    if last in SAME_AS:
        raise BadKey(name, Wrong.UNSENDABLE)
    if last in TERMINALS_OWN:
        raise BadKey(name, Wrong.TAKEN)
    return CONTROL_SIGNS.get(last, f"ctrl+{last}")


def _plain(name: str, last: str) -> str:
    if _FUNCTION.fullmatch(last.lower()):
        return last.lower()
    if last.lower() in NAMED:
        return NAMED[last.lower()]
    if last in SIGNS:
        return SIGNS[last]
    if len(last) == 1 and last.isascii() and last.isalnum():
        return last
    raise BadKey(name, Wrong.UNKNOWN)


def typed(key: str) -> bool:
    """Whether this key writes or moves in a text field, so that an action that works while typing may not have it."""
    return len(key) == 1 or key in _SIGN_OF or key in NAMED.values()


def written(key: str) -> str:
    """The key as the screen shows it: `ctrl+e` as Ctrl+E."""
    *held, last = key.split("+") if not key.endswith("+") else [key]
    shown = WRITTEN.get(last) or _SIGN_OF.get(last) or (last.upper() if len(last) == 1 and held else last)
    if len(shown) > 1 and shown not in WRITTEN.values():
        shown = shown.capitalize()
    return "+".join([*(one.capitalize() for one in held), shown])
