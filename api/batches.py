"""What is asked while the one before is under way is carried out together: one transaction for many requests.

Each who asks waits for the answer to their own question, and a question is carried out after it was asked, never
answered from what was read before. Knows no database.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
MOST = 64
"""So many at once: a batch of creations takes some hundredths of a second."""


class Batches(Generic[Asked, Answer]):
    """Gathers questions for `carry`, which answers each of them in turn: with what was wanted, or with the error
    that its asker is to get. One `carry` runs at a time. When it raises for several, each is carried out alone, so
    that a faulty one takes no other with it."""

    def __init__(
        self, carry: Callable[[Sequence[Asked]], Awaitable[Sequence[Answer | Exception]]], most: int = MOST
    ) -> None:
        self._carry = carry
        self._most = most
        self._waiting: list[tuple[Asked, asyncio.Future[Answer]]] = []
        self._carrying: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Answer:
        """The answer to this. Raises the error that it was answered with, or that `carry` raised for it alone.

        Who is cancelled while waiting may have been carried out all the same.
        """
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, future))
        if self._carrying is None or self._carrying.done():
            self._carrying = asyncio.create_task(self._carry_all())
        return await future

    async def _carry_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            wanted = [one for one in batch if not one[1].done()]
            for (_, future), answer in zip(wanted, await self._answers([one[0] for one in wanted]), strict=True):
                if not future.done():
                    _tell(future, answer)

    async def _answers(self, asked: Sequence[Asked]) -> Sequence[Answer | Exception]:
        if not asked:
            return ()
        try:
            return await self._carry(asked)
        except Exception as error:  # noqa: BLE001 - whatever it is, who asked for it gets it
            if len(asked) == 1:
                return (error,)
            return [answer for one in asked for answer in await self._answers((one,))]


def _tell(future: asyncio.Future[Answer], answer: Answer | Exception) -> None:
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
