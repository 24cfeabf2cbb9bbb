"""A ticket with its whole life: who had it when, what was answered, what it waits for (CMP-2, SLA, CASE)."""

from enum import StrEnum

import msgspec

from api.schemas.calls import CallView
from api.schemas.lists import Page
from api.schemas.tickets import Complaint, TicketState
from scripts_lib.model import Channel, Clock, Nature, Text, Weight


class OpenReason(StrEnum):
    """Why a case is opened (CASE-1)."""

    ACT = "act"  # someone must go and act
    FAULT_FOUND = "fault_found"  # a manager or staff found a fault that needs follow-up
    QUESTION = "question"  # a question needs follow-up
    URGENT = "urgent"  # an urgent call for help
    INQUIRY = "inquiry"  # help to find out something outside our power


class Relation(StrEnum):
    """How another ticket belongs to this one."""

    REPEAT = "repeat"  # the home complains of the same again
    SAME_CAUSE = "same_cause"
    FOUND_ON_THE_WAY = "found_on_the_way"  # a new problem, opened as its own case (CASE-4)
    OTHER = "other"


class Related(msgspec.Struct, frozen=True, kw_only=True):
    """Another ticket."""

    number: str
    relation: Relation


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Who did something, when, and what was said of it. `name` is as it stood then."""

    at: float
    agent_id: str
    name: str
    note: str = ""


class PassedUp(Mark, frozen=True, kw_only=True):
    """It was laid before this role (SLA-2, SLA-3). Older records have it at the beginning of `note`."""

    role: str = ""


class DoubtEnd(StrEnum):
    """How a doubt whether it is a case was settled (CASE-1)."""

    STANDS = "stands"  # opened rightly, as it stands
    NATURE = "nature"
    WEIGHT = "weight"
    DECLINED = "declined"


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever registered it asked the supervisor whether it is a case (CASE-1)."""

    asked: Mark
    """`note` is the question."""
    settled: Mark | None = None
    """`note` is the answer. None: nobody has answered."""
    end: DoubtEnd | None = None


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A department did not take the matter, and why."""

    at: float
    department: str
    name: str
    reason: str


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The form as the department filled it in (「投诉处理表」)."""

    at: float
    agent_id: str
    name: str
    cause: str
    measures: str
    result: str
    finished_at: float
    """When the work was finished; the form comes back on the same day (SLA-9)."""


class RepairOrder(msgspec.Struct, frozen=True, kw_only=True):
    """The repair order that the resident signed; its copy is back (「维修服务单」, CASE-4)."""

    at: float
    agent_id: str
    order_number: str
    signed_by: str


class FollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the follow-up (SLA-10). Nobody reached: `satisfied` is None."""

    at: float
    agent_id: str
    result: str
    reached: bool = True
    satisfied: bool | None = None


class ProblemFound(msgspec.Struct, frozen=True, kw_only=True):
    """A new problem that was found on the way (CASE-4). Until it has its own case the first one stays open."""

    problem_id: str
    at: float
    what: str
    ticket_number: str = ""


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """More time for one clock, asked for and decided (SLA-4, SLA-5)."""

    extension_id: str
    clock_id: str
    until: float
    why: str
    asked_at: float
    asked_by: str
    role: str
    """Who may grant it: this role, or one above it."""
    granted: bool | None = None
    """None: not decided yet."""
    decided_at: float | None = None
    decided_by: str = ""
    note: str = ""


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """A limit passed, and who was told: one step up the ladder each time (SLA-14)."""

    at: float
    clock_id: str
    rule: str
    what: Text
    due: float
    level: int
    role: str


class Suspension(msgspec.Struct, frozen=True, kw_only=True):
    """It cannot go on, since when and why (CASE-5)."""

    at: float
    reason: str
    before: TicketState
    """Where it goes on from."""


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """The quarterly review of one that cannot go on, with the site head's signature (CASE-5)."""

    at: float
    quarter: str
    """`2026Q4`."""
    name: str
    close: bool
    note: str


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """Final result, who agreed, who closed, when (CASE-6)."""

    at: float
    agent_id: str
    name: str
    result: str
    agreed_by: str


