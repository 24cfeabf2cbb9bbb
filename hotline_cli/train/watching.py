"""Reads a play from its desk, and from the console's draft what is being typed: the calls with their scores."""

import time
from collections.abc import Sequence

import httpx
import msgspec

from api.quality.spoken import Ears
from api.schemas import CallDetail, CallPage, CallState, TicketView
from api.schemas.transcripts import TranscriptEntry
from api.training.role_play import score
from api.training.words import faults_of, said
from console.drafts import Draft, DraftStore
from hotline_cli.demo.stage import Stage
from hotline_cli.train.choose import expected_of
from hotline_cli.train.marks import Played
from hotline_cli.train.site import Site
from scripts_lib.callers import SimulatedCaller
from scripts_lib.hearing.finder import HEARD, SoundFinder
from scripts_lib.hearing.required import RequiredMatcher
from scripts_lib.phrases import ExactFinder
from telephony.events import Side

WHY = "培训 / training"
"""Stands in the play's own log for each opening of its words."""
SETTLED_S = 30.0
"""So long after its end no words of a call come any more."""


def ears_of(site: Site, centre: str) -> Ears:
    """What a trainee's words are held against: the rules by which quality judges at work."""
    rules = site.library.rules
    required = RequiredMatcher(rules.required, centre=centre, finders=(ExactFinder(), SoundFinder(HEARD)))
    return Ears(required, rules.advice, site.library.penalties, site.zone)


class Watching:
    """Signed in as the stage's administrator. Without `ears` no words are read. Raises httpx.HTTPError."""

    def __init__(self, on: Stage, callers: Sequence[SimulatedCaller], ears: Ears | None) -> None:
        self._on = on
        self._callers = callers
        self._ears = ears
        self._settled: dict[str, tuple[TranscriptEntry, ...]] = {}
        self._http = httpx.Client(base_url=on.desk, trust_env=False, timeout=10)
        credentials = {"login": on.logins.admin, "password": on.logins.admin_password}
        session = self._http.post("/api/session", json=credentials).raise_for_status().json()
        self._http.headers["Authorization"] = f"Bearer {session['token']}"

    def close(self) -> None:
        """No more reading."""
        self._http.close()

    def played(self, calls: int) -> tuple[Played, ...]:
        """The first so many calls, in their order; a caller who reached nobody has nothing."""
        return tuple(self._one(n, detail) for n, detail in enumerate(self._details(calls)))

    def words(self, calls: int) -> int:
        """How many segments are understood of them."""
        return sum(len(self._words(detail)) for detail in self._details(calls))

    def _details(self, calls: int) -> list[CallDetail]:
        page = msgspec.json.decode(self._get("/api/calls?limit=200"), type=CallPage)
        found = [self._get(f"/api/calls/{call.call_id}") for call in page.items[::-1][:calls]]
        return [msgspec.json.decode(one, type=CallDetail) for one in found]

    def _one(self, number: int, detail: CallDetail) -> Played:
        caller = self._callers[number % len(self._callers)]
        ticket = None
        if detail.call.ticket_number:
            ticket = msgspec.json.decode(self._get(f"/api/tickets/{detail.call.ticket_number}"), type=TicketView)
        words = self._words(detail)
        ears = self._ears
        faults = faults_of(detail, words, ears) if ears is not None else ()
        return Played(
            caller=caller,
            detail=detail,
            ticket=ticket,
            score=score(detail, ticket, expected_of(caller), faults),
            said=said(detail, words, ears) if ears is not None and _spoke(words) else (),
            draft=self._draft(detail.call.call_id) if ticket is None else None,
        )

    def _words(self, detail: CallDetail) -> tuple[TranscriptEntry, ...]:
        """What is understood so far; nothing yet is no fault."""
        call = detail.call
        if self._ears is None or call.call_id in self._settled:
            return self._settled.get(call.call_id, ())
        answer = self._http.get(f"/api/calls/{call.call_id}/transcript", params={"why": WHY})
        if answer.status_code == httpx.codes.NOT_FOUND:
            return ()
        found = msgspec.json.decode(answer.raise_for_status().content, type=tuple[TranscriptEntry, ...])
        if call.state is CallState.ENDED and time.time() - call.arrived_at - call.elapsed_ms / 1000 > SETTLED_S:
            self._settled[call.call_id] = found
        return found

    def _draft(self, call_id: str) -> Draft | None:
        """What stands on the trainee's screen and is not saved yet."""
        for folder in sorted(self._on.drafts.glob("*")):
            if (draft := DraftStore(folder).load(call_id)) is not None:
                return draft
        return None

    def _get(self, path: str) -> bytes:
        return self._http.get(path).raise_for_status().content


def _spoke(words: Sequence[TranscriptEntry]) -> bool:
    """Whether anything of the trainee is understood."""
    return any(one.side is Side.AGENT and one.text for one in words)
