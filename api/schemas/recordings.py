"""Recordings of calls, for GET /api/calls/{call_id}/recordings."""

from enum import StrEnum

import msgspec


class FileState(StrEnum):
    """What there is of a recording."""

    RUNNING = "running"  # the call goes on, or the file is being made
    READY = "ready"
    FAILED = "failed"  # the disk did not take it; `reason` says why
    DELETED = "deleted"  # by the retention rule


class RecordingView(msgspec.Struct, frozen=True, kw_only=True):
    """One recording: two channels, agent left, caller right."""

    recording_id: str
    call_id: str
    began_at: float
    state: FileState
    length_ms: float = 0.0
    size: int = 0
    voicemail: bool = False
    reason: str = ""
