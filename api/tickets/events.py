"""What happens to a ticket, as facts of the log. A fact that begins clocks carries them with their due times, so that
folding the log anew needs no calendar and gives the same to the digit. `clocks` are those that it begins, `ends` the
ids of live ones that are not asked for any more.
"""

from api.facts import DeskFact
from api.schemas import Complaint, OpenReason, Relation
from scripts_lib.model import Channel, Clock, Nature, Text, Weight


class TicketFact(DeskFact, frozen=True, kw_only=True):
    """Something that happened to one ticket. `agent_id` is who did it; empty: the desk by itself."""

    number: str
    agent_id: str = ""
    name: str = ""
    """That person's name as it was then."""


class TicketRegistered(TicketFact, frozen=True, kw_only=True):
    """A complaint became a ticket with its number and clocks (CASE-1, CASE-2)."""

    call_id: str = ""
    """Empty where it came by another channel."""
    complaint: Complaint
    clocks: tuple[Clock, ...]
    rules_version: str
    home: str = ""
    site: str = ""
    channel: Channel = Channel.CALL
    why_open: OpenReason = OpenReason.ACT
    found_in: str = ""
    """The ticket on whose way it was found (CASE-4), and which of its problems it is."""
    problem_id: str = ""
    key: str = ""
    """The sender's Idempotency-Key, and the digest of what came with it."""
    digest: str = ""


class TicketSent(TicketFact, frozen=True, kw_only=True):
    """The form went to a department; to another than before with the reason (SLA-1)."""

    department: str
    own_duty: bool = False
    reason: str = ""
    clocks: tuple[Clock, ...] = ()
    ends: tuple[str, ...] = ()


class TicketSigned(TicketFact, frozen=True, kw_only=True):
    """The department signed for the form."""

    signed_by: str


class TicketTaken(TicketFact, frozen=True, kw_only=True):
    """Somebody works on it."""

    note: str = ""


class TicketRefused(TicketFact, frozen=True, kw_only=True):
    """The department does not take it, and why: the centre sends it elsewhere."""

    reason: str


class TicketPassedUp(TicketFact, frozen=True, kw_only=True):
    """Laid before the manager in charge, or the general manager (SLA-2, SLA-3)."""

    role: str
    note: str = ""


class TicketReplied(TicketFact, frozen=True, kw_only=True):
    """The resident was told something; `clear`: the clear answer that SLA-6 asks for."""

    what: str
    clear: bool = False


class TicketProposed(TicketFact, frozen=True, kw_only=True):
    """A solution was proposed to the resident (SLA-7)."""

    what: str


class TicketAnswered(TicketFact, frozen=True, kw_only=True):
    """The department returned the filled form (SLA-9)."""

    cause: str
    measures: str
    result: str
    finished_at: float
    clocks: tuple[Clock, ...] = ()


class TicketSentBack(TicketFact, frozen=True, kw_only=True):
    """The centre checked the answer and did not accept it."""

    reason: str


class TicketSettled(TicketFact, frozen=True, kw_only=True):
    """The matter is done; the follow-up call is owed by `follow_up_due` (SLA-10)."""

    result: str
    follow_up_due: float
    finished_at: float | None = None
    """When the work was finished; None: when it was said."""
    clocks: tuple[Clock, ...] = ()


class TicketTold(TicketFact, frozen=True, kw_only=True):
    """The resident knows the result (SLA-9)."""

    what: str


class TicketRepaired(TicketFact, frozen=True, kw_only=True):
    """The resident signed the repair order, and its copy is back (CASE-4)."""

    order_number: str
    signed_by: str


class TicketChecked(TicketFact, frozen=True, kw_only=True):
    """The result was checked where nothing was repaired (CASE-4)."""

    note: str


class TicketFollowedUp(TicketFact, frozen=True, kw_only=True):
    """The resident was asked (SLA-10)."""

    result: str
    reached: bool = True
    satisfied: bool | None = None


class TicketConsented(TicketFact, frozen=True, kw_only=True):
    """The site head agrees that a grave one is closed (CASE-4)."""

    note: str = ""


