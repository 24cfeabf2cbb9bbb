"""Which words of the log are a resident's: what erasing does with each field of each fact and fold. Pure.

A name that is neither harmless nor an exception is taken for somebody's words, so that a fact that is new here loses
too much rather than too little; a test asks for each of them by name.
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

from api.calls.record import CallRecord
from api.figures.events import AgentStateSet
from api.log_events import AgentSignedOut, AgentStateChanged, RecordingDeleted
from api.quality.events import (
    AppealDecided,
    BonusGiven,
    CaseAppealed,
    CaseConfirmed,
    CaseRejected,
    CaseWithdrawn,
    EntryWithdrawn,
    HintSettled,
    MonthAdjusted,
)
from api.schemas import ResidentView
from api.schemas.quality import Hint, QualityCase
from api.surveys.events import SurveyOpened
from api.tickets.events import TicketSigned
from telephony.events import CallArrived, CommandRefused, LineStopped, TrunkChanged
from telephony.recording_events import RecordingFailed


class Rule(Enum):
    """What becomes of a text."""

    KEPT = auto()  # no resident stands in it; a number that is exactly the person's is replaced all the same
    WORDS = auto()  # in what is the person's own all of it goes; elsewhere the person's numbers and names in it
    STAFF = auto()  # a colleague's record: only the person's numbers and names in it go


HARMLESS: Final = frozenset(
    (
        *(
            "agent_id",
            "alarm_id",
            "boot_id",
            "building",
            "by",
            "call_id",
            "called",
            "case_id",
            "clock_id",
            "closed_by",
            "codec",
        ),
        *("command_id", "connector", "decided_by", "department", "digest", "digit", "ends", "engine", "entry_id"),
        *(
            "erasure_id",
            "extend_by",
            "extension_id",
            "fact",
            "found_in",
            "hash",
            "headset_url",
            "hint_id",
            "home",
            "invitation_id",
        ),
        "incident_id",
        *("item_id", "key", "kind", "line_id", "match_key", "model", "month", "name", "note_id", "number"),
        *("opened_by", "order_number", "other", "party_id", "phone", "phones", "phrase", "problem_id", "prompt_id"),
        *("quarter", "question_id", "queue", "recording_id", "repeat_of", "resident_id", "role", "room", "rule"),
        *("rules_version", "script_id", "shift", "settled_by", "sha256", "sip_address", "site", "survey_id"),
        *(
            "ticket_number",
            "trunk",
            "unit",
            "version",
            "visit_id",
            "zh",
            "en",
            "agents",
            "recordings",
            "watchers",
            "calls",
            "heard",
            "missing",
            "moment",
        ),
    )
)
"""Names of rows, rules and colleagues; and telephone numbers, which are replaced where they are the person's."""
WORDS: Final = frozenset(
    (
        *("agreed_by", "answer", "appeal", "business", "cause", "comment", "complaints", "contact", "demand"),
        *("doubt", "equipment", "happened_at", "matter", "measures", "note", "notes", "notices", "number_sent"),
        *("place", "reason", "result", "said", "signed_by", "sip_call_id", "source", "spoke_with", "suggestions"),
        *("target", "verdict", "what", "why", "words"),
    )
)
"""Words, and what a caller's telephone says of itself."""
EXCEPTIONS: Final[Mapping[tuple[type, str], Rule]] = {
    (CallArrived, "name"): Rule.WORDS,  # as the telephone network names the caller
    (CallRecord, "name"): Rule.WORDS,
    (ResidentView, "name"): Rule.WORDS,
    (TicketSigned, "signed_by"): Rule.KEPT,  # somebody of the department
    (LineStopped, "reason"): Rule.KEPT,
    (CommandRefused, "reason"): Rule.KEPT,
    (RecordingFailed, "reason"): Rule.KEPT,
    (RecordingDeleted, "why"): Rule.KEPT,
    (AgentSignedOut, "why"): Rule.KEPT,
    (AgentStateChanged, "reason"): Rule.KEPT,  # of a pause: counted
    (AgentStateSet, "reason"): Rule.KEPT,
    (TrunkChanged, "detail"): Rule.KEPT,
    (SurveyOpened, "title"): Rule.STAFF,
    (CaseConfirmed, "reason"): Rule.STAFF,
    (CaseRejected, "reason"): Rule.STAFF,
    (CaseAppealed, "reason"): Rule.STAFF,
    (AppealDecided, "reason"): Rule.STAFF,
    (CaseWithdrawn, "reason"): Rule.STAFF,
    (BonusGiven, "reason"): Rule.STAFF,
    (MonthAdjusted, "reason"): Rule.STAFF,
    (EntryWithdrawn, "reason"): Rule.STAFF,
    (HintSettled, "reason"): Rule.STAFF,
    (Hint, "reason"): Rule.STAFF,
    (QualityCase, "reason"): Rule.STAFF,
    (QualityCase, "appeal"): Rule.STAFF,
    (QualityCase, "verdict"): Rule.STAFF,
}
"""Where a name means something else than it does mostly."""


STAFF_ROOMS: Final = ("api.quality.checks.", "api.schemas.quality_checks", "api.briefs.", "api.training.")
"""Where nothing but colleagues' records is kept: every text there is at most STAFF."""


def rule_of(kind: type, field: str) -> Rule:
    """What is done with this field of this fact or fold."""
    if (kind, field) in EXCEPTIONS:
        return EXCEPTIONS[kind, field]
    if field in HARMLESS:
        return Rule.KEPT
    return Rule.STAFF if kind.__module__.startswith(STAFF_ROOMS) else Rule.WORDS


def is_named(kind: type, field: str) -> bool:
    """Whether somebody has thought of this field."""
    named = (kind, field) in EXCEPTIONS or field in HARMLESS or field in WORDS
    return named or kind.__module__.startswith(STAFF_ROOMS)
