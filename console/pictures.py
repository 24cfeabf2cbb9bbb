"""Makes the README's pictures: `python -m console.pictures docs/images` writes the screens on sample data as SVG.

Every clock stands still, so the same code makes the same picture.
"""

import asyncio
import html
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from rich.cells import cell_len
from textual.pilot import Pilot

from console import sample
from console.app import ConsoleApp, Settings
from console.audio.levels import Level
from console.headset import Headset, HeadsetState
from console.sample import SampleDesk
from console.sample_duty import ALL
from console.sample_records import WALL
from scripts_lib.loader import load
from scripts_lib.model import Rules
from telephony.events import AgentState

NOW = 1000.0
SIZES = ((80, 24), (120, 40), (200, 50))


class StillHeadset(Headset):
    """A headset that shows levels and opens nothing."""

    def start(self) -> None:
        """No thread."""

    def show(self, state: HeadsetState) -> None:
        """Fixed levels."""
        self.state = state
        joined = state is HeadsetState.JOINED
        self.heard = Level(-14.0, -21.0) if joined else Level()
        self.said = Level(-38.0, -45.0) if joined else Level()


class Stage:
    """An app on sample data, with its desk and headset at hand."""

    def __init__(self, rules: Rules, lang: str, drafts: Path, *, dark: bool = True) -> None:
        self.now = NOW
        self.desk = SampleDesk(rules, lambda: self.now)
        self.headset = StillHeadset()
        self.headset.show(HeadsetState.CONNECTED)
        self.lang = lang
        settings = Settings(
            lang=lang,
            token="sample",  # noqa: S106 - no secret
            drafts=drafts,
            dark=dark,
            beat_s=None,
            now=lambda: self.now,
            wall=lambda: WALL,
        )
        self.app = ConsoleApp(self.desk, self.headset, settings)

    async def idle(self, pilot: Pilot[None]) -> None:
        """Ready, nobody waits, one old call to finish."""
        await settle(pilot)
        self.desk.pending(sample.FORGOTTEN)
        await settle(pilot)

    async def ringing(self, pilot: Pilot[None]) -> None:
        """A call rings here, another waits."""
        await self.idle(pilot)
        self.desk.queue(sample.RINGING, sample.SECOND)
        self.desk.bring(sample.RINGING, AgentState.RESERVED, 1_700)
        await settle(pilot)

    async def talking(self, pilot: Pilot[None]) -> None:
        """In the script's third question, with a forbidden phrase in the notes."""
        await self.ringing(pilot)
        self.headset.show(HeadsetState.JOINED)
        self.desk.queue(sample.SECOND)
        self.desk.bring(sample.TALKING, AgentState.TALKING, 45_000)
        await settle(pilot)
        main = self.app.main
        assert main is not None
        main.choose_kind("water_leak")
        await settle(pilot)
        for value in self.answers():
            main.answer_question(value)
            await settle(pilot)
        self.note(pilot)
        await settle(pilot)

    def answers(self) -> tuple[str, ...]:
        """What the sample caller says."""
        if self.lang == "en":
            return ("The kitchen ceiling has been dripping since early morning",)
        return ("厨房天花板一早就开始滴水，橱柜都泡了",)

    def note(self, pilot: Pilot[None]) -> None:
        """Notes with a slip of the tongue."""
        main = self.app.main
        assert main is not None
        said = "王先生，3栋2单元501，厨房漏水。业主问多久来人，答：不知道"
        main.write_notes(said if self.lang == "zh" else f"Mr Wang, 3-2-501, kitchen leak. {said}")

    async def consulting(self, pilot: Pilot[None]) -> None:
        """One caller parked, the other on hold while a colleague is asked; whom to hand on to is being chosen."""
        await self.talking(pilot)
        self.desk.floor(sample.BUSY_FLOOR)
        self.desk.bring(sample.CONSULTING, AgentState.TALKING, 52_000)
        await settle(pilot)

    async def wrap_up(self, pilot: Pilot[None]) -> None:
        """The call is over, the form is open."""
        await self.talking(pilot)
        self.headset.show(HeadsetState.CONNECTED)
        self.desk.queue()
        self.desk.pending(sample.FORGOTTEN, sample.ENDED)
        self.desk.bring(sample.ENDED, AgentState.WRAP_UP, 12_000)
        await settle(pilot)
        await pilot.press("f8")
        await settle(pilot)

    async def owing(self, pilot: Pilot[None]) -> None:
        """The worklist, with a promise that is late, missed callers and a follow-up."""
        self.desk.records.owed = ALL
        await self.idle(pilot)
        await pilot.press("f11")
        await settle(pilot)

    async def saved(self, pilot: Pilot[None]) -> None:
        """The complaint is registered, with its due times."""
        await self.wrap_up(pilot)
        main = self.app.main
        assert main is not None
        known = {"matter": "厨房天花板漏水", "happened_at": "今早六点", "demand": "尽快止水并修复", "nature": "valid"}
        for name, value in known.items():
            main.fill_field(name, value)
        await pilot.press("1")
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)


