"""What a list of residents changes in the book: who is new, whose telephones or note differ. Pure.

Who is in the book and not in the list stays. An empty cell says nothing; see `api.residents.table`.
"""

from collections.abc import Iterable, Sequence

import msgspec

from api.privacy import normalised
from api.residents.fields import identity
from api.residents.table import Line
from api.schemas import ImportChange, ImportFault, NewResident, ResidentView


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One resident of the book, and what is to be: None is left as it is."""

    resident: ResidentView
    phones: tuple[str, ...] | None = None
    note: str | None = None

    def shown(self) -> ImportChange:
        """The change field by field, from and to."""
        changes = {}
        if self.phones is not None:
            changes["phones"] = ("; ".join(self.resident.phones), "; ".join(self.phones))
        if self.note is not None:
            changes["note"] = (self.resident.note, self.note)
        return ImportChange(resident=self.resident, changes=changes)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done, all of it or, with faults, nothing."""

    added: tuple[NewResident, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: int = 0
    faults: tuple[ImportFault, ...] = ()


def with_area(lines: Sequence[Line], area_code: str) -> tuple[Line, ...]:
    """The list with its telephones as the book stores them. `area_code` is the site's own."""
    replace = msgspec.structs.replace
    return tuple(
        replace(line, resident=replace(line.resident, phones=_whole(line.resident.phones, area_code)))
        for line in lines
    )


def plan(lines: Sequence[Line], book: Iterable[ResidentView], area_code: str = "") -> Plan:
    """Compare a list, as `with_area` gives it, with the book."""
    there: dict[tuple[str, ...], list[ResidentView]] = {}
    for one in book:
        there.setdefault(identity(one.name, one.building, one.unit, one.room), []).append(one)
    added: list[NewResident] = []
    changed: list[Change] = []
    faults: list[ImportFault] = []
    unchanged = 0
    for line in lines:
        new = line.resident
        same = there.get(identity(new.name, new.building, new.unit, new.room), [])
        if len(same) > 1:
            faults.append(_twice(line.row, new))
        elif not same:
            added.append(new)
        elif (change := _change(same[0], new, line.says, area_code)) is not None:
            changed.append(change)
        else:
            unchanged += 1
    return Plan(added=tuple(added), changed=tuple(changed), unchanged=unchanged, faults=tuple(faults))


def _change(old: ResidentView, new: NewResident, says: frozenset[str], area_code: str) -> Change | None:
    other_phones = (
        "phones" in says
        and set(new.phones) != set(old.phones)
        and set(new.phones) != set(_whole(old.phones, area_code))  # stored before the area code was set
    )
    other_note = "note" in says and new.note != old.note.strip()
    if not other_phones and not other_note:
        return None
    return Change(resident=old, phones=new.phones if other_phones else None, note=new.note if other_note else None)


def _whole(phones: Iterable[str], area_code: str) -> tuple[str, ...]:
    """Each number once, local ones with the area code."""
    return tuple(dict.fromkeys(normalised(phone, area_code) for phone in phones))


def _twice(row: int, new: NewResident) -> ImportFault:
    return ImportFault(
        row=row,
        zh=f"{new.name} 在册里这一户有两条，不知该改哪一条",
        en=f"{new.name} is in the book twice for this home; which one is meant is not known",
    )