class TicketView(msgspec.Struct, frozen=True, kw_only=True):
    """A complaint with its number and its clocks, nearest due first. Times are Unix seconds."""

    number: str
    state: TicketState
    channel: Channel
    registered_at: float
    registered_by: str
    call_id: str | None
    complaint: Complaint
    """As it was registered; weight, nature and department as they are now stand below."""
    clocks: tuple[Clock, ...]
    """Running ones first, nearest due first; then paused, then ended ones."""
    rules_version: str
    weight: Weight
    nature: Nature
    department: str
    own_duty: bool
    owner: str
    """The first agent who took it follows it to its end (LINE-10)."""
    home: str = ""
    """Building, unit and room, `3|2|501`."""
    site: str = ""
    why_open: OpenReason = OpenReason.ACT
    doubt: Doubt | None = None
    repeats: tuple[str, ...] = ()
    """Later tickets of the home that complain of the same again."""
    related: tuple[Related, ...] = ()
    sent: Mark | None = None
    """When the form went to `department`."""
    signed: Mark | None = None
    """Who signed for it, by name (「投诉处置记录表」)."""
    in_hand: Mark | None = None
    refusals: tuple[Refusal, ...] = ()
    passed_up: tuple[PassedUp, ...] = ()
    """Laid before a manager."""
    replied: Mark | None = None
    proposed: Mark | None = None
    answer: Answer | None = None
    done_at: float | None = None
    """When the work was finished."""
    result: str = ""
    told: Mark | None = None
    repair_order: RepairOrder | None = None
    checked: Mark | None = None
    followed_up_at: float | None = None
    follow_up: FollowUp | None = None
    consent: Mark | None = None
    """The site head's, to closing a grave one (CASE-4)."""
    problems: tuple[ProblemFound, ...] = ()
    extensions: tuple[Extension, ...] = ()
    passed: tuple[Passed, ...] = ()
    level: int = 0
    """How far up the ladder it is (SLA-14)."""
    suspended: Suspension | None = None
    reviews: tuple[Review, ...] = ()
    reopened: int = 0
    reopened_at: float | None = None
    """When last; its clocks began anew then."""
    tries: int = 0
    """Follow-ups that reached nobody."""
    declined: Mark | None = None
    closing: Closing | None = None

    @property
    def began_at(self) -> float:
        """When its clocks began: at its registration, or when it was last reopened."""
        return self.registered_at if self.reopened_at is None else self.reopened_at

    @property
    def handed_at(self) -> float:
        """When it came to its department, as far as it did: by then the department had the name that it is shown."""
        return self.registered_at if self.sent is None else self.sent.at


class TicketDuty(msgspec.Struct, frozen=True, kw_only=True):
    """What a ticket waits for, and whom. Department and person are empty where it may be anybody of the role."""

    role: str
    what: str
    """`send`, `sign`, `take`, `answer`, `check`, `tell`, `follow_up`, `close`, `consent`, `decide`, `pass_up`,
    `review`, `reply`, `chase` and `look` (a limit passed, SLA-14), `laid` (before a manager), `judge_doubt` (CASE-1).
    """
    department: str = ""
    person: str = ""
    due: float | None = None


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to POST /api/calls/{call_id}/disposition."""

    call: CallView
    ticket: TicketView | None = None


class TicketPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/tickets."""

    page: Page
    items: tuple[TicketView, ...]


class WorkItem(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket that waits for somebody, and for what."""

    duty: TicketDuty
    ticket: TicketView


class WorkPage(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/tickets/mine: nearest due first. `counts` has how many wait, by what for."""

    page: Page
    counts: dict[str, int]
    items: tuple[WorkItem, ...]


class StoryLine(msgspec.Struct, frozen=True, kw_only=True):
    """One fact of a ticket's life. `kind` is its name in the log, `facts` what it says."""

    number: int
    """Its place in the log."""
    at: float
    kind: str
    agent_id: str
    name: str
    """Of the person who did it; empty: the desk by itself."""
    facts: dict[str, object]


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/tickets/{number}/story: the ticket, all that happened, what it waits for."""

    ticket: TicketView
    lines: tuple[StoryLine, ...]
    duties: tuple[TicketDuty, ...]


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to POST /api/tickets. `again`: the same request had been carried out before."""

    ticket: TicketView
    again: bool = False
