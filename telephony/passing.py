"""What a line tells beside its journal, kept in memory while the link is down as far as it is worth it. Pure."""

from collections import deque
from typing import Final

from telephony.speech_events import ListeningChanged, PassingEvent, SpeechHeard

KEPT: Final = 2000
"""Final results that wait for the desk: an hour of ten calls. A longer absence loses the oldest; the recording has
them still."""


class PassingBox:
    """Events for the desk that have no number. One thread."""

    def __init__(self) -> None:
        self._waiting: deque[PassingEvent] = deque(maxlen=KEPT)
        self._state: ListeningChanged | None = None
        self._up = False

    def put(self, event: PassingEvent) -> None:
        """Tell this as soon as may be; a partial result only if the desk is there now."""
        if isinstance(event, ListeningChanged):
            self._state = event
        if self._up or (isinstance(event, SpeechHeard) and event.final):
            self._waiting.append(event)

    def take(self) -> list[PassingEvent]:
        """What is to be told, oldest first; it is gone then."""
        told = list(self._waiting)
        self._waiting.clear()
        return told

    def link_up(self) -> None:
        """The desk is there: it learns first whether the line listens."""
        self._up = True
        if self._state is not None:
            self._waiting.appendleft(self._state)

    def link_down(self) -> None:
        """It is gone; what it was being told of states and partial results is stale when it comes back."""
        self._up = False
        finals = [one for one in self._waiting if isinstance(one, SpeechHeard) and one.final]
        self._waiting = deque(finals, maxlen=KEPT)
