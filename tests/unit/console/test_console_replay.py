"""A session is recorded while it runs, and played through the same screens again without any desk."""

import json
import stat
from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from api.schemas import HeadsetAccess
from console import sample
from console.app import ConsoleApp, Settings
from console.audio.ends import NoMicrophone, NoSpeaker
from console.desk import Desk
from console.errors import BrokenTape
from console.headset import Headset
from console.pictures import settle
from console.replay import ReplayDesk, TapedDesk
from console.sample import SampleDesk
from console.sample_records import WALL
from console.tape import Tape, read_tape
from console.widgets.call_card import CallCard
from console.widgets.notes import Notes
from scripts_lib.loader import load
from telephony.events import AgentState

RULES = load().rules


def what_stands(pilot: Pilot[None]) -> tuple[str, str]:
    """The card's first line and the notes."""
    screen = pilot.app.screen
    return screen.query_one(CallCard).content.plain.splitlines()[0], screen.query_one(Notes).text


async def recorded(folder: Path) -> tuple[Path, tuple[str, str]]:
    """A session in which a call is answered and a note typed."""
    now = [100.0]
    path = folder / "session.jsonl"
    tape = Tape(path, lambda: now[0], lambda: WALL)
    desk = SampleDesk(RULES, lambda: now[0])
    access = HeadsetAccess(url="ws://127.0.0.1:1/headset", token="secret-token")
    desk.snapshot = replace(desk.snapshot, headset=access)
    settings = Settings(
        token="sample",
        drafts=folder / "drafts",
        beat_s=None,
        now=lambda: now[0],
        wall=lambda: WALL,
        tape=tape,
    )
    headset = Headset(NoMicrophone(), NoSpeaker())
    app = ConsoleApp(cast(Desk, TapedDesk(desk, tape)), headset, settings)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        now[0] += 0.2
        desk.bring(sample.RINGING, AgentState.RESERVED)
        await settle(pilot)
        now[0] += 0.2
        desk.bring(sample.TALKING, AgentState.TALKING)
        await settle(pilot)
        for key in ("f9", "漏", "水"):
            now[0] += 0.1
            await pilot.press(key)
            await settle(pilot)
        stood = what_stands(pilot)
    headset.close()
    tape.close()
    return path, stood


async def test_the_same_screens_appear_again(tmp_path: Path) -> None:
    path, stood = await recorded(tmp_path)
    assert stood[1] == "漏水"
    head, entries = read_tape(path)
    desk = ReplayDesk(head, entries, speed=10.0)
    played: list[bool] = []

    async def play(app: object) -> None:
        await desk.play(cast(ConsoleApp, app))
        played.append(True)

    settings = Settings(
        token="replay",
        drafts=tmp_path / "others",
        beat_s=None,
        now=desk.now,
        wall=desk.wall,
        play=play,
    )
    app = ConsoleApp(desk.as_desk, Headset(NoMicrophone(), NoSpeaker()), settings)
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(100):
            await settle(pilot)
            if played:
                break
        await settle(pilot)
        assert what_stands(pilot) == stood


async def test_the_tape_is_private_and_holds_no_token(tmp_path: Path) -> None:
    path, _ = await recorded(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "secret-token" not in path.read_text(encoding="utf-8")
    kinds = [json.loads(line)["kind"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert kinds[0] == "head"
    assert {"told", "answer", "key"} <= set(kinds)


async def test_a_tape_that_ended_in_mid_line_is_read_and_another_file_is_refused(tmp_path: Path) -> None:
    path, _ = await recorded(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    assert len(read_tape(path)[1]) == len(whole.splitlines()) - 2
    for content in (b"", b"hello\nworld\n", b'{"at": 0, "kind": "told"}\n'):
        path.write_bytes(content)
        with pytest.raises(BrokenTape):
            read_tape(path)


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "there").touch()
    with pytest.raises(FileExistsError):
        Tape(tmp_path / "there", lambda: 0.0, lambda: 0.0)
