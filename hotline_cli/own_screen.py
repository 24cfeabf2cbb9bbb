"""The screen to the console alone: what native libraries write to standard error would be painted over it.

ALSA and JACK complain there whenever a device is looked for and none is found. Knows no console.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def screen_apart(log: Path) -> Iterator[None]:
    """While it lasts, file descriptor 2 is the end of `log`; Python's standard error stays the terminal, where
    Textual draws. Nothing is moved when standard error is no terminal."""
    before = sys.__stderr__
    if before is None or not os.isatty(2):
        yield
        return
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    before.flush()
    kept = os.dup(2)
    with log.open("a", encoding="utf-8") as file, os.fdopen(os.dup(kept), "w", encoding=before.encoding) as terminal:
        os.dup2(file.fileno(), 2)
        _become(terminal)
        try:
            yield
        finally:
            terminal.flush()
            os.dup2(kept, 2)
            os.close(kept)
            _become(before)


def _become(stream: TextIO) -> None:
    sys.stderr = sys.__stderr__ = stream  # type: ignore[misc, assignment]
