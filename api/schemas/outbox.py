"""Where something that leaves the desk stands: a web hook's delivery, an e-mail."""

from enum import StrEnum


class OutState(StrEnum):
    """State of one message or delivery."""

    WAITING = "waiting"  # to be sent, for the first time or again
    SENT = "sent"
    DEAD = "dead"  # given up: somebody has to look at it
