"""What the log keeps of transcripts: that a phrase was suspected, and who opened one. Never the words (SEC-1)."""

from api.facts import DeskFact


class PhraseSuspected(DeskFact, frozen=True, kw_only=True):
    """The recogniser and the rules think that the agent said a forbidden phrase. A proposal, until a person confirms
    it (PEN-11)."""

    call_id: str
    agent_id: str
    segment: int
    rule: str
    phrase: str
    """As the rule book has it."""
    confidence: float
    provable: bool = False
    """Long enough to be told apart by sound, and in the recogniser's own reading; others are reminders that never
    cost points."""
    start_ms: float
    """When its segment begins, since the call's INVITE."""
    offset_ms: float
    """The same in the recording."""
    engine: str
    model: str
    rules_version: str


class TranscriptOpened(DeskFact, frozen=True, kw_only=True):
    """Somebody read what was said in a call, and why; written before the first word was given out."""

    call_id: str
    agent_id: str
    why: str


class TranscriptsJudgedAnew(DeskFact, frozen=True, kw_only=True):
    """Past transcripts were judged by other rules, and what that changed."""

    since: float
    """Unix seconds from which calls were judged."""
    calls: int
    rules_version: str
    added: int
    removed: int
