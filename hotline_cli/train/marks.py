"""The calls of a play as the desk kept them, scored, and as the trainer sees them: asked and missed, rings, time."""

import math
from collections.abc import Iterator, Mapping, Sequence

import httpx
import msgspec

from api.schemas import CallDetail, CallPage, TicketView
from api.training.role_play import PASS, PlayScore, score, total
from hotline_cli.demo.stage import Stage
from hotline_cli.train.choose import expected_of
from hotline_cli.train.words import LABELS, tell
from scripts_lib.callers import SimulatedCaller
from scripts_lib.model import Question, Rules


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """One call of the play."""

    caller: SimulatedCaller
    detail: CallDetail
    ticket: TicketView | None
    score: PlayScore


class TrainerMarks(msgspec.Struct, frozen=True, kw_only=True):
    """What the trainer gives, of 100, and says. Under 80 the play is not passed, whatever the rules gave."""

    trainer: str
    points: int
    remark: str = ""


class Watching:
    """Reads the play from its desk, signed in as the stage's administrator. Raises httpx.HTTPError."""

    def __init__(self, on: Stage, callers: Sequence[SimulatedCaller]) -> None:
        self._callers = callers
        self._http = httpx.Client(base_url=on.desk, trust_env=False, timeout=10)
        credentials = {"login": on.logins.admin, "password": on.logins.admin_password}
        session = self._http.post("/api/session", json=credentials).raise_for_status().json()
        self._http.headers["Authorization"] = f"Bearer {session['token']}"

    def close(self) -> None:
        """No more reading."""
        self._http.close()

    def played(self, calls: int) -> tuple[Played, ...]:
        """The first so many calls, in their order; a caller who reached nobody has nothing."""
        page = msgspec.json.decode(self._get("/api/calls?limit=200"), type=CallPage)
        return tuple(self._one(n, call.call_id) for n, call in enumerate(list(reversed(page.items))[:calls]))

    def _one(self, number: int, call_id: str) -> Played:
        caller = self._callers[number % len(self._callers)]
        detail = msgspec.json.decode(self._get(f"/api/calls/{call_id}"), type=CallDetail)
        ticket = None
        if detail.call.ticket_number:
            ticket = msgspec.json.decode(self._get(f"/api/tickets/{detail.call.ticket_number}"), type=TicketView)
        return Played(caller=caller, detail=detail, ticket=ticket, score=score(detail, ticket, expected_of(caller)))

    def _get(self, path: str) -> bytes:
        return self._http.get(path).raise_for_status().content


def verdict(plays: Sequence[Played], given: TrainerMarks | None) -> bool:
    """Whether the play is passed: 80 on average, and 80 by the trainer who gave marks (TRN-1)."""
    return total(tuple(one.score for one in plays)) >= PASS and (given is None or given.points >= PASS)


def view(plays: Sequence[Played], rules: Rules, lang: str) -> Iterator[str]:
    """Every call in lines."""
    names = {key: text.of(lang) for key, text in LABELS.items()}
    for options in (rules.catalogue.kinds, rules.catalogue.weights, rules.catalogue.natures):
        names |= {option.value: option.label.of(lang) for option in options}
    for number, one in enumerate(plays, 1):
        yield tell("call", lang, n=number, total=one.score.total) + f"  {one.caller.about.of(lang)}"
        yield tell("times", lang, ring=_ring(one), talk=one.detail.call.talk_ms / 1000)
        for mark in one.score.marks:
            lacking = tell("lacking", lang, lacking=_named(mark.lacking, names)) if mark.lacking else ""
            yield f"  {mark.points:3d}/{mark.most:<3d} {mark.rule:7} {mark.what.of(lang)}{lacking}"
        yield from _asked(one, rules, lang)
        record = one.caller.record
        yield tell("model", lang, at=record.happened_at, matter=record.matter, demand=record.demand)


def _named(lacking: str, names: Mapping[str, str]) -> str:
    """What is lacking in the words of the screen: `place: 1201` and `water_leak` as people call them."""
    parts = (part.partition(": ") for part in lacking.split(", "))
    return ", ".join(f"{names.get(key, key)}{colon}{rest}" for key, colon, rest in parts)


def _ring(one: Played) -> str:
    ring = one.detail.call.ring
    return f"{ring.ring_ms / 1000:.1f}" if ring is not None and math.isfinite(ring.ring_ms) else "-"


def _asked(one: Played, rules: Rules, lang: str) -> Iterator[str]:
    """The script's questions, asked or missed, in the words of the script."""
    complaint = one.ticket.complaint if one.ticket is not None else None
    if complaint is None:
        yield tell("no_ticket", lang)
        return
    script = next((each for each in rules.scripts if each.id == complaint.script_id), None)
    questions: dict[str, Question] = {each.id: each for each in script.questions} if script is not None else {}
    for step in complaint.steps:
        asked = not step.skipped and bool(step.answer)
        words = questions[step.question_id].text.of(lang) if step.question_id in questions else step.question_id
        yield f"    {'✓' if asked else '✗'} {words}"
