"""Makes the docs' pictures of the supervisor's screens: `python -m console.supervisor.pictures docs/images`.

On sample data with every clock still, so the same code makes the same picture.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from msgspec.structs import replace
from textual.pilot import Pilot

from console.app import Settings
from console.pictures import NOW, StillHeadset, with_wide_characters
from console.sample import ENDED, TALKING
from console.sample_records import WALL
from console.supervisor.app import SupervisorApp
from console.supervisor.main import SupervisorScreen
from console.supervisor.sample import BOARD, WAITING, SampleSupervisorDesk
from scripts_lib.loader import load
from scripts_lib.model import Rules
from telephony.events import AgentState

SCENES: dict[str, tuple[str, ...]] = {
    "board": (),
    "shifts": ("t",),
    "due": ("d",),
    "incidents": ("i",),
    "plan": ("p",),
    "history": ("h",),
    "outcome": ("o", "1"),
}
"""The keys that open each screen over the board."""
SIZE = (120, 36)


class Stage:
    """The app on sample data with a clock that stands still."""

    def __init__(self, rules: Rules, lang: str = "zh", *, dark: bool = True) -> None:
        self.now = NOW
        self._drafts = tempfile.TemporaryDirectory()
        self.desk = SampleSupervisorDesk(rules, lambda: self.now)
        settings = Settings(
            lang=lang,
            token="sample",  # noqa: S106 - no secret
            drafts=Path(self._drafts.name),
            dark=dark,
            beat_s=None,
            now=lambda: self.now,
            wall=lambda: WALL,
        )
        self.app = SupervisorApp(self.desk, StillHeadset(), settings)

    @property
    def main(self) -> SupervisorScreen:
        """The board's screen, once somebody is in."""
        assert self.app.main is not None
        return self.app.main

    async def board(self, pilot: Pilot[None]) -> None:
        """Signed in, with the board of a busy morning."""
        await settle(pilot)
        self.desk.board_comes()
        await settle(pilot)

    async def took_a_call(self, pilot: Pilot[None]) -> None:
        """A call that was taken over is over."""
        self.desk.bring(TALKING, AgentState.TALKING, 45_000)
        await settle(pilot)
        self.desk.pending(ENDED)
        self.desk.bring(ENDED, AgentState.WRAP_UP)
        await settle(pilot)

    async def play(self, pilot: Pilot[None], scene: str) -> None:
        """One of `SCENES`."""
        await self.board(pilot)
        if scene == "outcome":
            await self.took_a_call(pilot)
        if scene == "incidents":
            self.desk.board_comes(replace(BOARD, incidents=(WAITING,)))
            await settle(pilot)
        for key in SCENES[scene]:
            await pilot.press(key)
            await settle(pilot)


async def settle(pilot: Pilot[None]) -> None:
    """Let workers, messages and layout come to rest, and draw the clocks once."""
    for _ in range(4):
        await pilot.pause()
    app = pilot.app
    assert isinstance(app, SupervisorApp)
    app.beat()
    await pilot.pause()


async def picture(scene: str, lang: str, rules: Rules, size: tuple[int, int] = SIZE) -> str:
    """One screen as SVG."""
    stage = Stage(rules, lang)
    async with stage.app.run_test(size=size) as pilot:
        await stage.play(pilot, scene)
        return with_wide_characters(stage.app.export_screenshot(title="三响 主管" if lang == "zh" else "Sanxiang"))


def write(folder: Path) -> list[Path]:
    """The board in both languages, shifts and limits in Chinese."""
    folder.mkdir(parents=True, exist_ok=True)
    rules, made = load().rules, []
    for scene, lang in (("board", "zh"), ("board", "en"), ("shifts", "zh"), ("due", "zh")):
        made.append(folder / f"supervisor-{scene}-{lang}.svg")
        made[-1].write_text(asyncio.run(picture(scene, lang, rules)), encoding="utf-8")
    return made


if __name__ == "__main__":
    for path in write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")):
        print(path)
