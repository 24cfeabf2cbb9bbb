"""Past transcripts judged again by other rules: what is suspected that was not, and the other way round. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from api.schemas.transcripts import SuspectedPhrase, TranscriptEntry
from api.transcripts.judge import Judge
from telephony.events import Side


@dataclass(frozen=True, slots=True)
class Change:
    """A segment that is judged otherwise; `hits` are the new ones, whole."""

    entry: TranscriptEntry
    added: tuple[SuspectedPhrase, ...]
    removed: tuple[SuspectedPhrase, ...]
    hits: tuple[SuspectedPhrase, ...]


def judged_anew(entries: Iterable[TranscriptEntry], judge: Callable[[], Judge]) -> list[Change]:
    """The segments that change. Entries of a call stand together, by time; each call gets a judge of its own."""
    changes: list[Change] = []
    for _, call in groupby(entries, key=lambda entry: entry.call_id):
        of_call = judge()
        for entry in call:
            hits = of_call.final(entry.side, entry.text, entry.readings, (entry.start_ms / 1000, entry.end_ms / 1000))
            change = _compared(entry, hits)
            if entry.side is Side.AGENT and (change.added or change.removed):
                changes.append(change)
    return changes


def _compared(entry: TranscriptEntry, hits: tuple[SuspectedPhrase, ...]) -> Change:
    """By rule and place: a phrase that is worded anew under the same rule is no change."""
    before = {(hit.rule, hit.start, hit.end): hit for hit in entry.hits}
    after = {(hit.rule, hit.start, hit.end): hit for hit in hits}
    added = tuple(hit for key, hit in after.items() if key not in before)
    removed = tuple(hit for key, hit in before.items() if key not in after)
    return Change(entry, added, removed, hits)
