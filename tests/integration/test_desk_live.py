"""The desk's live side as a whole: a real desk and database, real consoles, a line that speaks the wire."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api.log_events import AgentSignedIn, CallOffered, OfferEnded
from api.schemas import BoardShown, Done, Explained, Goodbye, SignOn, SignOut, Snapshot
from console.errors import AlreadySignedIn, RequestRefused
from telephony.commands import Answer, HangUp
from telephony.events import CallAnswered, CallArrived, EndCause
from tests.integration.live_stage import HEADSET, BareConsole, Line, stage, until
from tests.unit.api import desk_samples as sample


async def test_a_whole_call_from_the_ring_to_the_ticket(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin()
        assert li.board.headset is not None
        assert li.board.headset.url == HEADSET
        call_id = await on.line.rings()
        await li.is_offered(call_id)
        await li.sees(lambda board: board.call is not None and board.call.resident is not None, "resident")
        assert li.board.call is not None
        assert li.board.call.resident is not None
        assert li.board.call.resident.name == "王芳"
        await li.client.accept(call_id)
        await on.line.obeys(call_id)
        await li.is_in("talking")
        await li.client.hang_up(call_id)
        await on.line.asked(HangUp, call_id)
        await on.line.ends(call_id)
        await li.sees(lambda board: [call.call_id for call in board.pending] == [call_id], "pending")
        assert li.board.me.state == "wrap_up"

        saved = await li.client.dispose(call_id, sample.complaint())
        assert saved.ticket is not None
        assert saved.ticket.call_id == call_id
        await li.sees(lambda board: board.pending == () and board.call is None, "no call left")
        await li.client.ready()
        await li.sees(lambda board: board.floor.ready == 1 and board.floor.today_met == 1, "today's figures")
        detail = await li.client.call(call_id)
        assert detail.call.ticket_number == saved.ticket.number
        assert detail.call.cause is EndCause.COMPLETED
        assert set(detail.times_ms) == {"ringing", "picked_up", "ok_sent", "ack", "ended"}
        await on.on_disk()
        assert len(await on.events(CallOffered)) == len(await on.events(OfferEnded)) == 1


async def test_an_agent_picks_up_what_rings_at_another(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li, zhao = on.agent("li"), on.agent("zhao")
        await li.begin()
        await zhao.begin(ready=False)
        await zhao.client.pause("lunch")
        call_id = await on.line.rings()
        await li.is_offered(call_id)
        await zhao.sees(lambda board: [one.call_id for one in board.floor.waiting] == [call_id], "who waits")
        await zhao.client.accept(call_id)
        with pytest.raises(RequestRefused) as late:
            await li.client.accept(call_id)
        assert late.value.code == "taken"
        assert (await on.line.obeys(call_id)).agent_id == zhao.agent_id
        await zhao.is_in("talking")
        await li.sees(lambda board: board.me.state == "ready" and board.call is None, "the offer is gone")
        with pytest.raises(RequestRefused) as later:
            await li.client.accept(call_id)
        assert later.value.code == "taken"


async def test_a_caller_who_gives_up_while_being_answered_leaves_the_agent_ready(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin()
        call_id = await on.line.rings()
        await li.takes(call_id)
        await on.line.ends(call_id, EndCause.ABANDONED)
        await li.sees(lambda board: board.me.state == "ready" and board.call is None, "ready again")
        await li.is_offered(await on.line.rings())


async def test_a_second_sign_in_is_refused_and_can_take_over(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        first, second = on.agent("li"), on.agent("li")
        await first.begin()
        call_id = await on.line.rings()
        await first.takes(call_id)
        await on.line.obeys(call_id)
        await first.is_in("talking")
        with pytest.raises(AlreadySignedIn, match=r"\(li\) is signed in at 127\.0\.0\.1 since \d\d-\d\d \d\d:\d\d$"):
            await second.begin(ready=False)
        assert first.client.linked
        await second.begin(ready=False, take_over=True)
        assert second.board.me.state == "talking"
        assert second.board.call is not None
        assert second.board.call.call_id == call_id
        assert second.board.session != first.board.session
        await until(lambda: Goodbye in [type(one) for one in first.told], "goodbye")
        (goodbye,) = [one for one in first.told if isinstance(one, Goodbye)]
        assert goodbye.code == "taken_over"
        assert "在 127.0.0.1 登录并接管" in goodbye.zh
        await on.line.ends(call_id)
        await second.is_in("wrap_up")
        assert first.board.me.state == "talking"


async def test_a_sign_out_is_answered_before_the_goodbye(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        session = await li.client.sign_in("li", "eight-or-more")
        console = await BareConsole.open(on.url, session.token, SignOn())
        await console.send(SignOut(request_id=7))
        heard = await console.read_to_the_end()
        assert [one for one in heard if isinstance(one, Done | Goodbye)] == [
            Done(request_id=7, ok=True),
            Goodbye(code="signed_out", zh="已签出", en="signed out"),
        ]


async def test_a_console_that_breaks_resumes_with_exactly_what_it_missed(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li, zhao = on.agent("li"), on.agent("zhao")
        await zhao.begin(ready=False)
        session = await li.client.sign_in("li", "eight-or-more")
        console = await BareConsole.open(on.url, session.token, SignOn())
        snapshot = await console.read()
        assert isinstance(snapshot, Snapshot)
        await console.cut()
        await zhao.client.ready()
        call_id = await on.line.rings()
        await zhao.is_offered(call_id)
        await zhao.sees(lambda board: len(board.floor.waiting) == 1, "who waits")
        console = await BareConsole.open(
            on.url, session.token, SignOn(session=snapshot.session, have=snapshot.number)
        )
        numbers: list[int] = []
        waits = False
        while not waits:
            message = await console.read()
            assert not isinstance(message, Snapshot | Done | Goodbye | BoardShown)
            numbers.append(message.number)
            floor = getattr(message, "floor", None)
            waits = floor is not None and [one.call_id for one in floor.waiting] == [call_id]
        assert numbers == list(range(snapshot.number + 1, snapshot.number + 1 + len(numbers)))
        last = numbers[-1]
        await console.cut()
        console = await BareConsole.open(on.url, session.token, SignOn(session=snapshot.session, have=last))
        message = await console.read()
        assert not isinstance(message, Snapshot | Done | Goodbye | BoardShown)
        assert message.number == last + 1
        await console.cut()
        console = await BareConsole.open(on.url, session.token, SignOn(session="of another desk", have=last))
        assert isinstance(await console.read(), Snapshot)


async def test_a_wrong_link_key_is_refused(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        stranger = Line("line-2")
        with pytest.raises((InvalidStatus, ConnectionClosed)) as refused:
            await stranger.connect(on.url, key="another key, as long as the right one is")
        error = refused.value
        if isinstance(error, InvalidStatus):
            assert error.response.status_code == 403
        else:
            assert isinstance(error, ConnectionClosed)
            assert error.rcvd is not None
            assert error.rcvd.code == 4401


async def test_what_a_line_sends_twice_is_logged_and_acted_on_once(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin()
        call_id = await on.line.rings()
        await li.takes(call_id)
        await on.line.obeys(call_id)
        await on.line.ends(call_id)
        await li.is_in("wrap_up")
        await on.line.again(1)
        await on.line.disconnect()
        await on.connect_line()
        await on.line.again(1)
        second = await on.line.rings()
        await li.client.ready()
        await li.is_offered(second)
        await on.on_disk()
        assert len(await on.events(CallArrived)) == 2
        await li.sees(lambda board: len(board.floor.waiting) == 1, "who waits")
        assert li.board.floor.today_calls == 2
        assert len(await on.events(CallAnswered)) == 1
        assert [call.call_id for call in li.board.pending] == [call_id]


async def test_while_a_line_is_away_its_calls_are_not_accepted_and_then_they_are(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin()
        call_id = await on.line.rings()
        await li.is_offered(call_id)
        await on.line.disconnect()
        await li.sees(lambda board: not board.floor.line_up, "the line is away")
        with pytest.raises(RequestRefused) as refused:
            await li.client.accept(call_id)
        assert refused.value.code == "line_away"
        await on.connect_line()
        await li.sees(lambda board: board.floor.line_up, "the line is back")
        await li.client.accept(call_id)
        await on.line.obeys(call_id)
        await li.is_in("talking")


async def test_a_command_that_its_link_swallowed_comes_again(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin()
        call_id = await on.line.rings()
        await li.takes(call_id)
        lost = await on.line.asked(Answer, call_id)
        on.line.commands.clear()
        await on.line.disconnect()
        await on.connect_line()
        again = await on.line.obeys(call_id)
        assert again == lost
        await li.is_in("talking")


async def test_a_line_that_starts_anew_ends_its_calls_as_interrupted(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li, zhao = on.agent("li"), on.agent("zhao")
        await li.begin()
        call_id = await on.line.rings()
        await li.takes(call_id)
        await on.line.obeys(call_id)
        await li.is_in("talking")
        await zhao.begin()
        waiting = await on.line.rings("13900000000")
        await zhao.is_offered(waiting)
        await on.line.starts()
        await li.sees(lambda board: [one.call_id for one in board.pending] == [call_id], "pending")
        await zhao.sees(lambda board: board.me.state == "ready" and board.call is None, "zhao is free")
        assert li.board.me.state == "wrap_up"
        await on.on_disk()
        assert (await li.client.call(call_id)).call.cause is EndCause.INTERRUPTED
        await zhao.sees(lambda board: board.floor.waiting == (), "an empty queue")


async def test_a_locked_database_does_not_stop_answering(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        li = on.agent("li")
        await li.begin()
        await on.on_disk()
        before = len(on.line.journal)
        other = sqlite3.connect(on.settings.folder / "hotline.db", isolation_level=None, timeout=60)
        try:
            other.execute("BEGIN EXCLUSIVE")
            call_id = await on.line.rings()
            await li.takes(call_id)
            await on.line.obeys(call_id)
            await li.is_in("talking")
            await asyncio.sleep(0.3)
            assert on.line.acknowledged == before
            other.execute("ROLLBACK")
        finally:
            other.close()
        await on.line.ends(call_id)
        await on.on_disk()
        of_line = ("CallArrived", "CallRinging", "CallAnswered", "CallEstablished", "CallEnded")
        assert tuple(one for one in await on.kinds_of(call_id) if one in of_line) == of_line
        assert len(await on.events(AgentSignedIn)) == 1
        assert (await li.client.dispose(call_id, Explained())).call.disposition == "explained"
