"""Text that is broken as Chinese is set: between any two characters, but never a comma at the start of a line.

The terminal library breaks at spaces only, which tears a numbered Chinese sentence off its number. Latin words stay
whole here too. Cell widths are the terminal's (a Chinese character is two).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.visual import Visual
from textual.widgets import Static

NOT_FIRST = frozenset("，。、；：？！）》」』”’…—·,.;:?!)]}%")
SEPARATOR = "\u3000"
NOT_LAST = frozenset("（《「『“‘([{")


@dataclass(frozen=True)
class Line:
    """One paragraph; its following lines are indented by `hang` cells."""

    content: Content
    hang: int = 0
    whole: bool = False
    """Break after an ideographic space (U+3000) where that is possible: a list of phrases."""


def breaks(text: str, width: int, hang: int = 0, *, whole: bool = False) -> list[int]:
    """Offsets at which `text` is broken so that no line is wider than `width` cells (a lone wide word is cut)."""
    found: list[int] = []
    start, used, last, within = 0, 0, 0, 0
    for place, char in enumerate(text):
        room = width if not found else width - hang
        cells = cell_len(char)
        if place > start and used + cells > room and not char.isspace():
            cut = next((one for one in (last, within) if one > start), place)
            found.append(cut)
            start = cut
            used = cell_len(text[cut:place])
        used += cells
        if _may_break(text, place + 1):
            within = place + 1
        if not whole or char == SEPARATOR:
            last = place + 1 if char == SEPARATOR else within
    return found


def _may_break(text: str, place: int) -> bool:
    """Whether a line may end before `place`."""
    if place >= len(text):
        return False
    before, after = text[place - 1], text[place]
    if after in NOT_FIRST or before in NOT_LAST or after.isspace():
        return False
    if before == ":" and after.isdigit():  # 11:00 is one word
        return False
    return before.isspace() or cell_len(before) == 2 or cell_len(after) == 2 or before in NOT_FIRST - {"."}


def wrapped(line: Line, width: int) -> list[Content]:
    """The paragraph as lines of at most `width` cells."""
    plain = line.content.plain
    if not plain or width < 4:
        return [line.content]
    cuts = breaks(plain, width, line.hang, whole=line.whole)
    pieces = line.content.divide(cuts) if cuts else [line.content]
    indent = Content(" " * line.hang)
    trimmed = [piece.rstrip() for piece in pieces]
    return [piece if number == 0 else Content.assemble(indent, piece) for number, piece in enumerate(trimmed)]


class Flow(Static):
    """Paragraphs that fill the width they are given."""

    DEFAULT_CSS = "Flow { width: 1fr; height: auto; text-wrap: nowrap; }"

    def __init__(self, *, id: str, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._lines: tuple[Line, ...] = ()

    def show(self, lines: Sequence[Line | Content]) -> None:
        """Show these paragraphs."""
        self._lines = tuple(line if isinstance(line, Line) else Line(line) for line in lines)
        self.refresh(layout=True)

    @property
    def plain(self) -> str:
        """The text without styles, paragraphs as lines."""
        return "\n".join(line.content.plain for line in self._lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the width makes of it."""
        return sum(len(wrapped(line, width)) for line in self._lines)

    def render(self) -> Visual:
        """Broken for the present width."""
        width = self.content_size.width or 80
        return Content("\n").join(piece for line in self._lines for piece in wrapped(line, width))
