"""What one waiting caller hears: prompts one after the other, music between them. Fetched frame by frame."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, cycle

import structlog

from telephony.connectors.base import SILENCE
from telephony.errors import PromptUnusable
from telephony.events import PromptEnd
from telephony.prompts.library import PromptLibrary

log = structlog.get_logger()
OnOver = Callable[[PromptEnd], None]


class PromptVoice:
    """See `telephony.calls.live_call.Voice`."""

    def __init__(self, library: PromptLibrary) -> None:
        self._library = library
        self._saying: Iterator[bytes] | None = None
        self._on_over: OnOver | None = None
        self._music: Iterator[bytes] | None = cycle(library.music)

    def say(self, prompts: Sequence[str], on_over: OnOver) -> None:
        """Say these, then go on with music. `on_over` hears FINISHED, or FAILED for a name that is not there."""
        self.hush()
        try:
            sounds = [self._library.frames(name) for name in prompts]
        except PromptUnusable as error:
            log.error("prompt_not_said", prompt=error.name, why=error.reason)
            asyncio.get_running_loop().call_soon(on_over, PromptEnd.FAILED)
            return
        self._saying, self._on_over = chain.from_iterable(sounds), on_over

    def hush(self) -> None:
        """Stop what is being said; `on_over` does not hear of it."""
        self._saying, self._on_over = None, None

    def silence(self) -> None:
        """No music from here on."""
        self.hush()
        self._music = None

    def next_frame(self) -> bytes:
        """The next 20 ms."""
        if self._saying is not None:
            frame = next(self._saying, None)
            if frame is not None:
                return frame
            on_over = self._on_over
            self.hush()
            if on_over is not None:
                asyncio.get_running_loop().call_soon(on_over, PromptEnd.FINISHED)
        return next(self._music) if self._music is not None else SILENCE


def repeated(frames: Sequence[bytes]) -> Callable[[], bytes]:
    """A tone without end, from its beginning."""
    endless = deque(frames)

    def next_frame() -> bytes:
        endless.rotate(-1)
        return endless[-1]

    return next_frame
