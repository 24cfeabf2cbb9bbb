"""The rows of the worklist: one line each, in columns, under the names of their groups. Draws only."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from console.worklist import WorkLine

GAP = "  "
WIDEST = {"name": 14, "home": 20}
"""Cells after which a column is cut, so that a long name costs nobody else room."""

ROOMY = 100
"""Cells from which the number has a column of its own; it also stands with the whole of the chosen item."""

Groups = Sequence[tuple[str, Sequence[WorkLine]]]


class WorkList(OptionList):
    """Rows that can be chosen by ↑↓; the group's name stands before its rows and cannot."""

    def __init__(self) -> None:
        super().__init__(id="work-items", compact=True)
        self._groups: Groups = ()

    @property
    def chosen(self) -> str:
        """The highlighted item, or nothing."""
        return (self.highlighted_option.id or "") if self.highlighted_option is not None else ""

    def show(self, groups: Groups, chosen: str = "") -> None:
        """Show these; `chosen`, or what was highlighted, or else the first is ready for Enter."""
        before, place = chosen or self.chosen, self.highlighted
        self._groups = groups
        self.clear_options()
        options = list(self._options_of(self.content_size.width or 70))
        self.add_options(options)
        ids = [option.id for option in options]
        if before in ids:
            self.highlighted = ids.index(before)
        elif any(ids):
            # What was worked on is gone: the one that took its place is next.
            near = range(place or 0, len(ids))
            self.highlighted = next((one for one in near if ids[one]), max(i for i, one in enumerate(ids) if one))

    def on_resize(self) -> None:
        """Rows are cut to the width."""
        if self._groups:
            self.show(self._groups)

    def _options_of(self, width: int) -> Sequence[Option]:
        rows = [row for _, members in self._groups for row in members]
        names = ("time", "kind", "name", "home", *(("number",) if width >= ROOMY else ()))
        widths = {
            name: min(max((cell_len(getattr(row, name)) for row in rows), default=0), WIDEST.get(name, width))
            for name in names
        }
        made: list[Option] = []
        for title, members in self._groups:
            made.append(Option(Content.styled(f"{title} · {len(members)}", "bold"), disabled=True))
            made += [Option(_row(row, widths, width), id=row.item_id) for row in members]
        return made


def _row(row: WorkLine, widths: dict[str, int], width: int) -> Content:
    columns = [_cut(getattr(row, name), cells) for name, cells in widths.items()]
    time, *rest = columns
    tried = f"{GAP}{row.tried}" if row.tried else ""
    text = Content.assemble(
        (time, "bold $text-error" if row.urgent else ""),
        GAP + GAP.join(rest),
        (tried, "$text-warning"),
        f"{GAP}{row.matter}",
    )
    return text.truncate(width, ellipsis=True)


def _cut(text: str, cells: int) -> str:
    return Content(text).truncate(cells, ellipsis=True, pad=True).plain
