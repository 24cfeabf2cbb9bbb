"""A table that shows rows anew without losing its place: only what changed is drawn."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widgets import DataTable

from console.supervisor.rows import Row

GAP, TIGHT = "  ", " "
COLUMN = "row"
"""A row is drawn as one cell: the table draws each cell by itself, seven times the work for fifty agents a second."""


class Grid(DataTable[Content]):
    """Rows by place, written over where they differ; the cursor goes with the row that it is on.

    `spare` counts the last columns that are left out where there is little room.
    """

    def __init__(self, *, id: str, columns: Sequence[str], spare: int = 0) -> None:
        super().__init__(id=id, cursor_type="row", zebra_stripes=False, classes="panel", cell_padding=1)
        self._titles = columns
        self._shown: tuple[Row, ...] = ()
        self._widths: list[int] = []
        self._gap = GAP
        self._spare = spare

    def on_mount(self) -> None:
        """The heads of the columns."""
        self._set_widths([cell_len(title) for title in self._titles])

    def _set_widths(self, widths: list[int]) -> None:
        """Columns of these widths in cells; all rows have to be shown anew."""
        self._widths = widths
        self.clear(columns=True)
        heads = self._line(self._titles)
        self.add_column(heads, key=COLUMN, width=cell_len(heads))

    def _line(self, cells: Sequence[str]) -> str:
        fitted = [set_cell_size(cell, width) for cell, width in zip(cells, self._widths, strict=True)]
        return self._gap.join(fitted[: len(fitted) - self._spare] if self._gap == TIGHT else fitted)

    def tighten(self, tight: bool) -> None:
        """Less between the columns where there is little room."""
        gap = TIGHT if tight else GAP
        if gap != self._gap:
            self._gap, shown = gap, self._shown
            self._set_widths(self._widths)
            self.show(shown)

    @property
    def chosen(self) -> str:
        """The key of the row with the cursor; empty without rows."""
        if 0 <= self.cursor_row < len(self._shown):
            return self._shown[self.cursor_row].key
        return ""

    def show(self, rows: tuple[Row, ...]) -> None:
        """Show these rows."""
        chosen, before, self._shown = self.chosen, self._shown[: self.row_count], rows
        if not self._widths:
            return
        widths = [max(wide, *(cell_len(one.cells[at]) for one in rows), 0) for at, wide in enumerate(self._widths)]
        if widths != self._widths:
            self._set_widths(widths)
            before = ()
        for place, row in enumerate(rows):
            if place >= self.row_count:
                self.add_row(self._drawn(row), key=str(place))
            elif place >= len(before) or before[place] != row:
                self.update_cell(str(place), COLUMN, self._drawn(row))
        for place in reversed(range(len(rows), self.row_count)):
            self.remove_row(str(place))
        keys = [one.key for one in rows]
        if chosen in keys and keys.index(chosen) != self.cursor_row:
            self.move_cursor(row=keys.index(chosen))

    def _drawn(self, row: Row) -> Content:
        return Content.styled(self._line(row.cells), row.style)
