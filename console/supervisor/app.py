"""`hotline supervisor`: signs in, opens the board, feeds it the desk's messages and the beat of its clocks.

The supervisor has a headset like an agent: for listening in, and for calls taken over.
"""

from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import CommandPalette

from api.schemas import HeadsetChanged, Snapshot
from console.agent.catalogue import actions_on
from console.agent.help import HelpScreen
from console.agent.palette import AgentCommands
from console.agent.sign_in import SignInScreen
from console.app import CONFIRM_S, DARK, LIGHT, Settings
from console.desk import Message, SignedOff
from console.errors import AlreadySignedIn, ConsoleError, SignInRefused, TakenOver
from console.headset import Headset
from console.own_keys import OwnKeys
from console.supervisor.desk import SupervisorDesk
from console.supervisor.main import SupervisorScreen
from console.texts import words_in
from telephony.events import AgentState


class SupervisorApp(App[None]):
    """The app; `settings` as of the agent's console."""

    CSS_PATH = ["../console.tcss", "supervisor.tcss"]  # noqa: RUF012
    TITLE = "三响 主管"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "help", "帮助", id="sup.help", tooltip="按键一览 / all keys", priority=True),
        Binding("ctrl+k", "palette", "命令", id="sup.palette", tooltip="查找操作 / find an action", priority=True),
        Binding("ctrl+t", "turn_theme", "主题", id="sup.theme", tooltip="深色或浅色 / dark or light", priority=True),
        Binding("ctrl+q", "leave", "退出", id="sup.quit", tooltip="签退并退出 / sign out and leave", priority=True),
        Binding("q", "leave", "退出", id="sup.quit_plain", tooltip="签退并退出 / sign out and leave"),
    ]

    def __init__(self, desk: SupervisorDesk, headset: Headset, settings: Settings) -> None:
        super().__init__()
        self.desk = desk
        self.settings = settings
        self.words = words_in(settings.lang)
        self.main: SupervisorScreen | None = None
        self._headset = headset
        self._leave_until = 0.0
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name if settings.dark else LIGHT.name

    @property
    def lang(self) -> str:
        """The screen's language."""
        return self.settings.lang

    @property
    def own_keys(self) -> OwnKeys:
        """No keymap of one's own here."""
        return self.settings.own_keys

    async def on_mount(self) -> None:
        """Sign in at once when everything is known, else ask."""
        settings = self.settings
        self._headset.start()
        self.desk.listen(self._told)
        if settings.beat_s is not None:
            self.set_interval(settings.beat_s, self.beat)
        await self.push_screen(SignInScreen(self.words, settings.lang, self.desk.address, settings.login))
        if settings.token:
            self.desk.use_token(settings.token)
            self.enter()
        elif settings.login and settings.password:
            self.sign_in(settings.login, settings.password)

    def beat(self) -> None:
        """Clocks move on."""
        if self.main is not None and self.main.is_mounted and self.screen is self.main:
            self.main.beat()

    # --- signing in --------------------------------------------------------------------------------------------

    def sign_in(self, login: str, password: str, code: str = "") -> None:
        """Sign in and enter; what goes wrong is shown on the sign-in screen."""
        self.run_worker(self._sign_in(login, password, code), exclusive=True, group="sign-in")

    def enter(self, *, take_over: bool = False) -> None:
        """Open the console's connection and the board."""
        self.run_worker(self._enter(take_over), exclusive=True, group="sign-in")

    async def _sign_in(self, login: str, password: str, code: str) -> None:
        try:
            await self.desk.sign_in(login, password, code)
        except ConsoleError as error:
            self._refused(error)
            return
        await self._enter(False)

    async def _enter(self, take_over: bool) -> None:
        try:
            board = await self.desk.open(take_over=take_over)
            rules = await self.desk.rules()
        except ConsoleError as error:
            self._refused(error)
            return
        self._headset.use(board.headset)
        reasons = rules.catalogue.pause_reasons
        self.main = SupervisorScreen(self.desk, self.words, self.lang, reasons, self.settings.now)
        await self.switch_screen(self.main)
        if self.settings.entered is not None:
            self.settings.entered()

    def _refused(self, error: ConsoleError) -> None:
        if isinstance(self.screen, SignInScreen):
            self.screen.refused(error)

    def _told(self, message: Message) -> None:
        if isinstance(message, Snapshot | HeadsetChanged):
            self._headset.use(message.headset)
        if isinstance(message, SignedOff):
            self._signed_off(message)
        elif self.main is not None and self.main.is_mounted:
            self.main.told(message)

    def _signed_off(self, message: SignedOff) -> None:
        """The session is over: ask for the password again."""
        self.main = None
        self._headset.use(None)
        kind = {"taken_over": TakenOver, "already_signed_in": AlreadySignedIn}.get(message.code, SignInRefused)
        screen = SignInScreen(
            self.words, self.lang, self.desk.address, self.settings.login, kind(message.zh, message.en)
        )
        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.switch_screen(screen)

    # --- actions -----------------------------------------------------------------------------------------------

    def action_help(self) -> None:
        """F1 or ?: all keys of the screen that has the focus; again closes."""
        if isinstance(self.screen, HelpScreen):
            self.screen.dismiss()
            return
        self.push_screen(HelpScreen(self.words, self.lang, actions_on(self.screen)))

    def action_palette(self) -> None:
        """Ctrl+K: find an action by its name; again closes."""
        if isinstance(self.screen, CommandPalette):
            self.screen.dismiss()
        elif not isinstance(self.screen, HelpScreen):
            self.push_screen(CommandPalette([AgentCommands], placeholder=self.words("palette.hint")))

    def action_turn_theme(self) -> None:
        """Ctrl+T: dark or light."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    async def action_leave(self) -> None:
        """Ctrl+Q or q: the second time, so that nobody leaves by a slip of the finger."""
        main, board = self.main, self.desk.board
        if main is not None and self.settings.now() > self._leave_until:
            self._leave_until = self.settings.now() + CONFIRM_S
            main.tell(self.words("act.leave_again"), bad=True)
            return
        if main is not None and self.desk.linked and board is not None and board.me.state is not AgentState.TALKING:
            try:
                await self.desk.sign_out()
            except ConsoleError as error:
                self.log(f"sign-out: {error}")
        await self.desk.close()
        self._headset.close()
        self.exit()
