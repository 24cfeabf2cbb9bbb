"""The door of the three apps: who is let in at once, what is said where it fails, how one is shown out."""

from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot

from api.schemas import AgentView, Role, Session
from console.agent.help import HelpScreen
from console.agent.sign_in import SignInScreen
from console.app import ConsoleApp
from console.desk import SignedOff
from console.entrance import DARK, LIGHT, EntranceApp, Entry
from console.errors import ConsoleError, DeskUnreachable, SignInRefused
from console.qa.app import QualityApp
from console.supervisor.app import SupervisorApp
from console.widgets.flow import Flow

ME = AgentView(agent_id="a-1", login="li", name="李明", surname="李", role=Role.AGENT)


class Office:
    """A desk that knows one password."""

    address = "http://desk.example"

    def __init__(self) -> None:
        self.token = ""

    async def sign_in(self, login: str, password: str, code: str = "") -> Session:
        if password != "right":
            raise SignInRefused
        return Session(token="t", me=ME, expires_at=0.0)

    def use_token(self, token: str) -> None:
        self.token = token


class Room(EntranceApp):
    """Counts who came in."""

    CSS_PATH = str(Path(__file__).parents[3] / "console" / "console.tcss")

    def __init__(self, entry: Entry, trouble: ConsoleError | None = None) -> None:
        self.office, self.came, self.trouble = Office(), list[bool](), trouble
        super().__init__(self.office, entry)

    async def on_mount(self) -> None:
        await self.open_door()

    async def come_in(self, *, take_over: bool) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.came.append(take_over)
        self.inside()


async def settle(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.pause()


def said(app: Room) -> str:
    return app.screen.query_one("#sign-in-error", Flow).plain


@pytest.mark.parametrize("app", [ConsoleApp, SupervisorApp, QualityApp])
def test_the_door_stands_once(app: type[EntranceApp]) -> None:
    own = ("sign_in", "enter", "open_door", "show_out", "action_help", "action_palette", "action_turn_theme")
    assert issubclass(app, EntranceApp)
    assert not set(own) & set(vars(app))
    assert "come_in" in vars(app)


async def test_a_token_or_a_password_opens_it_at_once() -> None:
    for entry in (Entry(token="t"), Entry(login="li", password="right")):
        heard: list[str] = []
        entry.entered = partial(heard.append, "in")
        app = Room(entry)
        async with app.run_test() as pilot:
            await settle(pilot)
            assert (app.came, heard, app.office.token) == ([False], ["in"], entry.token)


async def test_what_fails_is_said_at_the_door() -> None:
    for entry, trouble in (
        (Entry(login="li", password="wrong"), None),
        (Entry(token="t"), DeskUnreachable("http://desk.example", "refused")),
    ):
        app = Room(entry, trouble)
        async with app.run_test() as pilot:
            await settle(pilot)
            assert app.came == []
            assert said(app).startswith("✗")


async def test_the_end_of_a_session_leads_back_to_the_door() -> None:
    app = Room(Entry(token="t"))
    async with app.run_test() as pilot:
        await settle(pilot)
        await app.push_screen(HelpScreen(app.words, "zh", []))
        await app.push_screen(HelpScreen(app.words, "zh", []))
        app.show_out(SignedOff(code="taken_over", zh="已在别处登录", en="signed in elsewhere"))
        await settle(pilot)
        assert isinstance(app.screen, SignInScreen)
        assert "已在别处登录" in said(app)
        assert app.screen.query_one("#take-over").display


async def test_leaving_counts_the_second_time() -> None:
    clock = [1000.0]
    app = Room(Entry(now=lambda: clock[0]))
    assert not app.leaves_anyway()
    assert app.leaves_anyway()
    clock[0] += 60
    assert not app.leaves_anyway()


async def test_dark_and_light_in_turns() -> None:
    app = Room(Entry(dark=False))
    assert app.theme == LIGHT.name
    app.action_turn_theme()
    assert app.theme == DARK.name
