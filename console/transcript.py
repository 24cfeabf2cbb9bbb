"""What was said in the call before the agent, as the desk tells it line by line. Pure."""

from api.schemas import CallView, SuspectedPhrase, Transcript, TranscriptChanged, TranscriptLine


def with_change(transcript: Transcript | None, change: TranscriptChanged) -> Transcript:
    """The transcript with this line in place of the one of its side and segment; without text that one goes."""
    known = transcript.lines if transcript is not None and transcript.call_id == change.call_id else ()
    kept = [line for line in known if (line.side, line.segment) != (change.line.side, change.line.segment)]
    if change.line.text:
        kept.append(change.line)
    lines = tuple(sorted(kept, key=lambda line: (line.start_ms, line.side)))
    return Transcript(call_id=change.call_id, lines=lines, numbers=change.numbers, required=change.required)


def of_call(transcript: Transcript | None, call: CallView | None) -> Transcript | None:
    """The transcript while it is of this call; None when another call is before the agent, or none."""
    if transcript is None or call is None or transcript.call_id != call.call_id:
        return None
    return transcript


def suspected(transcript: Transcript | None) -> list[tuple[TranscriptLine, SuspectedPhrase]]:
    """What is suspected in it, oldest first, each with its line."""
    return [(line, hit) for line in (transcript.lines if transcript is not None else ()) for hit in line.hits]
