"""Recordings of a running line: content, masks, messages, a full disk, a line that is killed."""

import asyncio
import io
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from telephony.commands import AnswerQueue, MaskRecording, TakeMessage, UnmaskRecording
from telephony.connectors.base import FRAME_BYTES
from telephony.events import CallAnswered, CallEnded, EndCause, QueueAnswered
from telephony.frames import AudioFrame
from telephony.recording.keys import load_keys
from telephony.recording.recorder import Recorder
from telephony.recording.store import Facts, left_behind, path_of, read_whole
from telephony.recording_events import RecordingFailed, RecordingFinished, RecordingMasked, RecordingStarted
from tests.integration.line_rig import Rig, rig
from tests.sip_bench import level, tone


def frames_of_tone(frequency: float) -> Iterator[bytes]:
    """Twenty milliseconds at a time."""
    sound = tone(frequency, 4.0)
    return (sound[at : at + FRAME_BYTES] for at in range(0, len(sound), FRAME_BYTES))


Sound = np.ndarray[Any, np.dtype[np.int16]]


def read(made: Rig, done: RecordingFinished) -> tuple[Facts, Sound]:
    (path,) = (made.folder / "recordings").glob(f"*/*/*/{done.recording_id}.sxr")
    assert path.stat().st_size == done.size
    with path.open("rb") as file:
        facts, flac = read_whole(file, load_keys(made.folder).known)
    samples, rate = soundfile.read(io.BytesIO(flac), dtype="int16")
    assert rate == 8000
    return facts, samples


