"""Which required parts of opening and ending were said in a call that is over (LINE-2, LINE-5, ASK-6). Pure."""

from collections.abc import Sequence

from api.schemas.transcripts import TranscriptEntry
from api.transcripts.live import OPENING_SEGMENTS
from scripts_lib.hearing.required import RequiredMatcher, RequiredTally
from scripts_lib.model import Moment, RequiredPhrase
from telephony.events import Side

MOMENTS = (Moment.OPENING, Moment.ENDING)


def heard_parts(
    entries: Sequence[TranscriptEntry], matcher: RequiredMatcher, hour: int
) -> tuple[dict[str, float], tuple[RequiredPhrase, ...]]:
    """By rule when each part was heard, in milliseconds since the INVITE; and the parts that were not.

    `hour` is the local one at the call's beginning. Both are empty where no word of the agent is known.
    """
    tally = RequiredTally(matcher)
    said = [one for one in entries if one.side is Side.AGENT and one.text]
    if not said:
        return {}, ()
    for place, one in enumerate(sorted(said, key=lambda entry: entry.start_ms)):
        moments = MOMENTS if place < OPENING_SEGMENTS else (Moment.ENDING,)
        readings = (one.text, *(other for other in one.readings if other != one.text))
        for moment in moments:
            tally.hear(readings, moment, hour, one.start_ms / 1000, one.end_ms / 1000)
    heard = {rule: start * 1000 for rule, (_, start) in tally.heard.items()}
    return heard, tuple(part for moment in MOMENTS for part in tally.missing(moment))
