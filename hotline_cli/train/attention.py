"""What a caller of a play has been asked: the question on the trainee's screen, or what was heard of the trainee.

Reads the console's draft and, where the play listens, the call's words from its desk, a few times a second.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import httpx
import msgspec

from api.schemas import CallPage
from api.schemas.transcripts import TranscriptEntry
from console.drafts import Draft, DraftStore
from hotline_cli.answers import Asked
from hotline_cli.train.watching import WHY
from scripts_lib.asked import AskedFinder
from scripts_lib.model import Question, Rules
from telephony.events import Side

LOOK_S = 0.4
_ENTRIES = msgspec.json.Decoder(tuple[TranscriptEntry, ...])


class Attention:
    """One call's. `finder` is None where the play does not listen."""

    def __init__(self, http: httpx.AsyncClient, drafts: Path, rules: Rules, finder: AskedFinder | None) -> None:
        self._http = http
        self._drafts = drafts
        self._questions = {(script.id, one.id): one for script in rules.scripts for one in script.questions}
        self._finder = finder
        self._shown: Asked | None = None
        self._words: list[str] = []
        self._answered = 0

    def asked(self) -> Asked | None:
        """What was asked since the caller spoke: as it was heard, else as it is shown."""
        fresh = self._words[self._answered :]
        if fresh and self._finder is not None:
            topics = self._finder.topics_in("，".join(fresh))
            if topics:
                return Asked(topics=topics, key=f"heard {len(self._words)}", heard=True)
        return self._shown

    @property
    def understands(self) -> bool:
        """Whether words of the trainee may still come: none have since the caller spoke."""
        return self._finder is not None and len(self._words) <= self._answered

    def spoke(self) -> None:
        """The caller speaks: what was asked so far is answered."""
        self._answered = len(self._words)

    def heard(self, words: Sequence[str]) -> None:
        """Everything that is understood of the trainee in this call, in its order."""
        self._words = list(words)

    async def follow(self) -> None:
        """Look, until cancelled. A desk that does not answer is asked again."""
        while True:
            with suppress(httpx.HTTPError, msgspec.DecodeError):
                call_id = await self._newest()
                if call_id:
                    self._shown = await asyncio.to_thread(self._on_screen, call_id)
                    await self._hear(call_id)
            await asyncio.sleep(LOOK_S)

    async def _newest(self) -> str:
        page = msgspec.json.decode(await self._get("/api/calls?limit=1"), type=CallPage)
        return page.items[0].call_id if page.items else ""

    async def _hear(self, call_id: str) -> None:
        if self._finder is None:
            return
        answer = await self._http.get(f"/api/calls/{call_id}/transcript", params={"why": WHY})
        if answer.status_code != httpx.codes.NOT_FOUND:
            said = _ENTRIES.decode(answer.raise_for_status().content)
            self.heard([one.text for one in said if one.side is Side.AGENT and one.text])

    async def _get(self, path: str) -> bytes:
        return (await self._http.get(path)).raise_for_status().content

    def _on_screen(self, call_id: str) -> Asked | None:
        for folder in sorted(self._drafts.glob("*")):
            draft = DraftStore(folder).load(call_id)
            if draft is not None:
                return shown(draft, self._questions)
        return None


def shown(draft: Draft, questions: dict[tuple[str, str], Question]) -> Asked | None:
    """The question that a console shows, by its draft; None for none."""
    run = draft.run
    question = questions.get((run.script_id, run.current)) if run is not None and run.current is not None else None
    if question is None:
        return None
    topics = (question.id, question.fills or "", question.ask.value)
    return Asked(topics=tuple(one for one in topics if one), key=question.id)
