"""A text that is drawn only when it differs from what stands there, and laid out only when more than figures differ.

Screens say what is to be seen at every beat of their clocks; a terminal, perhaps at the other end of a slow line,
gets only what changed. An agent's console stands idle for hours and may not cost its PC or the network anything.
"""

import re

from textual.content import Content
from textual.visual import VisualType
from textual.widgets import Static

_FIGURE = re.compile(r"\d")


class Steady(Static):
    """Static, less the work that changes nothing."""

    _drawn: Content | None = None

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show this. Clocks that count on in the same places move nothing around them."""
        before, now = self._drawn, content if isinstance(content, Content) else None
        if before is not None and now is not None:
            if before.is_same(now):
                return
            layout = layout and _FIGURE.sub("0", before.plain) != _FIGURE.sub("0", now.plain)
        self._drawn = now
        super().update(content, layout=layout)
