"""A recording that was recognised anew, beside what was kept of it: segments, hits, and what changes. Pure.

Times as in `TranscriptEntry`. Knows no sound and no recogniser.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from api.schemas.transcripts import SuspectedPhrase, TranscriptEntry
from api.transcripts.judge import Judge
from telephony.events import Side
from telephony.listening.base import Heard

SAME_MS: Final = 3000.0
"""A phrase of the same rule so near is the same one: another recogniser cuts elsewhere."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of a recording beside its sound. `began_ms`: its beginning, since the call's INVITE."""

    call_id: str
    agent_id: str
    began_ms: float
    engine: str
    model: str
    rules_version: str


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase at a place of the recording, in the words of its segment."""

    hit: SuspectedPhrase
    entry: TranscriptEntry

    @property
    def at_ms(self) -> float:
        """Where in the recording, by its place among the characters."""
        entry = self.entry
        share = self.hit.start / max(1, len(entry.text))
        return entry.offset_ms + share * (entry.end_ms - entry.start_ms)


@dataclass(frozen=True, slots=True)
class Again:
    """One call: the segments of now, the kept ones, and the hits that come and go."""

    entries: tuple[TranscriptEntry, ...]
    before: tuple[TranscriptEntry, ...]
    added: tuple[Found, ...]
    removed: tuple[Found, ...]


def entries_of(
    heard: Iterable[tuple[Side, Heard]], source: Source, before: Sequence[TranscriptEntry], judge: Judge
) -> tuple[TranscriptEntry, ...]:
    """The segments of a call, judged in order; each of our side by whoever spoke then in the kept ones."""
    began_ms = before[0].start_ms - before[0].offset_ms if before else source.began_ms
    numbers = dict.fromkeys(Side, 0)
    entries = []
    for side, one in heard:
        readings = tuple(each.text for each in one.n_best)
        hits = judge.final(side, one.text, readings, (one.start, one.end))
        offset_ms = one.start * 1000
        entries.append(
            TranscriptEntry(
                call_id=source.call_id,
                side=side,
                segment=numbers[side],
                agent_id=_speaker(before, offset_ms) or source.agent_id if side is Side.AGENT else "",
                text=one.text,
                readings=readings,
                hits=hits,
                start_ms=began_ms + offset_ms,
                end_ms=began_ms + one.end * 1000,
                offset_ms=offset_ms,
                engine=source.engine,
                model=source.model,
                rules_version=source.rules_version,
            )
        )
        numbers[side] += 1
    return tuple(entries)


def compared(entries: tuple[TranscriptEntry, ...], before: tuple[TranscriptEntry, ...]) -> Again:
    """Which phrases are suspected that were not, and the other way round. One that may cost points now, and could
    not, or the other way round, is another one."""
    left = _found(before)
    added = []
    for one in _found(entries):
        same = next((other for other in left if _same(one, other)), None)
        if same is None:
            added.append(one)
        else:
            left.remove(same)
    return Again(entries, before, tuple(added), tuple(left))


def _found(entries: Iterable[TranscriptEntry]) -> list[Found]:
    return [Found(hit, entry) for entry in entries for hit in entry.hits]


def _same(one: Found, other: Found) -> bool:
    alike = (one.hit.rule, one.hit.provable) == (other.hit.rule, other.hit.provable)
    return alike and abs(one.at_ms - other.at_ms) <= SAME_MS


def _speaker(before: Sequence[TranscriptEntry], offset_ms: float) -> str:
    ours = [entry for entry in before if entry.side is Side.AGENT]
    nearest = min(ours, key=lambda entry: abs(entry.offset_ms - offset_ms), default=None)
    return nearest.agent_id if nearest is not None else ""
