"""`hotline train watch`: the score as it stands, while the trainee plays in another terminal of this machine.

The play writes its view into a file every two seconds, this shows it. Knows neither desk nor calls.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Annotated

import httpx
import typer
from rich.console import Console

from hotline_cli.shell import data_folder, quit_with

EVERY_S = 2.0
NAME = "train-play.txt"
File = Annotated[Path | None, typer.Option("--file", envvar="HOTLINE_TRAIN_FILE", help="Where the play is shown.")]


def shown_in(given: Path | None) -> Path:
    """The file of the play's view: the given one, or the user's own."""
    return given if given is not None else data_folder(None) / NAME


def put(lines: Sequence[str], to: Path) -> None:
    """Replace the file in one go, for its owner's eyes only. Raises OSError."""
    to.parent.mkdir(parents=True, exist_ok=True)
    beside = to.with_suffix(".new")
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o600)
    beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.replace(beside, to)


@contextmanager
def shown(look: Callable[[], Sequence[str]], to: Path, every_s: float = EVERY_S) -> Iterator[None]:
    """While inside, the file follows what `look` sees. Raises OSError at once for a file that cannot be written."""
    put((), to)
    over = Event()
    thread = Thread(target=_follow, args=(look, to, over, every_s), name="train-view", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _follow(look: Callable[[], Sequence[str]], to: Path, over: Event, every_s: float) -> None:
    while not over.wait(every_s):
        try:
            put(look(), to)
        except httpx.HTTPError as fault:  # the play goes on; the next look may see again
            put((f"{type(fault).__name__}: {fault}",), to)


def watch(
    file: File = None,
    once: Annotated[bool, typer.Option("--once", help="Show it once and leave.")] = False,
) -> None:
    """Watch the play that runs on this machine: marks, what was asked and missed, rings, time. Ctrl+C leaves."""
    path = shown_in(file)
    if not path.exists():
        quit_with(f"No play has been here ({path}).", "In another terminal: hotline train play NAME")
    last = ""
    while True:
        now = path.read_text(encoding="utf-8")
        if now != last or once:
            if not once:
                Console().clear()
            typer.echo(now, nl=False)
            last = now
        if once:
            return
        time.sleep(EVERY_S / 2)
