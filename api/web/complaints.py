"""A complaint as it is filled in on a page (CMP-6), by one of us or by a resident. Knows no service.

What is left open follows from the kind (CMP-7). Until somebody has judged it, a complaint counts as valid: the clocks
of a valid one are the strictest.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from api.errors import Invalid
from api.schemas import Complaint
from api.web.fields import as_field, moment
from scripts_lib.model import Catalogue, Content, Nature, Weight

Choice = TypeVar("Choice", bound=StrEnum)

LONGEST = {
    "contact": 64,
    "phone": 32,
    "place": 120,
    "happened_at": 120,
    "target": 120,
    "matter": 2000,
    "demand": 1000,
    "notes": 2000,
    "doubt": 500,
}
"""Characters of each field."""


def complaint_of(typed: Mapping[str, str], catalogue: Catalogue, zone: ZoneInfo) -> Complaint:
    """What was typed as a complaint. Raises Invalid, a message a field, for what is too long or no choice."""
    kind = next((one for one in catalogue.kinds if one.value == typed.get("kind")), None)
    if kind is None:
        raise Invalid(
            "投诉单还有内容没有填好",
            "the complaint form is not complete",
            {"kind": "请选择投诉类别 / choose a kind from the list"} | _too_long(typed),
        )
    wrong = _too_long(typed)
    if wrong:
        raise Invalid("有内容太长", "something is too long", wrong)
    return Complaint(
        contact=typed.get("contact", ""),
        phone=typed.get("phone", ""),
        place=typed.get("place", ""),
        happened_at=typed.get("happened_at", ""),
        target=typed.get("target", ""),
        matter=typed.get("matter", ""),
        demand=typed.get("demand", ""),
        weight=_chosen(Weight, typed.get("weight", ""), kind.weight),
        nature=_chosen(Nature, typed.get("nature", ""), Nature.VALID),
        content=_chosen(Content, typed.get("content", ""), kind.content),
        kind=kind.value,
        department=typed.get("department") or kind.department,
        own_duty=typed.get("own_duty") == "yes",
        requested_by=moment("requested_by", typed.get("requested_by", ""), zone),
        notes=typed.get("notes", ""),
        doubt=typed.get("doubt", ""),
    )


def typed_of(complaint: Complaint, zone: ZoneInfo) -> dict[str, str]:
    """A complaint as the fields of its form show it, for one of us to go through."""
    chosen = ("kind", "weight", "nature", "content", "department")
    found = {name: str(getattr(complaint, name)) for name in (*LONGEST, *chosen)}
    if complaint.requested_by is not None:
        found["requested_by"] = as_field(complaint.requested_by, zone)
    return found


def _chosen(choices: type[Choice], value: str, otherwise: Choice) -> Choice:
    """What was chosen, or what holds where nothing was."""
    return next((one for one in choices if one == value), otherwise)


def _too_long(typed: Mapping[str, str]) -> dict[str, str]:
    return {
        name: f"最多 {longest} 字 / at most {longest} characters"
        for name, longest in LONGEST.items()
        if len(typed.get(name, "")) > longest
    }
