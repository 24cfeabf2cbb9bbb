"""The complaint form without its screen: what it starts from, what is missing, what is sent (CMP-3..7). Pure.

Fields are kept as text, as typed or chosen; this file turns them into the desk's `Complaint` and back into faults
that name the field.
"""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from api.schemas import CallView, Complaint, Disposition, Explained, Outcome
from console.drafts import Draft
from console.format import home
from scripts_lib.model import Catalogue, Content, Nature, Weight

TYPED = ("contact", "phone", "place", "happened_at", "target", "matter", "demand", "requested_by")
CHOSEN = ("kind", "nature", "content", "weight", "department")
REQUIRED = ("contact", "phone", "place", "happened_at", "matter", "demand", *CHOSEN)
YES = "yes"
_TIMES = ("%Y-%m-%d %H:%M", "%m-%d %H:%M")


def prefilled(call: CallView, lang: str) -> dict[str, str]:
    """What is known when a call comes in: who calls, from which number, from which home."""
    known = {"phone": call.number}
    if call.resident is not None:
        known["contact"] = call.resident.name
        known["place"] = home(call.resident, lang)
    return {name: value for name, value in known.items() if value}


def preset(kind: str, catalogue: Catalogue) -> dict[str, str]:
    """What the form starts from for a kind: content, weight and department. Nothing for an unknown kind."""
    for one in catalogue.kinds:
        if one.value == kind:
            return {
                "kind": one.value,
                "content": one.content.value,
                "weight": one.weight.value,
                "department": one.department,
            }
    return {}


def faults(draft: Draft, timezone: str, now: float) -> dict[str, str]:
    """Fields that keep the form from being sent, each with the text key that says why. Empty: it may be sent."""
    if draft.outcome is None:
        return {"outcome": "form.need_outcome"}
    if draft.outcome is Disposition.EXPLAINED:
        return {}
    found = {name: "form.required" for name in REQUIRED if not draft.fields.get(name, "").strip()}
    wanted = draft.fields.get("requested_by", "").strip()
    if wanted:
        at = requested_time(wanted, timezone, now)
        if at is None:
            found["requested_by"] = "form.bad_time"
        elif at <= now:
            found["requested_by"] = "form.past_time"
    return found


def requested_time(typed: str, timezone: str, now: float) -> float | None:
    """`11-25 18:00` (this year, or the next when long past) or with the year, as Unix seconds; None when neither."""
    zone = ZoneInfo(timezone)
    today = datetime.fromtimestamp(now, zone)
    for pattern in _TIMES:
        # A year is put in front for the short form, so that 29 February parses in a leap year only.
        text = typed if "%Y" in pattern else f"{today.year}-{typed}"
        try:
            at = datetime.strptime(text, _TIMES[0]).replace(tzinfo=zone)
        except ValueError:
            continue
        if "%Y" not in pattern and (today - at).days > 180:
            at = at.replace(year=today.year + 1)
        return at.timestamp()
    return None


def outcome_of(draft: Draft, timezone: str, now: float) -> Outcome:
    """What is sent to the desk. Only for a draft without `faults`."""
    if draft.outcome is not Disposition.COMPLAINT:
        return Explained(
            notes=draft.notes,
            script_id=draft.script_id,
            steps=draft.steps,
            clears=draft.clears,
            resident_id=draft.resident_id,
        )
    fields: Mapping[str, str] = {name: value.strip() for name, value in draft.fields.items()}
    wanted = fields.get("requested_by", "")
    return Complaint(
        contact=fields.get("contact", ""),
        phone=fields["phone"],
        place=fields["place"],
        happened_at=fields["happened_at"],
        target=fields.get("target", ""),
        matter=fields["matter"],
        demand=fields["demand"],
        kind=fields["kind"],
        nature=Nature(fields["nature"]),
        content=Content(fields["content"]),
        weight=Weight(fields["weight"]),
        department=fields["department"],
        own_duty=fields.get("own_duty") == YES,
        requested_by=requested_time(wanted, timezone, now) if wanted else None,
        notes=draft.notes,
        script_id=draft.script_id,
        steps=draft.steps,
        clears=draft.clears,
        resident_id=draft.resident_id,
        repeat_of=draft.repeat_of,
    )