async def settle(pilot: Pilot[None]) -> None:
    """Let workers, messages and layout come to rest, and draw the clocks once."""
    for _ in range(3):
        await pilot.pause()
    app = pilot.app
    assert isinstance(app, ConsoleApp)
    app.beat()
    await pilot.pause()


Scene = Callable[[Stage, Pilot[None]], Awaitable[None]]
SCENES: dict[str, Scene] = {
    "idle": Stage.idle,
    "ringing": Stage.ringing,
    "talking": Stage.talking,
    "consulting": Stage.consulting,
    "wrap-up": Stage.wrap_up,
    "saved": Stage.saved,
    "owing": Stage.owing,
}


_TEXT = re.compile(
    r'<text (?P<class>[^>]*?)x="(?P<x>[0-9.]+)"(?P<y>[^>]*?)textLength="(?P<length>[0-9.]+)"(?P<more>[^>]*)>'
    r"(?P<text>[^<]*)</text>"
)
_PIECE = re.compile("[^\u00a0]+(?:\u00a0[^\u00a0]+)*")
"""What stands between wide gaps."""


def with_wide_characters(svg: str) -> str:
    """The SVG that the terminal library writes, its Chinese as wide as it is: the library counts a cell for each
    character, and a viewer would squeeze two of them into the room of one. Each piece of a row stands
    at its own cell.
    """

    def mended(found: re.Match[str]) -> str:
        shown = html.unescape(found["text"])
        cell = float(found["length"]) / max(1, len(shown))
        return "".join(
            f'<text {found["class"]}x="{float(found["x"]) + cell * cell_len(shown[: piece.start()]):.5g}"{found["y"]}'
            f'textLength="{cell * (cell_len(piece[0]) or 1):.4g}"{found["more"]}>'
            f"{html.escape(piece[0]).replace(chr(160), '&#160;')}</text>"
            for piece in _PIECE.finditer(shown)
        )

    return _TEXT.sub(mended, svg)


async def picture(scene: str, lang: str, size: tuple[int, int], rules: Rules, *, dark: bool = True) -> str:
    """One screen as SVG."""
    with tempfile.TemporaryDirectory() as drafts:
        stage = Stage(rules, lang, Path(drafts), dark=dark)
        async with stage.app.run_test(size=size) as pilot:
            await SCENES[scene](stage, pilot)
            drawn = stage.app.export_screenshot(title="三响" if lang == "zh" else "Sanxiang")
            return with_wide_characters(drawn)


def write(folder: Path, *, everything: bool) -> list[Path]:
    """The talking screen in both languages; with `everything` each scene at each size, too."""
    folder.mkdir(parents=True, exist_ok=True)
    rules = load().rules
    made: list[Path] = []
    for scene in SCENES if everything else ("talking",):
        for lang in ("zh", "en"):
            for size in SIZES if everything else (SIZES[1],):
                name = f"{scene}-{lang}" + (f"-{size[0]}x{size[1]}" if everything else "")
                made.append(folder / f"{name}.svg")
                made[-1].write_text(asyncio.run(picture(scene, lang, size, rules)), encoding="utf-8")
    return made


if __name__ == "__main__":
    arguments = [one for one in sys.argv[1:] if one != "--all"]
    for path in write(Path(arguments[0] if arguments else "docs/images"), everything="--all" in sys.argv):
        print(path)
