"""What an agent asked, by the words (TRN-1): a few wordings for each topic, found by character and by sound.

For simulated callers, who answer what they are asked. Knows no audio and no caller.
"""

from pathlib import Path

import msgspec

from scripts_lib.errors import InvalidData
from scripts_lib.hearing.matcher import matcher_for_speech
from scripts_lib.model import Moment, Phrase, Text
from scripts_lib.shape import read
from scripts_lib.yaml_nodes import Faults, read_nodes


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A topic as a caller's line names it, with wordings as in phrases.yaml."""

    topic: str
    wordings: tuple[str, ...]


class AskedWords(msgspec.Struct, frozen=True, kw_only=True):
    """The file."""

    asked: tuple[Topic, ...]


def load_topics(path: Path) -> tuple[Topic, ...]:
    """The topics of the file. Raises InvalidData, OSError."""
    faults = Faults()
    top = read_nodes(str(path), path.read_bytes(), faults)
    found = read(top, AskedWords, faults) if top is not None else None
    if found is None or faults.errors:
        raise InvalidData(faults.errors)
    return found.asked


class AskedFinder:
    """Holds no state between looks."""

    def __init__(self, topics: tuple[Topic, ...]) -> None:
        phrases = [_as_phrase(one) for one in topics]
        self._matcher = matcher_for_speech(phrases)

    def topics_in(self, text: str) -> tuple[str, ...]:
        """What was asked, the last question first: that is the one to be answered. A kind of question comes last: the
        好吗 of a polite request asks for nothing by itself."""
        found = self._matcher.check(text, Moment.CALL)
        hits = sorted(found, key=lambda hit: (hit.rule.startswith("ASK-"), -hit.end))
        return tuple(dict.fromkeys(hit.rule for hit in hits))


def _as_phrase(one: Topic) -> Phrase:
    label = Text(one.topic, one.topic)
    return Phrase(
        rule=one.topic,
        text=one.wordings[0],
        variants=one.wordings,
        moments=(Moment.CALL,),
        say_instead=label,
        why=label,
    )
