"""The line's listening with a small made-up process: what it says becomes events, and its end is survived."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from telephony.connectors.base import FRAME_BYTES
from telephony.events import Side
from telephony.listening.ear import Deaf
from telephony.listening.listener import Listener
from telephony.speech_events import ListeningChanged, ListeningState, PassingEvent, SpeechHeard

FRAME = b"\x01" * FRAME_BYTES
PROCESS = """
import sys
from telephony.listening.base import Heard, Hypothesis
from telephony.listening.worker_wire import *
import msgspec
out = sys.stdout.buffer
def say(message):
    out.write(frame_of(message)); out.flush()
if {unusable}:
    say(Unusable("package", "not installed")); sys.exit(1)
say(Ready("made up 1", "model 1"))
seen = 0
while (body := read_frame(sys.stdin.buffer)) is not None:
    message = msgspec.msgpack.decode(body, type=ToWorker)
    if isinstance(message, Audio) and message.pcm:
        heard = Heard(segment=seen, text="请稍等", start=message.at, end=message.at + 0.1, final=True,
                      n_best=(Hypothesis("请稍等", -0.1), Hypothesis("请少等", -0.3)))
        seen += 1
        say(Understood(message.voice, heard))
        say(Load({behind}, seen, 0))
        if {dies}:
            sys.exit(3)
    elif isinstance(message, Finish):
        say(Gone(message.voice))
"""


class Told:
    """The events, and a way to wait for one."""

    def __init__(self) -> None:
        self.events: list[PassingEvent] = []
        self._news = asyncio.Event()

    def __call__(self, event: PassingEvent) -> None:
        self.events.append(event)
        self._news.set()

    @property
    def speech(self) -> list[SpeechHeard]:
        return [one for one in self.events if isinstance(one, SpeechHeard)]

    @property
    def states(self) -> list[ListeningState]:
        return [one.state for one in self.events if isinstance(one, ListeningChanged)]

    async def until(self, state: ListeningState | None = None, *, times: int = 1, speech: int = 0) -> None:
        async with asyncio.timeout(30):
            while (state is not None and self.states.count(state) < times) or len(self.speech) < speech:
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def listening(
    folder: Path, *, unusable: bool = False, dies: bool = False, behind: float = 0.0
) -> AsyncIterator[tuple[Listener, Told]]:
    told = Told()
    script = PROCESS.format(unusable=unusable, dies=dies, behind=behind)
    listener = Listener(folder, 1, told, command=(sys.executable, "-c", script))
    running = asyncio.create_task(listener.run())
    try:
        yield listener, told
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def speak(listener: Listener, call_id: str = "call-1") -> None:
    ear = listener.ear(call_id, lambda at: (at - 90.0) * 1000)
    ear.begin(100.0)
    for place in range(5):
        ear.agent_said("li", FRAME, 100.0 + place * 0.02)
    ear.finish(100.2)


async def test_what_is_understood_becomes_an_event_with_times_of_the_call(tmp_path: Path) -> None:
    async with listening(tmp_path) as (listener, told):
        await told.until(ListeningState.ON)
        speak(listener)
        await told.until(speech=1)
        (heard,) = told.speech
    assert (heard.call_id, heard.side, heard.agent_id) == ("call-1", Side.AGENT, "li")
    assert heard.readings == ("请稍等", "请少等")
    assert heard.start_ms == pytest.approx(10_000)
    assert heard.offset_ms == pytest.approx(0)
    assert (heard.engine, heard.model) == ("made up 1", "model 1")


async def test_a_process_that_ends_is_said_and_started_again(tmp_path: Path) -> None:
    async with listening(tmp_path, dies=True) as (listener, told):
        await told.until(ListeningState.ON)
        ear = listener.ear("call-1", lambda at: at * 1000)
        ear.begin(0.0)
        for place in range(5):
            ear.agent_said("li", FRAME, place * 0.02)
        await told.until(ListeningState.FAILED)
        await told.until(ListeningState.ON, times=2)
        for place in range(5, 10):
            ear.agent_said("li", FRAME, place * 0.02)
        await told.until(speech=2)
    assert [one.segment for one in told.speech] == [0, 1], "the new process's segments follow the old one's"


async def test_text_that_comes_late_is_said(tmp_path: Path) -> None:
    async with listening(tmp_path, behind=5.0) as (listener, told):
        await told.until(ListeningState.ON)
        speak(listener)
        await told.until(ListeningState.BUSY)


async def test_a_process_that_cannot_be_is_not_started_again(tmp_path: Path) -> None:
    async with listening(tmp_path, unusable=True) as (listener, told):
        await told.until(ListeningState.OFF)
        assert isinstance(listener.ear("call-1", float), Deaf)
    last = told.events[-1]
    assert isinstance(last, ListeningChanged)
    assert last.detail == "package: not installed"


@pytest.mark.parametrize(("wanted", "detail"), [(True, "hotline listen setup"), (False, "listening = false")])
async def test_without_a_model_or_a_wish_no_process_is_started(tmp_path: Path, wanted: bool, detail: str) -> None:
    told = Told()
    listener = Listener(tmp_path / "none", 1, told, wanted=wanted, command=("does-not-exist",))
    assert isinstance(listener.ear("call-1", float), Deaf)
    running = asyncio.create_task(listener.run())
    await told.until(ListeningState.OFF)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    last = told.events[-1]
    assert isinstance(last, ListeningChanged)
    assert last.detail == detail