async def test_both_sides_are_recorded_apart_and_as_long_as_the_talk(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        headset = await made.headset()
        leg = await made.dial()
        call_id = await made.desk.call()
        await made.desk.answer(call_id)
        answered = await made.desk.hears(CallAnswered)
        await made.caller.answered.wait()
        agent, caller = frames_of_tone(1000), frames_of_tone(400)
        for number in range(75):
            leg.send(next(caller))
            await headset.send(bytes(AudioFrame(number, number * 160, next(agent))))
            await asyncio.sleep(0.02)
        leg.hang_up()
        ended = await made.desk.hears(CallEnded)
        done = await made.desk.hears(RecordingFinished)
        facts, samples = read(made, done)
        assert (facts.call_id, facts.masks, facts.voicemail) == (call_id, (), False)
        assert abs(done.length_ms - (ended.ended_ms - answered.ok_sent_ms)) <= 20
        assert len(samples) * 1000 // 8000 == done.length_ms
        said = samples[len(samples) // 3 : len(samples) * 2 // 3]
        assert level(said[:, 0].tobytes(), 1000) > 10 * level(said[:, 0].tobytes(), 400)
        assert level(said[:, 1].tobytes(), 400) > 10 * level(said[:, 1].tobytes(), 1000)
        await headset.close()


async def test_a_mask_is_told_and_silent(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        leg = await made.dial()
        call_id = await made.desk.call()
        await made.desk.answer(call_id)
        await made.caller.answered.wait()
        await made.desk.hears(RecordingStarted)
        await made.desk.command(MaskRecording(command_id="m", call_id=call_id, agent_id="li", reason="身份证号"))
        await made.desk.hears(RecordingMasked)
        caller = frames_of_tone(400)
        for _ in range(25):
            leg.send(next(caller))
            await asyncio.sleep(0.02)
        await made.desk.command(UnmaskRecording(command_id="u", call_id=call_id, agent_id="li"))
        await asyncio.sleep(0.3)
        leg.hang_up()
        facts, samples = read(made, await made.desk.hears(RecordingFinished))
        (mask,) = facts.masks
        assert (mask.reason, mask.agent_id) == ("身份证号", "li")
        assert mask.until_ms is not None
        assert not samples[mask.from_ms * 8 : mask.until_ms * 8].any()


async def test_a_caller_leaves_a_message(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        leg = await made.dial()
        call_id = await made.desk.call()
        await made.desk.command(TakeMessage(command_id="t", call_id=call_id, prompts=("d1", "beep"), limit_s=60))
        await made.desk.hears(QueueAnswered)
        await made.desk.hears(RecordingStarted)
        heard = b"".join(made.caller.frames)
        assert level(heard[-16_000:], 1000) > 100  # the tone
        caller = frames_of_tone(400)
        for _ in range(50):
            leg.send(next(caller))
            await asyncio.sleep(0.02)
        leg.hang_up()
        assert (await made.desk.hears(CallEnded)).cause is EndCause.VOICEMAIL
        done = await made.desk.hears(RecordingFinished)
        _, samples = read(made, done)
        assert done.voicemail
        assert level(samples[:, 1].tobytes(), 400) > 100


async def test_a_queue_answers_with_music(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line()
        await made.dial()
        call_id = await made.desk.call()
        await made.desk.command(AnswerQueue(command_id="q", call_id=call_id))
        await made.desk.hears(QueueAnswered)
        await asyncio.sleep(0.6)
        assert np.abs(np.frombuffer(b"".join(made.caller.frames), "<i2")).max() > 500
        assert not made.desk.kinds(RecordingStarted)  # nobody talks


async def test_a_full_disk_ends_the_recording_and_not_the_call(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line(recording_free_mb=1_000_000_000)
        leg = await made.dial()
        call_id = await made.desk.call()
        await made.desk.answer(call_id)
        failed = await made.desk.hears(RecordingFailed)
        assert "MB are free" in failed.reason
        await asyncio.sleep(0.6)
        leg.hang_up()
        ended = await made.desk.hears(CallEnded)
        assert ended.cause is EndCause.COMPLETED
        assert len(made.desk.kinds(RecordingFailed)) == 1


async def test_a_line_that_records_nothing(tmp_path: Path) -> None:
    async with rig(tmp_path) as made:
        await made.start_line(record=False)
        leg = await made.dial()
        await made.desk.answer(await made.desk.call())
        await made.caller.answered.wait()
        leg.hang_up()
        await made.desk.hears(CallEnded)
        assert not made.desk.kinds(RecordingStarted)
        assert not (tmp_path / "recordings").exists()


KILLED = """
import asyncio, sys, time
from pathlib import Path
from telephony.connectors.base import FRAME_BYTES
from telephony.recording.keys import load_keys
from telephony.recording.recorder import Recorder

async def main(folder):
    recorder = Recorder(folder, load_keys(folder), lambda event: None, free_mb=0)
    tape = recorder.tape("c-1", lambda now: 0.0)
    task = asyncio.create_task(recorder.run())
    began = time.monotonic()
    tape.begin(began)
    while True:
        tape.caller_said(b"\\x01\\x02" * (FRAME_BYTES // 2))
        print(time.monotonic() - began, flush=True)
        await asyncio.sleep(0.02)

asyncio.run(main(Path(sys.argv[1])))
"""


async def test_a_line_that_is_killed_loses_a_second_at_most(tmp_path: Path) -> None:
    def spoken() -> float:
        """Seconds that the process had recorded when it was killed."""
        command = [sys.executable, "-c", KILLED, str(tmp_path)]
        last = 0.0
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as one:
            assert one.stdout is not None
            for line in one.stdout:
                last = float(line)
                if last > 3.0:
                    one.send_signal(signal.SIGKILL)
                    break
        return last

    last = await asyncio.to_thread(spoken)
    (part,) = left_behind(tmp_path)
    events: list[Any] = []
    told = asyncio.Event()

    def tell(event: object) -> None:
        events.append(event)
        told.set()

    recorder = Recorder(tmp_path, load_keys(tmp_path), tell)
    task = asyncio.create_task(recorder.run())
    await asyncio.wait_for(told.wait(), 10)
    task.cancel()
    await recorder.stop(1.0)
    (done,) = events
    assert isinstance(done, RecordingFinished)
    assert done.length_ms / 1000 > last - 1.0
    assert not part.exists()
    assert done.call_id == "c-1"
    found = path_of(tmp_path, Facts(recording_id=done.recording_id, call_id="c-1", began_at=time.time()))
    assert found.exists()


@pytest.mark.parametrize("reason", ["a", "b"])
async def test_a_mask_before_the_recording_began_is_of_no_effect(tmp_path: Path, reason: str) -> None:
    events: list[Any] = []
    recorder = Recorder(tmp_path, load_keys(tmp_path), events.append)
    recorder.tape("c", lambda now: 0.0).mask("li", reason, 1.0)
    assert events == []
    await recorder.stop(1.0)
