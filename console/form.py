"""The complaint form without its screen: what it starts from, what is missing, what is sent (CMP-3..7). Pure.

Fields are kept as text, as typed or chosen; this file turns them into the desk's `Complaint` and back into faults
that name the field.
"""

from collections.abc import Mapping

from api.schemas import CallView, Complaint, Disposition, Explained, Outcome, Promise
from console.drafts import Draft
from console.format import home
from console.times import read_time
from scripts_lib.advice import needed
from scripts_lib.model import Advice, Catalogue, Content, Nature, Weight

TYPED = (
    "contact",
    "phone",
    "place",
    "happened_at",
    "target",
    "matter",
    "demand",
    "requested_by",
    "promise_what",
    "promise_by",
)
CHOSEN = ("kind", "nature", "content", "weight", "department")
REQUIRED = ("contact", "phone", "place", "happened_at", "matter", "demand", *CHOSEN)
YES = "yes"
DOUBT = "doubt"
"""What the supervisor is asked, in doubt whether it is a case (CASE-1)."""
WRITTEN_LATE_S = 12 * 3600.0


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


def faults(draft: Draft, timezone: str, now: float, advice: Advice) -> dict[str, str]:
    """Fields that keep the form from being sent, each with the text key that says why. Empty: it may be sent."""
    if draft.outcome is None:
        return {"outcome": "form.need_outcome"}
    promise = _promise_faults(draft, timezone, now)
    if draft.outcome is Disposition.EXPLAINED:
        return promise
    wanted_fields = (*REQUIRED, *needed(advice, draft.fields.get("weight", "")))
    found = promise | {name: "form.required" for name in wanted_fields if not draft.fields.get(name, "").strip()}
    wanted = draft.fields.get("requested_by", "").strip()
    if wanted:
        at = read_time(wanted, timezone, now)
        if at is None:
            found["requested_by"] = "form.bad_time"
        elif at <= now:
            found["requested_by"] = "form.past_time"
    return found


def _promise_faults(draft: Draft, timezone: str, now: float) -> dict[str, str]:
    """LINE-8: a promise says what, and by when."""
    what, by = (draft.fields.get(name, "").strip() for name in ("promise_what", "promise_by"))
    if not what and not by:
        return {}
    if not what:
        return {"promise_what": "form.required"}
    at = read_time(by, timezone, now)
    if at is None:
        return {"promise_by": "form.bad_time" if by else "form.required"}
    # The call is written up after it has ended; what was promised for the meantime is still worth keeping.
    return {} if at > now - WRITTEN_LATE_S else {"promise_by": "form.past_time"}


def _promise(draft: Draft, timezone: str, now: float) -> Promise | None:
    what, by = (draft.fields.get(name, "").strip() for name in ("promise_what", "promise_by"))
    at = read_time(by, timezone, now) if what and by else None
    return Promise(what=what, by=at) if at is not None else None


def outcome_of(draft: Draft, timezone: str, now: float) -> Outcome:
    """What is sent to the desk. Only for a draft without `faults`."""
    promise = _promise(draft, timezone, now)
    if draft.outcome is not Disposition.COMPLAINT:
        return Explained(
            notes=draft.notes,
            script_id=draft.script_id,
            steps=draft.steps,
            clears=draft.clears,
            resident_id=draft.resident_id,
            promise=promise,
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
        requested_by=read_time(wanted, timezone, now) if wanted else None,
        notes=draft.notes,
        script_id=draft.script_id,
        steps=draft.steps,
        clears=draft.clears,
        resident_id=draft.resident_id,
        repeat_of=draft.repeat_of,
        promise=promise,
        doubt=fields.get(DOUBT, ""),
    )
