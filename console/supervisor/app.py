"""`hotline supervisor`: signs in, opens the board, feeds it the desk's messages and the beat of its clocks.

The supervisor has a headset like an agent: for listening in, and for calls taken over.
"""

from typing import ClassVar

from textual.binding import Binding, BindingType

from api.schemas import HeadsetChanged, Snapshot
from console.app import Settings
from console.desk import Message, SignedOff
from console.drafts import DraftStore
from console.duty import Duty
from console.entrance import EntranceApp
from console.errors import ConsoleError
from console.headset import Headset
from console.supervisor.desk import SupervisorDesk
from console.supervisor.main import SupervisorScreen
from telephony.events import AgentState


class SupervisorApp(EntranceApp):
    """The app; `settings` as of the agent's console."""

    CSS_PATH = ["../console.tcss", "supervisor.tcss"]  # noqa: RUF012
    TITLE = "三响 主管"
    DOOR = "in.title_supervisor"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "help", "帮助", id="sup.help", tooltip="按键一览 / all keys", priority=True),
        Binding("ctrl+k", "palette", "命令", id="sup.palette", tooltip="查找操作 / find an action", priority=True),
        Binding("ctrl+t", "turn_theme", "主题", id="sup.theme", tooltip="深色或浅色 / dark or light", priority=True),
        Binding("ctrl+q", "leave", "退出", id="sup.quit", tooltip="签出并退出 / sign out and leave", priority=True),
        Binding("q", "leave", "退出", id="sup.quit_plain", tooltip="签出并退出 / sign out and leave"),
    ]

    def __init__(self, desk: SupervisorDesk, headset: Headset, settings: Settings) -> None:
        super().__init__(desk, settings)
        self.desk = desk
        self.settings = settings
        self.main: SupervisorScreen | None = None
        self._headset = headset

    async def on_mount(self) -> None:
        """Start what goes on by itself, and open the door."""
        self._headset.start()
        self.desk.listen(self._told)
        if self.settings.beat_s is not None:
            self.set_interval(self.settings.beat_s, self.beat)
        await self.open_door()

    def beat(self) -> None:
        """Clocks move on."""
        if self.main is not None and self.stands(self.main) and self.screen is self.main:
            self.main.beat()

    # --- signing in --------------------------------------------------------------------------------------------

    async def come_in(self, *, take_over: bool) -> None:
        """The console's connection, then the board."""
        board, settings = await self.desk.open(take_over=take_over), self.settings
        rules = await self.desk.rules()
        self._headset.use(board.headset)
        drafts = DraftStore(settings.drafts / board.me.agent_id)
        drafts.sweep(settings.wall())
        duty = Duty(self.desk, rules, drafts, self.lang, now=settings.now, wall=settings.wall)
        self.main = SupervisorScreen(duty, self.desk, self.words, self.lang, settings.now)
        await self.switch_screen(self.main)
        self.main.sit_down()
        self.inside()

    def _told(self, message: Message) -> None:
        if isinstance(message, Snapshot | HeadsetChanged):
            self._headset.use(message.headset)
        if isinstance(message, SignedOff):
            self._signed_off(message)
        elif self.main is not None and self.stands(self.main):
            self.main.own_told(message)
            self.main.told(message)

    def _signed_off(self, message: SignedOff) -> None:
        self.main = None
        self._headset.use(None)
        self.show_out(message)

    # --- actions -----------------------------------------------------------------------------------------------

    async def action_leave(self) -> None:
        """Ctrl+Q or q: the second time, so that nobody leaves by a slip of the finger."""
        main, board = self.main, self.desk.board
        if main is not None and not self.leaves_anyway():
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
