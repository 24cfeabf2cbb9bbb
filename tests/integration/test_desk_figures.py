"""Figures of a real desk: live ones are those of the log, supervisors see the board, alarms are told once."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from api.alarms.events import AlarmAcknowledged, AlarmRaised
from api.figures.book import Book
from api.schemas import Board, BoardShown
from console.client import DeskClient
from telephony.events import EndCause
from tests.integration.desk_rest_rig import PASSWORD, desk, problem
from tests.integration.live_stage import PATIENCE_S, Stage, stage, until
from tests.unit.api import desk_samples as sample

Own = tuple[int, int, int, int]


def own_figures(board: Board) -> dict[str, Own]:
    """What the board says of each agent's day."""
    return {one.agent_id: (one.answered, one.met, one.talk_ms, one.paused_ms) for one in board.agents}


def own_recomputed(book: Book, board: Board) -> dict[str, Own]:
    """The same, from the log."""
    days = {one.agent_id: book.agent(one.agent_id, board.at) for one in board.agents}
    return {key: (one.answered, one.rings.met, one.talk_ms, one.paused_ms) for key, one in days.items()}


async def recomputed(on: Stage, board: Board) -> Book:
    """The day of this board, from the log alone."""
    book, lines = Book(sample.CN, on.settings.level_rule, board.since), dict[str, str]()
    async for one in on.log.read():
        lines[one.stream_id] = getattr(one.event, "line_id", "") or lines.get(one.stream_id, "")
        book.receive(one.event, one.stream_id, lines[one.stream_id])
    return book


async def watching(on: Stage, boards: list[Board]) -> DeskClient:
    """The chief's console, which asked for the board."""
    client = DeskClient(on.url, lang="en", board=True)
    client.listen(lambda told: boards.append(told.board) if isinstance(told, BoardShown) else None)
    await client.sign_in("chief", PASSWORD)
    await client.open()
    return client


async def test_live_figures_are_those_of_the_log_exactly_before_and_after_a_restart(tmp_path: Path) -> None:
    async with stage(tmp_path, chiefs=("chief",)) as on:
        boards: list[Board] = []
        client = await watching(on, boards)
        li = on.agent("li")
        await li.begin()
        for _ in range(2):
            call_id = await on.line.rings()
            await li.takes(call_id)
            await on.line.obeys(call_id)
            await on.line.ends(call_id)
            await li.is_in("wrap_up")
            await li.client.dispose(call_id, sample.complaint())
            await li.client.ready()
        lost = await on.line.rings("13900001111")
        await li.is_offered(lost)
        await on.line.ends(lost, EndCause.ABANDONED)
        await li.client.pause("meal")
        await until(lambda: bool(boards) and "meal" in [one.reason for one in boards[-1].agents], "the pause")
        await until(lambda: boards[-1].today.given_up == 1, "a board with the lost call")
        board = boards[-1]
        assert (board.today.calls, board.today.answered, board.today.given_up_short) == (3, 2, 1)
        assert board.today.wrap_up_ms > 0
        assert board.today.occupancy is not None
        async with asyncio.timeout(PATIENCE_S):  # until the desk's own events are on disk, too
            while (await recomputed(on, board)).figures(board.at) != board.today:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert own_figures(board) == own_recomputed(await recomputed(on, board), board)
        owed = (await li.client.duty()).page.total
        await until(lambda: owed == boards[-1].duty_open == 1, "the counted duty list")
        await client.close()
        await on.stop_desk()
        await on.start_desk()
        again: list[Board] = []
        client = await watching(on, again)
        await until(
            lambda: bool(again) and again[-1].tickets.open > 0 < again[-1].duty_open, "a board after the restart"
        )
        after = again[-1]
        assert (after.today.calls, after.today.answered, after.today.wait_ms) == (3, 2, board.today.wait_ms)
        assert after.duty_open == owed
        assert after.tickets.open == (await client.figures.open_tickets()).page.total == 2
        await client.close()


