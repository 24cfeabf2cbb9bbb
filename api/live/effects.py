"""What the floor asks its driver to do. Data only."""

from dataclasses import dataclass
from enum import StrEnum

from api.log_events import DeskEvent
from telephony.commands import Command


class Part(StrEnum):
    """The part of an agent's screen that changed."""

    ME = "me"
    CALL = "call"
    PENDING = "pending"
    HEADSET = "headset"


@dataclass(frozen=True, slots=True)
class Send:
    """Send this command to the line."""

    line_id: str
    command: Command


@dataclass(frozen=True, slots=True)
class Record:
    """Write this into the log."""

    event: DeskEvent


@dataclass(frozen=True, slots=True)
class Show:
    """This part of this agent's screen changed."""

    agent_id: str
    part: Part


@dataclass(frozen=True, slots=True)
class ShowFloor:
    """What everybody sees changed: who waits, who is ready, today's figures."""


@dataclass(frozen=True, slots=True)
class FindResident:
    """A call came: who calls from this number?"""

    call_id: str
    number: str


@dataclass(frozen=True, slots=True)
class Tell:
    """A line for this agent: something could not be done after all."""

    agent_id: str
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Leave:
    """The agent is signed out: close the console with these words."""

    agent_id: str
    code: str
    zh: str
    en: str


Effect = Send | Record | Show | ShowFloor | FindResident | Tell | Leave
