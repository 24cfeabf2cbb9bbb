"""What the log keeps of an erasing: that it was done. Who it was stands nowhere any more."""

from api.facts import DeskFact


class ResidentErased(DeskFact, frozen=True, kw_only=True):
    """Somebody's personal data was erased. `digest` covers what was announced (`erasing/entries.py`)."""

    erasure_id: str
    agent_id: str
    resident_id: str
    """Empty for a person who was not in the book."""
    entries: int
    digest: str
