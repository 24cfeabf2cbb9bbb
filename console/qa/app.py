"""`hotline qa`: signs in and opens the screen of quality. Agents see their own and may appeal."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType

from console.entrance import EntranceApp, Entry
from console.qa.main import QualityScreen
from console.qa.records import QualityRecords


@dataclass
class QualitySettings(Entry):
    """How the terminal of quality starts."""

    timezone: str = "Asia/Shanghai"


class QualityApp(EntranceApp):
    """Sign-in, then one screen."""

    CSS_PATH = ["../console.tcss", "qa.tcss"]  # noqa: RUF012
    TITLE = "三响 质检"
    DOOR = "in.title_quality"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "help", "帮助", id="qa.help", tooltip="按键一览 / all keys", priority=True),
        Binding("ctrl+t", "turn_theme", "主题", id="qa.theme", tooltip="深色或浅色 / dark or light", priority=True),
        Binding("ctrl+q", "leave", "退出", id="qa.quit", tooltip="退出 / leave", priority=True),
        Binding("q", "leave", "退出", id="qa.quit_plain", tooltip="退出 / leave"),
    ]

    def __init__(self, records: QualityRecords, settings: QualitySettings) -> None:
        super().__init__(records, settings)
        self.records = records
        self.settings = settings

    async def on_mount(self) -> None:
        """Open the door."""
        await self.open_door()

    async def come_in(self, *, take_over: bool) -> None:
        """The screen of quality; `take_over` says nothing here: it may be open twice."""
        await self.switch_screen(QualityScreen(self.records, self.words, self.lang, self.settings.timezone))
        self.inside()

    async def action_leave(self) -> None:
        """Ctrl+Q or q: nothing here is half done."""
        await self.records.close()
        self.exit()
