"""REST of recordings: which a call has, and the sound itself."""

import re
from typing import Annotated, Literal

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from api.guards import hearers
from api.problems import AnyRequest
from api.recordings.shelf import as_wav
from api.schemas import RecordingView
from api.services import Services

MEDIA = {"flac": "audio/flac", "wav": "audio/wav"}
Why = Annotated[str, QueryParameter(min_length=2, max_length=200, description="Why it is opened; kept in the log.")]


class Recordings(Controller):
    """For supervisors within their team, QA and administrators; for an agent where an offence of it is proposed.

    Each opening is in the log before the first byte is sent (SEC-1). Ranges that are asked for in one session, for
    one reason and within half an hour of each other are one opening; how much they were is logged when they end.
    """

    path = "/api"
    tags = ("recordings",)
    guards = (hearers,)

    @get("/calls/{call_id:str}/recordings", operation_id="listRecordings")
    async def of_call(
        self, request: AnyRequest, call_id: FromPath[str], services: NamedDependency[Services]
    ) -> tuple[RecordingView, ...]:
        """The recordings of a call; two channels each, agent left, caller right."""
        return await services.calls.recordings.of_call(call_id, request.user)

    @get("/recordings/{recording_id:str}/audio", operation_id="openRecording", media_type="audio/flac")
    async def audio(
        self,
        request: AnyRequest,
        recording_id: FromPath[str],
        services: NamedDependency[Services],
        why: Why,
        form: FromQuery[Literal["flac", "wav"]] = "flac",
    ) -> Response[bytes]:
        """The sound, whole or one range of it (RFC 9110 §14), so that a player can jump."""
        asked, session = request.headers.get("range", ""), request.auth.jti or ""
        view, flac = await services.calls.playing.sound(recording_id, request.user, why, session, whole=not asked)
        data = flac if form == "flac" else as_wav(flac)
        piece = byte_range(asked, len(data))
        if piece is not None:
            services.calls.playing.gave(recording_id, request.user, why, session, piece, len(data))
        return sound(data, asked, MEDIA[form], f"{view.recording_id}.{form}")


def sound(data: bytes, asked: str, media_type: str, name: str) -> Response[bytes]:
    """The sound, whole or the one range that the Range header `asked` names, so that a player can jump."""
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-store",
        "Content-Disposition": f'inline; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    wanted = byte_range(asked, len(data))
    if wanted is None:
        return Response(data, media_type=media_type, headers=headers)
    first, last = wanted
    if first > last:
        return Response(b"", status_code=416, headers=headers | {"Content-Range": f"bytes */{len(data)}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    return Response(data[first : last + 1], status_code=206, media_type=media_type, headers=headers)


def byte_range(text: str, size: int) -> tuple[int, int] | None:
    """First and last byte that a Range header asks for; None for the whole, last before first where there is none."""
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", text.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        return (max(0, size - int(match[2])), size - 1) if int(match[2]) else (size, size - 1)
    return int(match[1]), min(int(match[2]) if match[2] else size - 1, size - 1)
