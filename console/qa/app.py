"""`hotline qa`: signs in and opens the screen of quality. Agents see their own and may appeal."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from console.agent.catalogue import actions_on
from console.agent.help import HelpScreen
from console.agent.sign_in import SignInScreen
from console.app import DARK, LIGHT
from console.errors import ConsoleError
from console.own_keys import OwnKeys
from console.qa.main import QualityScreen
from console.qa.records import QualityRecords
from console.texts import words_in


@dataclass
class QualitySettings:
    """How the terminal of quality starts."""

    lang: str = "zh"
    login: str = ""
    password: str = ""
    timezone: str = "Asia/Shanghai"
    dark: bool = True


class QualityApp(App[None]):
    """Sign-in, then one screen."""

    CSS_PATH = ["../console.tcss", "qa.tcss"]  # noqa: RUF012
    TITLE = "三响 质检"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "help", "帮助", id="qa.help", tooltip="按键一览 / all keys", priority=True),
        Binding("ctrl+t", "turn_theme", "主题", id="qa.theme", tooltip="深色或浅色 / dark or light", priority=True),
        Binding("ctrl+q", "leave", "退出", id="qa.quit", tooltip="退出 / leave", priority=True),
        Binding("q", "leave", "退出", id="qa.quit_plain", tooltip="退出 / leave"),
    ]

    def __init__(self, records: QualityRecords, settings: QualitySettings) -> None:
        super().__init__()
        self.records = records
        self.settings = settings
        self.words = words_in(settings.lang)
        self.own_keys = OwnKeys()
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name if settings.dark else LIGHT.name

    async def on_mount(self) -> None:
        """Sign in at once when everything is known, else ask."""
        settings = self.settings
        await self.push_screen(SignInScreen(self.words, settings.lang, self.records.address, settings.login))
        if settings.login and settings.password:
            self.sign_in(settings.login, settings.password)

    def sign_in(self, login: str, password: str, code: str = "") -> None:
        """Sign in and enter; what goes wrong is shown on the sign-in screen."""
        self.run_worker(self._sign_in(login, password, code), exclusive=True, group="sign-in")

    def enter(self, *, take_over: bool = False) -> None:
        """The screen of quality; `take_over` says nothing here: it may be open twice."""
        self.switch_screen(QualityScreen(self.records, self.words, self.settings.lang, self.settings.timezone))

    async def _sign_in(self, login: str, password: str, code: str) -> None:
        try:
            await self.records.sign_in(login, password, code)
        except ConsoleError as error:
            if isinstance(self.screen, SignInScreen):
                self.screen.refused(error)
            return
        self.enter()

    def action_help(self) -> None:
        """F1 or ?: all keys; again closes."""
        if isinstance(self.screen, HelpScreen):
            self.screen.dismiss()
        else:
            self.push_screen(HelpScreen(self.words, self.settings.lang, actions_on(self.screen)))

    def action_turn_theme(self) -> None:
        """Ctrl+T."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    async def action_leave(self) -> None:
        """Ctrl+Q or q: nothing here is half done."""
        await self.records.close()
        self.exit()
