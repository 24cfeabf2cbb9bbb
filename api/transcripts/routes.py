"""REST of transcripts: what was said in a call, for those who may hear its recording."""

from typing import Annotated

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.guards import hearers
from api.problems import AnyRequest
from api.schemas.transcripts import TranscriptEntry
from api.services import Services

Why = Annotated[str, QueryParameter(min_length=2, max_length=200, description="Why it is opened; kept in the log.")]


class Transcripts(Controller):
    """Each opening is in the log before the first word is given out (SEC-1)."""

    path = "/api/calls/{call_id:str}/transcript"
    tags = ("transcripts",)
    guards = (hearers,)

    @get(operation_id="openTranscript")
    async def of_call(
        self, request: AnyRequest, call_id: FromPath[str], services: NamedDependency[Services], why: Why
    ) -> tuple[TranscriptEntry, ...]:
        """What both sides said, by time, with what was suspected; `offset_ms` is the place in the recording."""
        return await services.calls.transcripts.open(call_id, request.user, why)
