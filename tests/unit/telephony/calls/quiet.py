"""A voice that says nothing and a tape that records nothing, for calls under test."""

import asyncio
from collections.abc import Callable, Sequence

from telephony.calls.machine import Call
from telephony.connectors.base import SILENCE
from telephony.events import PromptEnd


class QuietVoice:
    """Says nothing; whatever it is to say is over at once, as failed."""

    def say(self, prompts: Sequence[str], on_over: Callable[[PromptEnd], None]) -> None:
        """See `live_call.Voice`."""
        asyncio.get_running_loop().call_soon(on_over, PromptEnd.FAILED)

    def hush(self) -> None:
        """See `live_call.Voice`."""

    def silence(self) -> None:
        """See `live_call.Voice`."""

    def next_frame(self) -> bytes:
        """See `live_call.Voice`."""
        return SILENCE


class NoTape:
    """Records nothing."""

    def __init__(self, call: Call) -> None:
        pass

    def begin(self, now: float, *, message: bool = False) -> None:
        """See `live_call.Tape`."""

    def caller_said(self, frame: bytes) -> None:
        """See `live_call.Tape`."""

    def caller_heard(self, frame: bytes) -> None:
        """See `live_call.Tape`."""

    def mask(self, agent_id: str, reason: str | None, now: float) -> None:
        """See `live_call.Tape`."""

    def finish(self, now: float) -> None:
        """See `live_call.Tape`."""
