"""What is said in the calls that go on, judged as it comes. In memory, pure: whoever drives it shows and keeps it."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from api.schemas.transcripts import ListeningView, SpokenNumber, Transcript, TranscriptLine
from api.transcripts.judge import Judge
from api.transcripts.spoken_numbers import numbers_in
from scripts_lib.hearing.matcher import matcher_for_speech
from scripts_lib.model import Rules
from telephony.events import Side
from telephony.speech_events import ListeningChanged, ListeningState, SpeechHeard

CALLS: Final = 300
"""Calls whose words are held; the one that was silent for longest goes first."""
LINES: Final = 400
"""Segments of one call that are held for its console."""
NUMBERS: Final = 4
_BEST: Final = (
    ListeningState.ON,
    ListeningState.BUSY,
    ListeningState.STARTING,
    ListeningState.FAILED,
    ListeningState.OFF,
)
"""Of several lines the one that does best is shown."""


@dataclass(slots=True)
class _Call:
    judge: Judge
    lines: dict[tuple[Side, int], TranscriptLine] = field(default_factory=dict)
    numbers: dict[SpokenNumber, None] = field(default_factory=dict)
    finals: set[tuple[Side, int]] = field(default_factory=set)


class LiveTranscripts:
    """The words of live calls. `rules` are those in force."""

    def __init__(self, rules: Rules) -> None:
        self.rules_version = rules.version
        self._matcher = matcher_for_speech(rules.phrases)
        self._calls: OrderedDict[str, _Call] = OrderedDict()
        self._states: dict[str, ListeningChanged] = {}

    def heard(self, said: SpeechHeard) -> TranscriptLine | None:
        """Judge a segment; None for one that comes again, or a partial result after the final one."""
        call = self._calls.setdefault(said.call_id, _Call(Judge(self._matcher)))
        self._calls.move_to_end(said.call_id)
        if len(self._calls) > CALLS:
            self._calls.popitem(last=False)
        key = (said.side, said.segment)
        if key in call.finals:
            return None
        judge = call.judge.final if said.final else call.judge.partial
        line = TranscriptLine(
            side=said.side,
            segment=said.segment,
            text=said.text,
            start_ms=said.start_ms,
            end_ms=said.end_ms,
            final=said.final,
            hits=judge(said.side, said.text, said.readings, (said.start_ms / 1000, said.end_ms / 1000)),
        )
        self._put(call, key, line)
        return line

    def _put(self, call: _Call, key: tuple[Side, int], line: TranscriptLine) -> None:
        call.lines.pop(key, None)
        if line.text:
            call.lines[key] = line
        if line.final:
            call.finals.add(key)
            if line.side is Side.CALLER:
                call.numbers |= dict.fromkeys(numbers_in(line.text))
        while len(call.lines) > LINES:
            del call.lines[next(iter(call.lines))]

    def of_call(self, call_id: str) -> Transcript | None:
        """What was said so far; None where nothing was heard of the call."""
        call = self._calls.get(call_id)
        if call is None:
            return None
        lines = sorted(call.lines.values(), key=lambda line: (line.start_ms, line.side))
        return Transcript(call_id=call_id, lines=tuple(lines), numbers=tuple(call.numbers)[-NUMBERS:])

    def listening(self, line_id: str, told: ListeningChanged) -> None:
        """A line listens, or does not."""
        self._states[line_id] = told

    @property
    def view(self) -> ListeningView:
        """Whether what is said here is heard."""
        told = min(self._states.values(), key=lambda one: _BEST.index(one.state), default=None)
        if told is None:
            return ListeningView(state=ListeningState.OFF)
        return ListeningView(state=told.state, detail=told.detail, behind_s=told.behind_s)
