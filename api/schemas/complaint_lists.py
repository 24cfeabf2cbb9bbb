"""Answers to reading in a list of open complaints."""

import msgspec

from api.schemas.homes import ImportFault


class ImportedComplaint(msgspec.Struct, frozen=True, kw_only=True):
    """One complaint of the list. `number` is empty in a dry run."""

    row: int
    old_number: str
    number: str = ""


class ComplaintImport(msgspec.Struct, frozen=True, kw_only=True):
    """What the list adds. With faults nothing is done; `unchanged` were read in before."""

    dry_run: bool
    added: tuple[ImportedComplaint, ...] = ()
    unchanged: int = 0
    faults: tuple[ImportFault, ...] = ()