async def test_agents_get_no_board_and_an_alarm_is_raised_once_and_acknowledged(tmp_path: Path) -> None:
    async with stage(tmp_path, chiefs=("chief",)) as on:
        boards: list[Board] = []
        client = await watching(on, boards)
        li = on.agent("li")
        told: list[Any] = []
        li.client.listen(told.append)
        await li.begin(ready=False)
        await on.line.rings()
        await until(
            lambda: any(one.kind == "nobody_ready" for one in boards[-1].alarms) if boards else False, "alarm"
        )
        assert not any(isinstance(one, BoardShown) for one in told)
        waits = boards[-1].waiting
        assert [one.rings >= 1 for one in waits] == [True]
        alarm = next(one for one in boards[-1].alarms if one.kind == "nobody_ready")
        answer = await client.figures.acknowledge(alarm.alarm_id)
        seen = next(one for one in answer.alarms if one.alarm_id == alarm.alarm_id)
        assert seen.acknowledged_by == on.people["chief"].agent_id
        await client.close()
        await on.stop_desk()
        events = [one.event async for one in on.log.read()]
        raised = [one for one in events if isinstance(one, AlarmRaised) and one.kind == "nobody_ready"]
        assert len(raised) == 1
        assert sum(isinstance(one, AlarmAcknowledged) for one in events) == 1


async def test_reports_are_for_those_who_may_see_figures(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        period = {"since": sample.NOON - 43_200, "until": sample.NOON + 43_200, "step": "hour"}
        for who in ("chief", "qian", "root"):
            report = await rig.get(who, "/api/reports", **period)
            assert (report["total"]["calls"], report["total"]["answered"], report["total"]["given_up"]) == (5, 4, 1)
            assert len(report["buckets"]) == 24
            assert sum(one["figures"]["answered"] for one in report["agents"]) == 4
        for path in ("/api/board", "/api/reports?since=0&until=1", "/api/reports/plan?day=2026-11-30"):
            assert (await rig.ask("li", "GET", path)).status_code == 403
            assert (await rig.ask("", "GET", path)).status_code == 401
        wrong = await rig.ask("chief", "GET", "/api/reports", params={"since": 5, "until": 1})
        assert problem(wrong).code == "invalid"
        assert (await rig.ask("qian", "POST", "/api/alarms/x/acknowledge")).status_code == 403
        assert (await rig.ask("chief", "POST", "/api/alarms/x/acknowledge")).status_code == 409


async def test_a_plan_and_what_one_more_agent_gives(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        plan = await rig.get("chief", "/api/reports/plan", day="2026-11-30", weeks=1, aht_s=180)
        assert (plan["calls"], plan["weeks"]) == (5.0, 1)
        assert plan["rows"][48]["one_more"]["agents"] == plan["rows"][48]["agents"] + 1
        what = await rig.get(
            "chief", "/api/reports/staffing", calls=100, period_s=1800, aht_s=180, target_s=20, aim=0.8
        )
        assert what["needed"] == 14
        row = next(one for one in what["rows"] if one["agents"] == 14)
        assert f"{100 * row['level']:.3f}" == "88.835"


async def test_the_wall_opens_with_its_key_alone_and_names_nobody(tmp_path: Path) -> None:
    async with stage(tmp_path) as on, httpx.AsyncClient(base_url=on.url, follow_redirects=True) as browser:
        li = on.agent("li")
        await li.begin()
        assert "大屏口令" in (await browser.get("/wall")).text
        assert (await browser.get("/wall/events")).status_code == 401
        assert "Wall key" in (await browser.post("/wall/language", data={"lang": "en"})).text
        assert "Wall key" in (await browser.post("/wall/key", data={"key": "wrong"})).text
        key = (on.settings.folder / "wall.key").read_text(encoding="utf-8").strip()
        assert 'id="rings"' in (await browser.post("/wall/key", data={"key": key})).text
        call_id = await on.line.rings()
        await li.is_offered(call_id)
        async with asyncio.timeout(PATIENCE_S), browser.stream("GET", "/wall/events") as events:
            async for line in events.aiter_lines():
                if line.startswith("data:") and '"waited_ms"' in line:
                    break
        assert "li 明" not in line
        assert call_id not in line
        text = (await browser.get("/metrics")).text
        assert "sanxiang_waiting_calls 1.0" in text
        assert (await browser.get("/metrics", headers={"X-Forwarded-For": "8.8.8.8"})).status_code == 403
