"""The line process with a real SIP caller, a real link and a real headset socket."""

import asyncio
import struct
from pathlib import Path

import msgspec
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from telephony.commands import Answer
from telephony.connectors.base import FRAME_BYTES
from telephony.errors import AddressInUse, SettingsError
from telephony.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallEstablished,
    CallRinging,
    CommandRefused,
    EndCause,
    HeadsetAttached,
    HeadsetLost,
    LineStarted,
    LineStopped,
    Side,
)
from telephony.frames import AudioFrame, HeadsetNotice, Joined
from tests.integration.line_rig import Rig, rig
from tests.sip_bench import level, speaking, tone


def frames_of(hertz: float, count: int) -> list[bytes]:
    """A tone in frames of 20 ms."""
    wave = tone(hertz, count * 0.02)
    return [wave[at : at + FRAME_BYTES] for at in range(0, len(wave), FRAME_BYTES)]


def hears(frames: list[bytes], hertz: float) -> bool:
    """Whether the tone is there and another is not, in the middle of what was heard."""
    middle = b"".join(loud(frames)[10:40])
    return level(middle, hertz) > 20 * level(middle, hertz * 1.7)


def loud(frames: list[bytes]) -> list[bytes]:
    """Frames above a murmur; A-law knows no true zero."""
    return [f for f in frames if max(abs(s) for (s,) in struct.iter_unpack("<h", f)) > 100]


async def answered(made: Rig) -> str:
    await made.dial()
    call_id = await made.desk.call()
    await made.desk.hears(CallRinging)
    await made.desk.answer(call_id)
    await made.desk.hears(CallEstablished)
    return call_id


