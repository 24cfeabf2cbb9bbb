"""The callers of a play, one after another over real SIP: a process of its own beside the console.

Run as `python -m hotline_cli.train.ringing FILE`, a Job as JSON; SIGTERM lets the present caller hang up. Each waits
until the trainee is ready, so that nobody fails the three rings over the record of the call before.
"""

import asyncio
import logging
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec
import structlog

from api.schemas import Board
from hotline_cli.answers import Answers
from hotline_cli.call import place_call
from hotline_cli.demo.callers import PATIENCE_S, until_told
from hotline_cli.demo.cast import Caller, Cast
from hotline_cli.demo.stage import Logins, Stage
from hotline_cli.train.attention import Attention
from hotline_cli.train.site import Site
from hotline_cli.turns import Attentive, Turns
from hotline_cli.wav import read_wav
from scripts_lib.asked import AskedFinder, load_topics
from scripts_lib.callers import When
from scripts_lib.loader import load
from scripts_lib.model import Rules
from telephony.events import AgentState

ASKED = Path(__file__).parent / "asked.yaml"
BREATH_S = 4.0
"""From the trainee's being ready to the next ring."""
TURNS_S = 600.0
"""A caller hangs up by itself after so long, should the trainee never come to an end."""
LOOK_S = 0.5
log = structlog.get_logger("train.callers")


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What the process is told. It holds a password: the file is its owner's alone."""

    sip: str
    desk: str
    logins: Logins
    drafts: str
    rules: str
    """Folder of the site's rules; empty for the shipped ones."""
    cast: Cast
    calls: int
    listens: bool


@dataclass(frozen=True)
class Hall:
    """Where the callers stand: the play's desk, its rules, and who understands the trainee."""

    job: Job
    http: httpx.AsyncClient
    rules: Rules
    finder: AskedFinder | None


async def call_in_turn(job: Job) -> None:
    """So many calls, the cast from first to last and again."""
    credentials = {"login": job.logins.admin, "password": job.logins.admin_password}
    async with httpx.AsyncClient(base_url=job.desk, trust_env=False, timeout=10) as http:
        session = (await http.post("/api/session", json=credentials)).raise_for_status().json()
        http.headers["Authorization"] = f"Bearer {session['token']}"
        rules = load(Path(job.rules) if job.rules else None).rules
        hall = Hall(job, http, rules, AskedFinder(load_topics(ASKED)) if job.listens else None)
        for number in range(job.calls):
            await _until_ready(http)
            await _one(hall, job.cast.caller(number))


async def _one(hall: Hall, caller: Caller) -> None:
    attention = Attention(hall.http, Path(hall.job.drafts), hall.rules, hall.finder)
    following = asyncio.create_task(attention.follow())
    log.info("caller_calls", caller=caller.id)
    try:
        report = await place_call(
            hall.job.sip,
            turns=turns_of(caller, attention),
            hang_after=TURNS_S,
            caller=hall.job.cast.resident_of(caller).phones[0],
            timeout=PATIENCE_S,
        )
    finally:
        following.cancel()
    log.info("caller_done", caller=caller.id, answered=report.answered, talk_s=round(report.talk_s, 1))


async def _until_ready(http: httpx.AsyncClient) -> None:
    """Until the trainee has been ready for a breath."""
    since: float | None = None
    while since is None or time.monotonic() - since < BREATH_S:
        ready = False
        with suppress(httpx.HTTPError, msgspec.DecodeError):
            board = msgspec.json.decode((await http.get("/api/board")).raise_for_status().content, type=Board)
            ready = any(one.state is AgentState.READY for one in board.agents)
        since = (since or time.monotonic()) if ready else None
        await asyncio.sleep(LOOK_S)


def turns_of(caller: Caller, attention: Attentive) -> Turns:
    """The caller's lines in their moments. Raises WavError."""
    said: Mapping[When, list[bytes]] = {
        when: [read_wav(Path(one.path)) for one in caller.sounds if one.when is when] for when in When
    }
    told = [one.answers for one in caller.sounds if one.when in (When.START, When.ASKED)]
    return Turns(
        start=said[When.START][0],
        asked=said[When.ASKED],
        waiting=b"".join(said[When.WAITING]),
        end=b"".join(said[When.END]),
        unsure=b"".join(said[When.UNSURE]),
        patience_ms=round(caller.patience_s * 1000),
        answers=Answers(told, unsure=bool(said[When.UNSURE])),
        attention=attention,
    )


def ringing_of(on: Stage, site: Site, cast: Cast, calls: int, *, listens: bool) -> list[str]:
    """The command of the process, whose job is written down beside the play's hotline. Raises OSError."""
    folder = site.settings.get("HOTLINE_DESK_RULES_FOLDER", "")
    job = Job(
        sip=on.sip,
        desk=on.desk,
        logins=on.logins,
        drafts=str(on.drafts),
        rules=folder,
        cast=cast,
        calls=calls,
        listens=listens,
    )
    path = on.folder / "callers.json"
    path.touch(mode=0o600)
    path.write_bytes(msgspec.json.encode(job))
    return [sys.executable, "-m", "hotline_cli.train.ringing", str(path)]


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    given = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Job)
    asyncio.run(until_told(call_in_turn(given)))
