"""The desk's side of the press: one process beside the event loop, started when it is first needed.

Jobs go one after the other. A job that takes too long, or a press that dies, costs that paper and nothing else: the
next job gets a new process. An idle press is ended, since it holds some 100 MB.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path

import msgspec
import structlog

from api.papers.errors import PressUnavailable, TemplateFault
from api.schemas.papers import PressAnswer, PressJob, PressRefused

log = structlog.get_logger()
LENGTH = 4
"""Bytes before each message, big-endian (`api.papers.press`)."""
PATIENCE_S = 60.0
IDLE_S = 600.0
ROOT = Path(__file__).resolve().parents[2]
_ANSWER = msgspec.json.Decoder(PressAnswer)


class Printing:
    """Makes papers and workbooks."""

    def __init__(self, patience_s: float = PATIENCE_S, idle_s: float = IDLE_S) -> None:
        self._patience_s = patience_s
        self._idle_s = idle_s
        self.press: Process | None = None
        """The process, while there is one."""
        self._turn = asyncio.Lock()
        self._resting: asyncio.TimerHandle | None = None

    async def make(self, job: PressJob) -> bytes:
        """The file that a job asks for. Raises TemplateFault or PressUnavailable with what to do."""
        async with self._turn:
            self._keep_awake()
            answer = await self._ask(msgspec.json.encode(job))
            self._rest_later()
        if isinstance(answer, PressRefused):
            raise (TemplateFault if answer.template else PressUnavailable)(answer.zh, answer.en)
        return answer.content

    async def close(self) -> None:
        """End the process."""
        async with self._turn:
            self._keep_awake()
            await self._end()

    async def _ask(self, job: bytes) -> PressAnswer:
        press = await self._started()
        assert press.stdin is not None
        assert press.stdout is not None
        answered = False
        try:
            async with asyncio.timeout(self._patience_s):
                press.stdin.write(len(job).to_bytes(LENGTH, "big") + job)
                await press.stdin.drain()
                length = int.from_bytes(await press.stdout.readexactly(LENGTH), "big")
                answer: PressAnswer = _ANSWER.decode(await press.stdout.readexactly(length))
            answered = True
            return answer
        except TimeoutError as error:
            seconds = round(self._patience_s)
            raise TemplateFault(
                f"{seconds} 秒内没有生成完，请检查单据模板里的循环",
                f"not made within {seconds} s; look for an endless loop in the template",
            ) from error
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            log.error("press_died", status=press.returncode)
            raise PressUnavailable(
                "打印进程意外退出，请重试；原因见服务端日志", "the press died; try again, the desk's log tells why"
            ) from error
        finally:
            if not answered:
                await self._end()

    async def _started(self) -> Process:
        if self.press is None or self.press.returncode is not None:
            # A session of its own: Ctrl-C on the desk's terminal is the desk's to answer.
            self.press = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "api.papers.press", stdin=PIPE, stdout=PIPE, start_new_session=True, cwd=ROOT
            )
        return self.press

    async def _end(self) -> None:
        press, self.press = self.press, None
        if press is not None and press.returncode is None:
            with suppress(ProcessLookupError):
                press.kill()
            await press.wait()

    def _rest_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._resting = loop.call_later(self._idle_s, lambda: loop.create_task(self.close()))

    def _keep_awake(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None
