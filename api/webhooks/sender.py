"""Sends web hooks: follows the log, posts what is due, beside everything else and never in its way."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable

import httpx

from api.background import repeated
from api.outbox.follower import LogFollower
from api.webhooks.outbox import Answer, Deliveries, Due
from api.webhooks.signing import headers

LOOK_S = 1.0
"""How often the log is looked at: a hook is that much behind at most."""
TIMEOUT_S = 10.0

Post = Callable[[Due], Awaitable[Answer]]


class Sender:
    """`post` makes one request; tests hand in their own."""

    def __init__(self, follower: LogFollower, deliveries: Deliveries, post: Post | None = None) -> None:
        self._follower = follower
        self._deliveries = deliveries
        self._post = post or post_by_http
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until it is cancelled. Calls and tickets go on without hooks."""
        try:
            await repeated("webhooks", lambda: self.round(time.time()), LOOK_S)
        finally:
            for task in self._busy.values():
                task.cancel()
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def round(self, now: float) -> None:
        """Take what is new, and begin to send what is due to each endpoint that is not being served already: one that
        hangs holds up nobody else."""
        await self._follower.follow()
        for webhook_id, due in (await self._deliveries.due(now)).items():
            running = self._busy.get(webhook_id)
            if running is None or running.done():
                self._busy[webhook_id] = asyncio.create_task(self._serve(due, now))

    async def settled(self) -> None:
        """Wait until what is being sent has its answer."""
        await asyncio.gather(*self._busy.values())

    async def _serve(self, due: list[Due], now: float) -> None:
        """One endpoint's deliveries, in order; when it is not reached, the rest of the round counts as tried too."""
        results: list[tuple[Due, Answer]] = []
        answer = Answer(status=200)
        for one in due:
            if answer.status is not None:
                answer = await self._post(one)
            results.append((one, answer))
        await self._deliveries.answered(results, now)


async def post_by_http(due: Due) -> Answer:
    """One signed POST; redirects are not followed, the answer's body is not read.

    Certificates are those that this machine trusts: a company's own authority is in its system's list, not in httpx'.
    """
    signed = headers(due.secret, due.message_id, due.body, time.time())
    sent = {**signed, "Content-Type": "application/json", "User-Agent": "Sanxiang-Webhooks"}
    try:
        async with (
            httpx.AsyncClient(
                timeout=TIMEOUT_S, follow_redirects=False, trust_env=False, verify=ssl.create_default_context()
            ) as client,
            client.stream("POST", due.url, content=due.body.encode(), headers=sent) as answer,
        ):
            status = answer.status_code
            why = "" if 200 <= status < 300 else f"HTTP {status}"
            return Answer(status=status, why=why, asked_s=_pause(answer.headers.get("Retry-After", "")))
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        return Answer(why=f"{type(error).__name__}: {error}"[:200])


def _pause(text: str) -> float:
    """Retry-After in seconds; its form as a date is not looked at."""
    return float(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0.0
