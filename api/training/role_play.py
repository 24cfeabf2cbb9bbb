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


class PlayScore(msgspec.Struct, frozen=True, kw_only=True):
    """One simulated call."""

    call_id: str
    marks: tuple[Mark, ...]

    @property
    def total(self) -> int:
        """Of 100."""
        return sum(mark.points for mark in self.marks)


def score(detail: CallDetail, ticket: TicketView | None, expected: Expected) -> PlayScore:
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
    )


def total(plays: tuple[PlayScore, ...]) -> int:
    """The whole play: the mean of its calls, rounded down; nothing for none."""
    return sum(one.total for one in plays) // len(plays) if plays else 0


def _rings(detail: CallDetail) -> Mark:
    ring = detail.call.ring
    met = ring is not None and ring.verdict is not Verdict.MISSED
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
    first = detail.call.ended_by is Side.AGENT
    return Mark(
        rule="LINE-5",
        what=Text("等业主先挂断", "The caller hung up first"),
        points=0 if first else ENDING,
        most=ENDING,
        lacking="" if not first else Side.AGENT.value,
    )