async def test_a_call_from_invite_to_the_callers_bye(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        leg = await made.dial()
        await made.caller.ringing.wait()
        call_id = await made.desk.call()
        await asyncio.sleep(0.2)
        await made.desk.answer(call_id)
        await made.caller.answered.wait()
        await made.desk.hears(CallEstablished)
        leg.hang_up()
        ended = await made.desk.hears(CallEnded)

        arrived = await made.desk.hears(CallArrived)
        ringing = await made.desk.hears(CallRinging)
        picked = await made.desk.hears(CallAnswered)
        confirmed = await made.desk.hears(CallEstablished)
        assert (arrived.number, arrived.called) == ("13800000001", "hotline")
        times = [ringing.ringing_ms, picked.picked_up_ms, picked.ok_sent_ms, confirmed.ack_ms, ended.ended_ms]
        assert times == sorted(times)
        assert 0 <= ringing.ringing_ms < picked.picked_up_ms
        assert picked.error_ms >= 1.0
        assert (ended.by, ended.cause) == (Side.CALLER, EndCause.COMPLETED)
        assert ended.quality is not None
        assert [one.seq for one in made.desk.numbered] == list(range(1, len(made.desk.numbered) + 1))
        assert isinstance(made.desk.events[0], LineStarted)
        assert all(header.startswith("Bearer ") for header in made.desk.tokens)


async def test_the_agent_hangs_up(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        call_id = await answered(made)
        await made.desk.hang_up(call_id)
        ended = await made.desk.hears(CallEnded)
        await made.caller.ended.wait()
        assert (ended.by, ended.cause) == (Side.AGENT, EndCause.COMPLETED)
        assert made.caller.end is not None
        assert made.caller.end.answered


async def test_a_caller_who_gives_up_is_abandoned(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        leg = await made.dial()
        await made.desk.hears(CallRinging)
        leg.hang_up()
        ended = await made.desk.hears(CallEnded)
        assert (ended.by, ended.cause) == (Side.CALLER, EndCause.ABANDONED)
        await made.desk.answer(ended.call_id)
        refused = await made.desk.hears(CommandRefused)
        assert refused.reason == "no such call"


async def test_stopping_the_line_says_bye_and_tells_the_desk(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        await answered(made)
        await made.stop_line()
        await made.caller.ended.wait()
        ended = await made.desk.hears(CallEnded)
        assert (ended.by, ended.cause) == (Side.LINE, EndCause.SHUTDOWN)
        assert isinstance(made.desk.events[-1], LineStopped)


async def test_a_full_line_refuses_and_records_the_call(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line(max_calls=1)
        await answered(made)
        await made.dial()
        refused = await made.desk.hears(CallEnded)
        assert (refused.cause, refused.sip_status) == (EndCause.REJECTED, 503)
        assert len(made.desk.kinds(CallArrived)) == 2


async def test_a_command_that_comes_twice_is_carried_out_once(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        await made.dial()
        call_id = await made.desk.call()
        command = Answer(command_id="the-same", call_id=call_id, agent_id="li")
        await made.desk.command(command)
        await made.desk.command(command)
        await made.desk.hears(CallEstablished)
        await made.desk.hang_up(call_id)
        await made.desk.hears(CallEnded)
        assert len(made.desk.kinds(CallAnswered)) == 1
        assert not made.desk.kinds(CommandRefused)


async def test_a_desk_that_vanishes_in_mid_call_gets_every_event_once(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        leg = await made.dial()
        call_id = await made.desk.call()
        await made.desk.answer(call_id)
        await made.desk.hears(CallEstablished)
        await made.desk.stop()
        leg.hang_up()
        await made.caller.ended.wait()
        await made.desk.start()
        await made.desk.hears(CallEnded)
        assert [one.seq for one in made.desk.numbered] == list(range(1, len(made.desk.numbered) + 1))
        assert len(made.desk.hellos) >= 2


async def test_nonsense_from_the_desk_stops_nothing(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        await made.dial()
        call_id = await made.desk.call()
        for text in ("", "{", '{"type":"Dance"}', '{"type":"Answer"}', "\x00"):
            await made.desk.send_raw(text)
        await made.desk.answer(call_id)
        await made.desk.hears(CallEstablished)


async def test_a_tone_goes_both_ways_through_the_headset(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        headset = await made.headset()
        leg = await made.dial()
        call_id = await made.desk.call()
        await made.desk.answer(call_id)
        await made.desk.hears(HeadsetAttached)
        heard: list[bytes] = []

        async def listen() -> None:
            async for data in headset:
                if isinstance(data, bytes):
                    heard.append(AudioFrame.parse(data).pcm)

        listening = asyncio.create_task(listen())
        for n, (low, high) in enumerate(zip(frames_of(440, 75), frames_of(1000, 75), strict=True)):
            leg.send(low)
            await headset.send(bytes(AudioFrame(n, n * 160, high)))
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
        listening.cancel()
        assert hears(heard, 440)
        assert hears(made.caller.frames, 1000)
        await made.desk.hang_up(call_id)


async def test_without_a_headset_the_caller_hears_silence_until_it_joins(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        call_id = await answered(made)
        await asyncio.sleep(0.5)
        assert len(made.caller.frames) > 10
        assert not loud(made.caller.frames)
        headset = await made.headset()
        await made.desk.hears(HeadsetAttached, call_id=call_id)
        await headset.close()
        await made.desk.hears(HeadsetLost, call_id=call_id)
        again = await made.headset()
        await made.desk.hears(HeadsetAttached, count=2)
        await again.close()


async def test_a_newer_headset_of_the_same_agent_takes_over(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        first = await made.headset()
        second = await made.headset()
        with pytest.raises(ConnectionClosed):
            await first.recv()
        leg = await made.dial()
        await made.desk.answer(await made.desk.call())
        await made.desk.hears(HeadsetAttached)
        async with speaking(leg, 440):
            assert msgspec.json.decode(await second.recv(), type=HeadsetNotice) == Joined(
                call_id=await made.desk.call()
            )
            frame = await second.recv()
        assert isinstance(frame, bytes)
        assert len(AudioFrame.parse(frame).pcm) == FRAME_BYTES


async def test_a_headset_without_a_good_token_is_refused(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        with pytest.raises(InvalidStatus) as caught:
            await made.headset(key="another key that is long enough to sign with")
        assert caught.value.response.status_code == 401


async def test_malformed_frames_are_dropped_and_the_headset_goes_on(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        headset = await made.headset()
        await answered(made)
        await headset.send("hello")
        await headset.send(b"\x02" * 328)
        await headset.send(b"short")
        for n, frame in enumerate(frames_of(700, 60)):
            await headset.send(bytes(AudioFrame(n, n * 160, frame)))
            await asyncio.sleep(0.02)
        assert hears(made.caller.frames, 700)


@pytest.mark.parametrize(("setting", "what"), [("headset", "headset socket"), ("sip", "SIP")])
async def test_a_taken_port_is_named(tmp_path: Path, setting: str, what: str) -> None:
    async with rig(tmp_path) as made:
        ready = await made.start_line()
        taken = {"sip": ready.sip_address, "headset": ready.headset_url.split("/")[2]}
        other = Rig(tmp_path / "other", made.desk, made.caller)
        with pytest.raises(AddressInUse, match=what) as caught:
            await other.start_line(**{setting: taken[setting]})
        assert caught.value.where == taken[setting]


async def test_an_unknown_connector_is_named_with_those_there_are(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        with pytest.raises(SettingsError, match="aiosipua"):
            await made.start_line(connector="carrier-pigeon")
