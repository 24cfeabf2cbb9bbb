"""What a console needs of a desk: the interface behind which stand the real client and, in tests, a scripted one.

Knows neither sockets nor screens. Messages come to one listener, in order, each after `board` shows it.
"""

from collections.abc import Callable
from typing import Protocol

import msgspec

from api.schemas import (
    BoardShown,
    CallDetail,
    CallPage,
    Delta,
    DutyItem,
    DutyPage,
    Goodbye,
    Outcome,
    Request,
    Saved,
    Session,
    Snapshot,
)
from console.board import Board
from console.records import Records
from scripts_lib.model import Rules


class LinkLost(msgspec.Struct, frozen=True, kw_only=True):
    """The desk cannot be reached at present; the next attempt is in `retry_in` seconds."""

    attempt: int
    retry_in: float


class LinkUp(msgspec.Struct, frozen=True, kw_only=True):
    """The desk is back after a break."""


class SignedOff(msgspec.Struct, frozen=True, kw_only=True):
    """This console's session is over for good; `code` as in Goodbye, or `expired`."""

    code: str
    zh: str
    en: str


Message = Snapshot | Delta | BoardShown | Goodbye | LinkLost | LinkUp | SignedOff
Listener = Callable[[Message], None]


class Desk(Protocol):
    """A signed-in agent's way to the desk. Requests return when the desk has done them, or raise a ConsoleError."""

    address: str

    @property
    def board(self) -> Board | None:
        """What the desk has told so far; None before the first snapshot."""

    @property
    def linked(self) -> bool:
        """Whether the WebSocket stands at this moment."""

    @property
    def records(self) -> Records:
        """Homes, clocks, duty list, hand-over."""

    def listen(self, listener: Listener) -> None:
        """Call `listener` for each message from now on."""

    async def sign_in(self, login: str, password: str, code: str = "") -> Session:
        """Exchange login and password for a session. Raises SignInRefused, CodeNeeded or DeskUnreachable."""

    def use_token(self, token: str) -> None:
        """Use a session's token that was got elsewhere."""

    async def open(self, *, take_over: bool = False) -> Board:
        """Open the console's WebSocket and wait for the snapshot. Raises AlreadySignedIn among others."""

    async def ready(self) -> None:
        """Take calls."""

    async def pause(self, reason: str) -> None:
        """Take no calls, for one of the catalogue's reasons."""

    async def accept(self, call_id: str) -> None:
        """Pick up a ringing call."""

    async def hang_up(self, call_id: str) -> None:
        """End my call."""

    async def ask(self, request: type[Request], **fields: str) -> None:
        """Any request of `api.schemas.requests`, by its fields: hold, park, transfer, dial and so on."""

    async def duty(self) -> DutyPage:
        """The open items of the duty list."""

    async def excuse(self, item_id: str, reason: str) -> DutyItem:
        """Nobody rings back, and why. Raises DeskProblem."""

    async def sign_out(self) -> None:
        """Leave; the desk refuses in mid-call."""

    async def rules(self) -> Rules:
        """Scripts, phrases and catalogue in force."""

    async def dispose(self, call_id: str, outcome: Outcome) -> Saved:
        """Save what became of a call. Raises DeskProblem with the fields at fault."""

    async def call(self, call_id: str) -> CallDetail:
        """One call with its times and notes."""

    async def calls(self, *, limit: int = 50, offset: int = 0) -> CallPage:
        """Past calls, newest first."""

    async def close(self) -> None:
        """Close what is open; the session at the desk stays."""
