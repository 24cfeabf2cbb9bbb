"""What the desk logs so that figures can be folded from the log alone."""

from api.facts import DeskFact


class DeskStarted(DeskFact, frozen=True, kw_only=True):
    """A run of the desk begins: whoever was signed in before, is not."""

    version: str
    last_at: float
    """The time of the last thing in the log before this run: until then they were."""


class CallQueued(DeskFact, frozen=True, kw_only=True):
    """The queue that a call came to, by the number that was called."""

    call_id: str
    queue: str
