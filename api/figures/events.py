"""What the desk logs so that figures can be folded from the log alone."""

from api.facts import DeskFact
from telephony.events import AgentState


class DeskStarted(DeskFact, frozen=True, kw_only=True):
    """A run of the desk begins: whoever was signed in before, is not."""

    version: str
    last_at: float
    """The time of the last thing in the log before this run: until then they were."""


class CallQueued(DeskFact, frozen=True, kw_only=True):
    """The queue that a call came to, by the number that was called."""

    call_id: str
    queue: str


class AgentStateSet(DeskFact, frozen=True, kw_only=True):
    """A supervisor put an agent into another state; `AgentStateChanged` tells that it was so."""

    agent_id: str
    by: str
    state: AgentState
    reason: str


class CallAssigned(DeskFact, frozen=True, kw_only=True):
    """A supervisor chose the agent at whom a waiting call rings."""

    call_id: str
    agent_id: str
    by: str
