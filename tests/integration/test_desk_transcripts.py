"""What a line hears reaches its agent's console at once, and is kept for those who may read it (SEC-1)."""

import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from api.agents.people import People
from api.db import Database
from api.log import EventLog
from api.projector import Projector
from api.schemas import NewAgent, Role
from api.transcripts.events import PhraseSuspected, TranscriptOpened
from api.transcripts.shelf import TranscriptShelf
from console.transcript import suspected
from telephony.events import Side
from telephony.speech_events import ListeningChanged, ListeningState, SpeechHeard
from tests.integration.desk_rest_rig import PASSWORD
from tests.integration.live_stage import Stage, stage, until


def said(call_id: str, text: str, segment: int, *, final: bool = True, side: Side = Side.AGENT) -> SpeechHeard:
    return SpeechHeard(
        at=time.time(),
        call_id=call_id,
        side=side,
        agent_id="li" if side is Side.AGENT else "",
        segment=segment,
        text=text,
        readings=(text,),
        start_ms=5000.0 + 1000 * segment,
        end_ms=5900.0 + 1000 * segment,
        offset_ms=1000.0 * segment,
        final=final,
        engine="scripted",
        model="script",
    )


async def read(desk: Stage, call_id: str, login: str, why: str = "投诉复核") -> httpx.Response:
    async with httpx.AsyncClient(base_url=desk.url, trust_env=False) as client:
        session = await client.post("/api/session", json={"login": login, "password": PASSWORD})
        headers = {"Authorization": f"Bearer {session.json()['token']}"}
        return await client.get(f"/api/calls/{call_id}/transcript", params={"why": why}, headers=headers)


async def kept(desk: Stage, call_id: str, count: int, login: str = "qa") -> list[dict[str, Any]]:
    """The transcript by REST once it has so many segments."""
    got: list[dict[str, Any]] = []
    for _ in range(200):
        answer = await read(desk, call_id, login)
        got = answer.json() if answer.status_code == 200 else []
        if len(got) >= count:
            return got
    pytest.fail(f"{len(got)} segments are kept, not {count}")


async def test_what_is_said_is_shown_judged_and_kept(tmp_path: Path) -> None:
    async with stage(tmp_path) as desk:
        people = People(Database(desk.settings.database_url))
        await people.create(NewAgent(login="qa", password=PASSWORD, name="质检", surname="质", role=Role.QA))
        agent = desk.agent("li")
        await agent.begin()
        await desk.line.passes(ListeningChanged(at=time.time(), state=ListeningState.ON))
        await agent.sees(lambda board: board.listening is not None and board.listening.state is ListeningState.ON)
        call_id = await desk.in_call(agent)

        await desk.line.passes(said(call_id, "您好,物业服务中心,我姓李。", 0))
        await desk.line.passes(said(call_id, "这个我不知道", 1, final=False))
        await agent.sees(lambda board: bool(suspected(board.transcript)), "a suspected phrase, in a partial result")
        await desk.line.passes(said(call_id, "这个情况我不知道。", 1))
        await desk.line.passes(said(call_id, "我住三号楼二单元五零二,我不知道找谁。", 0, side=Side.CALLER))
        await agent.sees(lambda board: board.transcript is not None and len(board.transcript.lines) == 3)
        shown = agent.board.transcript
        assert shown is not None
        assert [(line.side, len(line.hits)) for line in shown.lines] == [
            (Side.AGENT, 0),
            (Side.CALLER, 0),
            (Side.AGENT, 1),
        ]
        assert [one.value for one in shown.numbers] == ["3-2-502"]

        segments = await kept(desk, call_id, 3)
        agents = [one for one in segments if one["side"] == "agent"]
        assert agents[1]["text"] == "这个情况我不知道。"
        assert agents[1]["hits"][0]["phrase"] == "不知道"
        assert (agents[1]["offset_ms"], agents[1]["engine"], agents[1]["model"]) == (1000.0, "scripted", "script")
        assert len(agents[1]["rules_version"]) == 12

        (fact,) = await desk.events(PhraseSuspected)
        assert (fact.call_id, fact.agent_id, fact.phrase, fact.offset_ms) == (call_id, "li", "不知道", 1000.0)
        opened = await desk.events(TranscriptOpened)
        assert opened[0].why == "投诉复核"
        assert (await read(desk, call_id, "li")).status_code == 403
        assert "这个情况".encode() not in b"".join(
            path.read_bytes() for path in desk.settings.folder.rglob("hotline.db*")
        ), "no word lies in clear on the disk"


async def test_a_console_that_comes_back_has_what_was_said(tmp_path: Path) -> None:
    async with stage(tmp_path) as desk:
        agent = desk.agent("li")
        await agent.begin()
        call_id = await desk.in_call(agent)
        await desk.line.passes(said(call_id, "您好,物业服务中心,我姓李。", 0))
        await agent.sees(lambda board: board.transcript is not None)
        again = desk.agent("li")
        await again.begin(ready=False, take_over=True)
        assert again.board.transcript is not None
        assert again.board.transcript.lines[0].text == "您好,物业服务中心,我姓李。"


async def test_the_words_go_with_their_recordings(tmp_path: Path) -> None:
    async with stage(tmp_path, recording_keep_days=10) as desk:
        database = Database(desk.settings.database_url)
        log = EventLog(database, Projector(desk.settings.cadence))
        shelf = TranscriptShelf(database, log, desk.settings.data, desk.settings.retention)
        old = replace(said("old", "您好", 0), at=time.time() - 11 * 86_400)
        await shelf.keep(old, (), "v1")
        await shelf.keep(said("new", "您好", 0), (), "v1")
        assert [one.call_id for one in await shelf.entries_since(0.0)] == ["new", "old"]
        assert [one.text for one in await shelf.entries_of("new")] == ["您好"]
        assert await shelf.entries_of("none") == ()
        assert await shelf.sweep(time.time()) == 1
        assert [one.call_id for one in await shelf.entries_since(0.0)] == ["new"]
        await database.close()


async def test_a_call_without_words_says_so(tmp_path: Path) -> None:
    async with stage(tmp_path) as desk:
        people = People(Database(desk.settings.database_url))
        await people.create(NewAgent(login="qa", password=PASSWORD, name="质检", surname="质", role=Role.QA))
        assert (await read(desk, "none", "qa")).status_code == 404
        await until(lambda: True)
