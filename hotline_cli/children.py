"""Child processes that are kept running: started, started again when they die, stopped in order.

Knows nothing of lines and desks; a child is an argument list of `hotline`.
"""

import asyncio
import ctypes
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

BACKOFF_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Waits before a child is started again, in seconds; the last one repeats."""
STEADY_S = 30.0
"""A child that lived this long begins again with the shortest wait."""
TRY_AGAIN = 75
"""The exit status of a child that only wants room on the disk (sysexits' EX_TEMPFAIL): no failure to start."""
STOP_WITHIN_S = 12.0
_PR_SET_PDEATHSIG = 1


class ChildFailed(Exception):
    """A child ended before it had done anything; it has said why. Carries its name and exit status."""

    def __init__(self, name: str, status: int) -> None:
        super().__init__(f"the {name} could not start ({_how(status)})")
        self.name = name
        self.status = status


class Child:
    """One process, `hotline <arguments>`, that should run until it is stopped."""

    def __init__(
        self, name: str, arguments: list[str], environment: Mapping[str, str], say: Callable[[str], None]
    ) -> None:
        self.name = name
        self._arguments = arguments
        self._environment = dict(environment)
        self._say = say
        self._process: asyncio.subprocess.Process | None = None
        self._stop = asyncio.Event()
        self.settled = False
        """Whether it was seen at work; before that, its end is a failure to start."""

    @property
    def pid(self) -> int | None:
        """Its process id at this moment."""
        return self._process.pid if self._process is not None else None

    async def run(self) -> None:
        """Keep it running until `stop`. Raises ChildFailed when it ends before it settled, but for want of room."""
        deaths = 0
        while not self._stop.is_set():
            started = time.monotonic()
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "hotline_cli",
                *self._arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                env=self._environment,
                start_new_session=True,  # Ctrl-C on the terminal reaches us alone: we stop them in order
                preexec_fn=die_with_parent,
            )
            if self._stop.is_set():
                self._process.terminate()
            status = await self._process.wait()
            if self._stop.is_set():
                return
            if not self.settled and status != TRY_AGAIN:
                raise ChildFailed(self.name, status)
            deaths = 1 if time.monotonic() - started >= STEADY_S else deaths + 1
            wait = BACKOFF_S[min(deaths, len(BACKOFF_S)) - 1]
            self._say(f"The {self.name} ended ({_how(status)}); it is started again in {wait:g} s.")
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._stop.wait()

    async def stop(self) -> None:
        """Ask it to end, and wait; after twelve seconds it is killed."""
        self._stop.set()
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(STOP_WITHIN_S):
                await process.wait()
        except TimeoutError:
            self._say(f"The {self.name} does not end; it is killed.")
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _how(status: int) -> str:
    if status == TRY_AGAIN:
        return "there is no room on the disk"
    if status >= 0:
        return f"exit status {status}"
    try:
        return f"signal {signal.Signals(-status).name}"
    except ValueError:
        return f"signal {-status}"


def die_with_parent() -> None:
    """In the child, before it becomes a program: SIGTERM when we die ourselves (Linux), so that none is left over."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
