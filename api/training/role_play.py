"""The score of a role play (TRN-1): what a trainee did in a simulated call, in marks of 100. Pure.

It looks at the same facts as quality does: the ring, the questions of the script, the five clears, the record, who
hung up. 80 of 100 passes.
"""

import msgspec

from api.schemas import CallDetail, Clear, Complaint, TicketView
from scripts_lib.callers import FIELDS, Fact
from scripts_lib.model import Nature, Text, Weight
from telephony.events import Side, Verdict

PASS = 80
UNANSWERED = "unanswered"
"""What is lacking in a call that nobody picked up."""
RINGS, QUESTIONS, CLEARS, RECORD, JUDGED, ENDING = 20, 20, 20, 20, 10, 10
"""The most of each part; together a hundred."""


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller's part has in it."""

    kind: str
    weight: Weight
    nature: Nature | None = None
    """None: not judged."""
    facts: tuple[Fact, ...] = ()
    """What must stand in the record, beside that no field is empty."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the score, with what was lacking."""

    rule: str
    what: Text
    points: int
    most: int
    lacking: str = ""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Something in what the trainee said, `at_ms` after pick-up; with 0 points it is shown only."""

    rule: str
    what: Text
    points: int
    at_ms: int
    words: str


class PlayScore(msgspec.Struct, frozen=True, kw_only=True):
    """One simulated call. `faults` are empty, too, where nobody listened."""

    call_id: str
    marks: tuple[Mark, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def total(self) -> int:
        """Of 100, and never below 0."""
        return max(0, sum(mark.points for mark in self.marks) - sum(one.points for one in self.faults))


def score(
    detail: CallDetail, ticket: TicketView | None, expected: Expected, faults: tuple[Fault, ...] = ()
) -> PlayScore:
    """The marks of one call; without a ticket the complaint was not registered, and its parts have none."""
    complaint = ticket.complaint if ticket is not None else None
    return PlayScore(
        call_id=detail.call.call_id,
        marks=(
            _rings(detail),
            _questions(complaint),
            _clears(complaint),
            _record(complaint, expected.facts),
            _judged(complaint, expected),
            _ending(detail),
        ),
        faults=faults,
    )


def total(plays: tuple[PlayScore, ...], calls: int = 0) -> int:
    """The whole play: the mean of its calls, rounded down. Those of `calls` that never came to be count 0."""
    return sum(one.total for one in plays) // max(len(plays), calls) if plays else 0


def passed(points: int, by_trainer: int | None) -> bool:
    """Whether a play is passed: 80 by the rules, and by the trainer who gave marks (TRN-1)."""
    return points >= PASS and (by_trainer is None or by_trainer >= PASS)


def answered(detail: CallDetail) -> bool:
    """Whether somebody picked up."""
    return "picked_up" in detail.times_ms


def _rings(detail: CallDetail) -> Mark:
    ring = detail.call.ring
    met = answered(detail) and ring is not None and ring.verdict is not Verdict.MISSED
    lacking = "" if met else f"{ring.ring_ms / 1000:.1f} s" if ring is not None else "-"
    return Mark(
        rule="LINE-1",
        what=Text("三响之内接听", "Picked up within three rings"),
        points=RINGS if met else 0,
        most=RINGS,
        lacking=lacking,
    )


def _questions(complaint: Complaint | None) -> Mark:
    """The script's questions that were shown and answered; skipping is allowed and seen."""
    steps = complaint.steps if complaint is not None else ()
    answered = sum(not step.skipped and bool(step.answer) for step in steps)
    return Mark(
        rule="ASK",
        what=Text("按话术提问", "Asked what the script asks"),
        points=QUESTIONS * answered // len(steps) if steps else 0,
        most=QUESTIONS,
        lacking=f"{answered}/{len(steps)}" if answered < len(steps) or not steps else "",
    )


def _clears(complaint: Complaint | None) -> Mark:
    """CMP-1; what was ticked by hand alone counts half."""
    best: dict[Clear, int] = {}
    for mark in complaint.clears if complaint is not None else ():
        best[mark.clear] = max(best.get(mark.clear, 0), 1 if mark.by_hand else 2)
    missing = [clear.value for clear in Clear if clear not in best]
    return Mark(
        rule="CMP-1",
        what=Text("五清", "The five clears"),
        points=CLEARS * sum(best.values()) // (2 * len(Clear)),
        most=CLEARS,
        lacking=", ".join(missing),
    )


def _record(complaint: Complaint | None, facts: tuple[Fact, ...]) -> Mark:
    """LINE-7: every field counts once, every fact of the caller once."""
    written = {name: str(getattr(complaint, name)).strip() if complaint is not None else "" for name in FIELDS}
    lacking = [name for name in FIELDS if not written[name]]
    lacking += [f"{fact.field}: {fact.wordings[0]}" for fact in facts if not fact.stands_in(written[fact.field])]
    wanted = len(FIELDS) + len(facts)
    return Mark(
        rule="LINE-7",
        what=Text("记录完整", "Everything written down"),
        points=RECORD * (wanted - len(lacking)) // wanted,
        most=RECORD,
        lacking=", ".join(lacking),
    )


def _judged(complaint: Complaint | None, expected: Expected) -> Mark:
    """CMP-3, CMP-5, CMP-7: kind, weight and nature count alike."""
    judged = [(expected.kind, complaint.kind if complaint is not None else None)]
    judged.append((expected.weight.value, complaint.weight.value if complaint is not None else None))
    if expected.nature is not None:
        judged.append((expected.nature.value, complaint.nature.value if complaint is not None else None))
    lacking = [right for right, given in judged if right != given]
    return Mark(
        rule="CMP-5",
        what=Text("类别、性质、等级判断正确", "Kind, nature, weight judged right"),
        points=JUDGED * (len(judged) - len(lacking)) // len(judged),
        most=JUDGED,
        lacking=", ".join(lacking),
    )


def _ending(detail: CallDetail) -> Mark:
    """LINE-5, once the call is over; one that nobody answered ended by nobody's good manners."""
    lacking = Side.AGENT.value if detail.call.ended_by is Side.AGENT else ""
    if not answered(detail):
        lacking = UNANSWERED
    return Mark(
        rule="LINE-5",
        what=Text("等业主先挂断", "The caller hung up first"),
        points=ENDING if not lacking and detail.call.ended_by is not None else 0,
        most=ENDING,
        lacking=lacking,
    )
