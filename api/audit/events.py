"""The audit log's own facts in the event log."""

from api.facts import DeskFact


class AuditSealed(DeskFact, frozen=True, kw_only=True):
    """The audit log reached this far with this hash: who cuts off its end has to alter the event log too."""

    number: int
    hash: str
