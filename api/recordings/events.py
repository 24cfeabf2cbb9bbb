"""What the log keeps of listening, beside the opening itself (`RecordingOpened` of `api.log_events`)."""

from api.facts import DeskFact


class RecordingListened(DeskFact, frozen=True, kw_only=True):
    """Somebody played a stretch of a recording, as the player on the review page told (SEC-1)."""

    recording_id: str
    call_id: str
    agent_id: str
    from_ms: int
    """Of the recording, as `to_ms`."""
    to_ms: int
