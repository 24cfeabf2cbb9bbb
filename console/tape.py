"""A session of the console on a file: what the desk told and answered, and the agent's keys, each with its second.

JSON lines, mode 0600: it holds residents' data, and no password, session or headset token. Replaying it through the
screens (`console.replay`) shows what an agent saw, for training and to find a fault. Knows no screen.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from api.schemas import (
    CallDetail,
    Caller,
    CallPage,
    ClocksShown,
    DutyItem,
    DutyPage,
    HandoverFacts,
    HandoverNote,
    HandoverPage,
    HeadsetChanged,
    ResidentPage,
    Saved,
    Snapshot,
    TicketView,
    ToConsole,
)
from console.desk import LinkLost, LinkUp, Message, SignedOff
from console.errors import BrokenTape
from scripts_lib.model import Rules

VERSION = 1
ANSWERS: dict[str, Any] = {
    "rules": Rules,
    "dispose": Saved,
    "call": CallDetail,
    "calls": CallPage,
    "duty": DutyPage,
    "excuse": DutyItem,
    "caller": Caller,
    "keep_number": Caller,
    "residents": ResidentPage,
    "clocks": ClocksShown,
    "duty_done": DutyItem,
    "ticket_done": TicketView,
    "handover": HandoverPage,
    "handover_facts": HandoverFacts,
    "write_handover": HandoverNote,
    "sign_handover": HandoverNote,
}
"""What the desk answers, by the request's name."""
OWN: dict[str, Any] = {one.__name__: one for one in (LinkLost, LinkUp, SignedOff)}
"""Messages that the console's client makes itself."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line: `at` is seconds since the session began."""

    at: float
    kind: str
    """head, told, own, answer, key or text."""
    name: str = ""
    body: msgspec.Raw = msgspec.Raw(b"null")


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The first line's body."""

    version: int
    wall: float
    """Unix seconds when the session began."""


class Tape:
    """Writes a session. `now` is monotonic seconds, `wall` Unix seconds. Raises OSError when the file is there."""

    def __init__(self, path: Path, now: Callable[[], float], wall: Callable[[], float]) -> None:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "wb")
        self._now = now
        self._began = now()
        self._write("head", "", Head(version=VERSION, wall=wall()))

    def told(self, message: Message) -> None:
        """A message as the screens got it; tokens stay out."""
        match message:
            case Snapshot() | HeadsetChanged():
                self._write("told", type(message).__name__, replace(message, headset=None))
            case LinkLost() | LinkUp() | SignedOff():
                self._write("own", type(message).__name__, message)
            case _:
                self._write("told", type(message).__name__, message)

    def answer(self, name: str, answer: object) -> None:
        """What the desk answered to a request."""
        if name in ANSWERS:
            self._write("answer", name, answer)

    def key(self, key: str, character: str | None) -> None:
        """A key of the main screen."""
        self._write("key", key, character)

    def text(self, pasted: str) -> None:
        """Text that was pasted or composed."""
        self._write("text", "", pasted)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _write(self, kind: str, name: str, body: object) -> None:
        entry = Entry(at=self._now() - self._began, kind=kind, name=name, body=msgspec.Raw(msgspec.json.encode(body)))
        self._file.write(msgspec.json.encode(entry) + b"\n")
        self._file.flush()


def read_tape(path: Path) -> tuple[Head, tuple[Entry, ...]]:
    """A session, without its head. Raises OSError, or BrokenTape with the line that is none."""
    entries = list(_entries(path))
    if not entries or entries[0].kind != "head":
        raise BrokenTape(1)
    head = msgspec.json.decode(entries[0].body, type=Head)
    if head.version != VERSION:
        raise BrokenTape(1)
    return head, tuple(entries[1:])


def _entries(path: Path) -> Iterator[Entry]:
    lines = path.read_bytes().splitlines()
    for number, line in enumerate(lines, 1):
        try:
            yield msgspec.json.decode(line, type=Entry)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            if number == len(lines) and number > 1:
                return  # the console ended while it wrote this one
            raise BrokenTape(number) from error


def message_of(entry: Entry) -> Message:
    """The message of a `told` or `own` entry."""
    message: Message = msgspec.json.decode(entry.body, type=OWN[entry.name] if entry.kind == "own" else ToConsole)
    return message
