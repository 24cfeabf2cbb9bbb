"""The headset against a real WebSocket server that stands in for the line: tones both ways, breaks, tokens."""

import asyncio
import math
import wave
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
from websockets.asyncio.server import Server, ServerConnection, serve

from api.schemas import HeadsetAccess
from console.audio.ends import WavMicrophone, WavSpeaker
from console.audio.levels import SILENT
from console.headset import Headset, HeadsetState
from telephony.frames import AudioFrame, Joined, Parted


def tone(hz: float, seconds: float) -> bytes:
    at = np.arange(int(8000 * seconds)) / 8000
    return bytes((np.sin(2 * math.pi * hz * at) * 16000).astype("<i2").tobytes())


def strongest(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, dtype="<i2").astype(float)
    return float(np.fft.rfftfreq(samples.size, 1 / 8000)[int(np.abs(np.fft.rfft(samples)).argmax())])


class FakeLine:
    """Accepts headsets, keeps what they send, and lets the test talk to the newest one."""

    def __init__(self) -> None:
        self.frames: list[AudioFrame] = []
        self.tokens: list[str] = []
        self.sockets: list[ServerConnection] = []

    async def handle(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        self.tokens.append(socket.request.headers["Authorization"])
        self.sockets.append(socket)
        async for message in socket:
            assert isinstance(message, bytes)
            self.frames.append(AudioFrame.parse(message))

    async def tell(self, notice: Joined | Parted) -> None:
        await self.sockets[-1].send(msgspec.json.encode(notice), text=True)

    async def play(self, pcm: bytes) -> None:
        for seq, start in enumerate(range(0, len(pcm) - 319, 320)):
            await self.sockets[-1].send(bytes(AudioFrame(seq, seq * 160, pcm[start : start + 320])))
            await asyncio.sleep(0.02)


def access(server: Server, token: str = "one") -> HeadsetAccess:
    port = server.sockets[0].getsockname()[1]
    return HeadsetAccess(url=f"ws://127.0.0.1:{port}/headset", token=token)


async def until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not what():  # noqa: ASYNC110 - another thread changes it
            await asyncio.sleep(0.01)


def wav(path: Path, pcm: bytes) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(pcm)
    return path


async def test_tones_go_both_ways_through_files(tmp_path: Path) -> None:
    line, heard = FakeLine(), tmp_path / "heard.wav"
    headset = Headset(WavMicrophone(wav(tmp_path / "say.wav", tone(700, 2))), WavSpeaker(heard))
    async with serve(line.handle, "127.0.0.1", 0) as server:
        headset.start()
        headset.use(access(server))
        await until(lambda: headset.state is HeadsetState.CONNECTED)
        assert line.frames == [], "nothing leaves the microphone outside a call"
        await line.tell(Joined(call_id="c1"))
        await until(lambda: headset.state is HeadsetState.JOINED)
        await line.play(tone(1200, 0.8))
        assert headset.heard.peak > -10
        assert headset.said.peak > -10
        assert headset.call_id == "c1"
        await line.tell(Parted(call_id="c1"))
        await until(lambda: headset.state is HeadsetState.CONNECTED)
        assert headset.heard == headset.said == SILENT
        headset.close()
        headset.close()
    assert strongest(b"".join(f.pcm for f in line.frames)) == pytest.approx(700, abs=5)
    assert [f.seq for f in line.frames] == list(range(len(line.frames)))
    assert [f.timestamp for f in line.frames][:3] == [0, 160, 320]
    with wave.open(str(heard)) as file:
        assert strongest(file.readframes(file.getnframes())) == pytest.approx(1200, abs=5)


async def test_a_broken_socket_comes_back_with_the_newest_token() -> None:
    line, headset = FakeLine(), Headset()
    async with serve(line.handle, "127.0.0.1", 0) as server:
        headset.start()
        headset.use(access(server))
        await until(lambda: len(line.sockets) == 1)
        await until(lambda: headset.state is HeadsetState.CONNECTED)
        headset.use(access(server, "two"))
        await line.tell(Joined(call_id="c1"))
        await until(lambda: len(line.frames) > 3)
        assert len(line.sockets) == 1, "a new token alone breaks nothing"
        await line.sockets[0].close()
        await until(lambda: len(line.sockets) == 2)
        assert line.tokens == ["Bearer one", "Bearer two"]
        headset.use(None)
        await until(lambda: headset.state is HeadsetState.OFF)
        headset.close()


async def test_without_a_line_it_keeps_trying_and_closes_at_once() -> None:
    headset = Headset()
    headset.start()
    headset.use(HeadsetAccess(url="ws://127.0.0.1:9/headset", token="t"))
    await until(lambda: headset.state is HeadsetState.CONNECTING)
    headset.close()


async def test_an_unfit_microphone_becomes_silence_and_a_sentence(tmp_path: Path) -> None:
    headset = Headset(WavMicrophone(tmp_path / "missing.wav"), WavSpeaker(tmp_path / "no" / "file.wav"))
    headset.start()
    assert len(headset.faults) == 2
    assert "missing.wav" in headset.faults[0].of("zh")
    headset.close()


async def test_no_sound_device_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from console.audio import devices
    from console.errors import AudioFault

    class NoDevice(Exception):
        pass

    class Sound:
        PortAudioError = NoDevice

        @staticmethod
        def RawInputStream(**_: object) -> None:  # noqa: N802 - the library's name
            raise NoDevice("Error querying device -1")

        RawOutputStream = RawInputStream

    monkeypatch.setattr(devices, "sound_module", Sound)
    headset = Headset(devices.DeviceMicrophone(), devices.DeviceSpeaker())
    headset.start()
    assert [fault.of("zh")[:4] for fault in headset.faults] == ["没有可用", "没有可用"]
    headset.close()
    with pytest.raises(AudioFault):
        devices.DeviceMicrophone().start()
