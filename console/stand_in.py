"""A stand-in for what a console asks of a desk's records, for pictures and tests.

It answers at once with what is fixed, and notes every change with its arguments. Who inherits names the requests.
"""

from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

from console.errors import ConsoleError

T = TypeVar("T")


class StandIn:
    """`asked` are the changes so far, each `(name, *arguments)`; `refuse`, when set, is what every change meets."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.refuse: ConsoleError | None = None

    def note(self, *request: object) -> None:
        """A change was asked for. Raises `refuse`."""
        if self.refuse is not None:
            raise self.refuse
        self.asked.append(request)


class Reads(Generic[T]):
    """A request that reads: always this answer."""

    def __init__(self, answer: T) -> None:
        self._answer = answer

    def __get__(self, desk: StandIn, _: type[StandIn]) -> Callable[..., Coroutine[Any, Any, T]]:
        async def read(*_: object) -> T:
            return self._answer

        return read


class Changes(Generic[T]):
    """A request that changes something: noted, and answered with this unless it is refused."""

    def __init__(self, answer: T) -> None:
        self._answer = answer
        self._name = ""

    def __set_name__(self, _: type[StandIn], name: str) -> None:
        self._name = name

    def __get__(self, desk: StandIn, _: type[StandIn]) -> Callable[..., Coroutine[Any, Any, T]]:
        async def change(*fields: object) -> T:
            desk.note(self._name, *fields)
            return self._answer

        return change
