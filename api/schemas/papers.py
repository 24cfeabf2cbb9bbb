"""Papers (FORM): which forms there are, and what the desk and its press (a process of its own) say to each other."""

from enum import StrEnum

import msgspec


class PaperSubject(StrEnum):
    """What a form is filled with."""

    TICKET = "ticket"
    HANDOVER = "handover"
    MONTH = "month"
    BRIEF = "brief"
    CALLS = "calls"


class PaperFormat(StrEnum):
    """As what it is made."""

    PDF = "pdf"
    DOCX = "docx"


class PaperForm(msgspec.Struct, frozen=True, kw_only=True):
    """A form as `GET /api/papers` lists it. `own` are the formats whose template the site has changed."""

    name: str
    title: str
    english: str
    code: str
    """The letters that its numbers begin with; the rest is the number of its subject."""
    subject: PaperSubject
    own: tuple[PaperFormat, ...] = ()


class PaperForms(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/papers."""

    items: tuple[PaperForm, ...]


class PaperJob(msgspec.Struct, frozen=True, kw_only=True, tag="paper"):
    """To the press: fill this form's template. `words` are texts, numbers, lists and mappings, nothing else."""

    form: str
    format: PaperFormat
    words: dict[str, object]
    site_folder: str
    """The site's own templates, which stand before the shipped ones; need not exist."""


class ColumnKind(StrEnum):
    """What a column of a sheet holds, and so how its cells are written."""

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"  # 0 to 1, shown as per cent
    MOMENT = "moment"  # Unix seconds, written as the site's local date and time


class SheetColumn(msgspec.Struct, frozen=True, kw_only=True):
    """One column: heading, width in characters of the default font, kind."""

    heading: str
    width: float
    kind: ColumnKind = ColumnKind.TEXT


Cell = str | int | float | None


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet of a workbook: title, a line over the table, columns and rows."""

    name: str
    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    """A last row in bold, where there is one."""
    landscape: bool = True


class BookJob(msgspec.Struct, frozen=True, kw_only=True, tag="book"):
    """To the press: an Excel workbook of these sheets, moments in this time zone."""

    sheets: tuple[Sheet, ...]
    timezone: str
    author: str


class PressMade(msgspec.Struct, frozen=True, kw_only=True, tag="made"):
    """From the press: the file."""

    content: bytes


class PressRefused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """From the press: why there is none, and what to do."""

    zh: str
    en: str
    template: bool
    """A template of the site is at fault, not the machine."""


PressJob = PaperJob | BookJob
PressAnswer = PressMade | PressRefused