class TicketClosed(TicketFact, frozen=True, kw_only=True):
    """Closed (CASE-6)."""

    result: str
    agreed_by: str


class DoubtSettled(TicketFact, frozen=True, kw_only=True):
    """The supervisor was asked whether it is a case: it is, as it stands, and why (CASE-1)."""

    note: str


class TicketDeclined(TicketFact, frozen=True, kw_only=True):
    """It lies outside the contract; politely declined (CMP-3)."""

    reason: str


class TicketReopened(TicketFact, frozen=True, kw_only=True):
    """It was not settled after all; its clocks begin anew."""

    reason: str
    clocks: tuple[Clock, ...] = ()


class TicketSuspended(TicketFact, frozen=True, kw_only=True):
    """It cannot go on (CASE-5); its clocks pause."""

    reason: str


class TicketResumed(TicketFact, frozen=True, kw_only=True):
    """It goes on where it stood; due times move by the pause."""

    reason: str


class TicketReviewed(TicketFact, frozen=True, kw_only=True):
    """The site head's signature in the quarterly review (CASE-5)."""

    quarter: str
    close: bool
    note: str


class TicketWeightChanged(TicketFact, frozen=True, kw_only=True):
    """Another weight, and why (CMP-5); clocks of the old one are void, those of the new begin."""

    weight: Weight
    reason: str
    clocks: tuple[Clock, ...] = ()
    ends: tuple[str, ...] = ()


class TicketNatureChanged(TicketFact, frozen=True, kw_only=True):
    """Another nature, and why (CMP-3): a communicative complaint that was badly handled turns valid."""

    nature: Nature
    reason: str
    clocks: tuple[Clock, ...] = ()
    ends: tuple[str, ...] = ()


class TicketTurnedGrave(TicketFact, frozen=True, kw_only=True):
    """A valid complaint unsolved for one month became grave by itself (SLA-11)."""

    weight: Weight
    clocks: tuple[Clock, ...] = ()
    ends: tuple[str, ...] = ()


class ExtensionAsked(TicketFact, frozen=True, kw_only=True):
    """More time is asked for (SLA-4, SLA-5); `role` may grant it."""

    extension_id: str
    clock_id: str
    until: float
    why: str
    role: str


class ExtensionDecided(TicketFact, frozen=True, kw_only=True):
    """Granted or not."""

    extension_id: str
    granted: bool
    note: str = ""


class TicketRelated(TicketFact, frozen=True, kw_only=True):
    """Another ticket belongs to this one."""

    other: str
    relation: Relation
    problem_id: str = ""


class TicketProblemFound(TicketFact, frozen=True, kw_only=True):
    """A new problem was found on the way (CASE-4)."""

    problem_id: str
    what: str


class TicketNoted(TicketFact, frozen=True, kw_only=True):
    """A word for the story."""

    note: str


class LimitPassed(TicketFact, frozen=True, kw_only=True):
    """A clock's limit passed while nobody stopped it: one step up the ladder (SLA-14). Once for each limit."""

    clock_id: str
    rule: str
    what: Text
    due: float
    level: int
    role: str
    """Who is told."""


class ClocksReckoned(TicketFact, frozen=True, kw_only=True):
    """The clocks were reckoned anew after the calendar or the procedure had changed."""

    clocks: tuple[Clock, ...]
    reason: str


TicketEvent = (
    TicketRegistered
    | TicketSent
    | TicketSigned
    | TicketTaken
    | TicketRefused
    | TicketPassedUp
    | TicketReplied
    | TicketProposed
    | TicketAnswered
    | TicketSentBack
    | TicketSettled
    | TicketTold
    | TicketRepaired
    | TicketChecked
    | TicketFollowedUp
    | TicketConsented
    | TicketClosed
    | DoubtSettled
    | TicketDeclined
    | TicketReopened
    | TicketSuspended
    | TicketResumed
    | TicketReviewed
    | TicketWeightChanged
    | TicketNatureChanged
    | TicketTurnedGrave
    | ExtensionAsked
    | ExtensionDecided
    | TicketRelated
    | TicketProblemFound
    | TicketNoted
    | LimitPassed
    | ClocksReckoned
)
