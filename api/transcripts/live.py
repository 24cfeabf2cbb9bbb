"""What is said in the calls that go on, judged as it comes. In memory, pure: whoever drives it shows and keeps it."""

import datetime as dt
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from api.schemas.transcripts import ListeningView, SpokenNumber, Transcript, TranscriptLine
from api.transcripts.judge import Judge
from api.transcripts.spoken_numbers import numbers_in
from scripts_lib.hearing.finder import HEARD, SoundFinder
from scripts_lib.hearing.matcher import matcher_for_speech
from scripts_lib.hearing.required import RequiredMatcher, RequiredTally
from scripts_lib.model import Moment, Rules
from scripts_lib.phrases import ExactFinder
from telephony.events import Side
from telephony.speech_events import ListeningChanged, ListeningState, SpeechHeard

CALLS: Final = 300
"""Calls whose words are held; the one that was silent for longest goes first."""
LINES: Final = 400
"""Segments of one call that are held for its console."""
NUMBERS: Final = 4
OPENING_SEGMENTS: Final = 3
"""Of the agent, in which the parts of the opening are looked for."""
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
    tally: RequiredTally
    opened: int = 0
    """Final segments of the agent so far, up to those that belong to the opening."""
    lines: dict[tuple[Side, int], TranscriptLine] = field(default_factory=dict)
    numbers: dict[SpokenNumber, None] = field(default_factory=dict)
    finals: set[tuple[Side, int]] = field(default_factory=set)


class LiveTranscripts:
    """The words of live calls. `rules` are those in force, `centre` the centre's name, `zone` where it is."""

    def __init__(self, rules: Rules, centre: str = "", zone: dt.tzinfo = dt.UTC) -> None:
        self.rules_version = rules.version
        self._zone = zone
        self._matcher = matcher_for_speech(rules.phrases)
        self._required = RequiredMatcher(rules.required, centre=centre, finders=(ExactFinder(), SoundFinder(HEARD)))
        self._calls: OrderedDict[str, _Call] = OrderedDict()
        self._states: dict[str, ListeningChanged] = {}

    def prepare(self) -> None:
        """Build what the first words would have to wait for; takes a second or two, in any thread."""
        self._matcher.prepare()
        self._required.prepare()

    def heard(self, said: SpeechHeard) -> TranscriptLine | None:
        """Judge a segment; None for one that comes again, or a partial result after the final one."""
        call = self._calls.setdefault(said.call_id, _Call(Judge(self._matcher), RequiredTally(self._required)))
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
        if line.final and line.side is Side.AGENT:
            self._tick(call, said)
        return line

    def _tick(self, call: _Call, said: SpeechHeard) -> None:
        """What had to be said and was (LINE-2, LINE-5)."""
        hour = dt.datetime.fromtimestamp(said.at, self._zone).hour
        readings = said.readings or (said.text,)
        moments = [Moment.ENDING]
        if call.opened < OPENING_SEGMENTS and said.text:
            call.opened += 1
            moments.append(Moment.OPENING)
        for moment in moments:
            call.tally.hear(readings, moment, hour, said.start_ms / 1000, said.end_ms / 1000)

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
        return Transcript(
            call_id=call_id,
            lines=tuple(lines),
            numbers=tuple(call.numbers)[-NUMBERS:],
            required=tuple(call.tally.heard),
        )

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
