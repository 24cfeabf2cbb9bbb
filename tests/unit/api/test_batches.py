"""Questions that are carried out together: each its own answer, none answered from before it was asked."""

import asyncio
from collections.abc import Sequence

import pytest

from api.batches import Batches


class Carrier:
    """Doubles numbers, and waits in between until it is told to go on. Odd ones are refused, 13 breaks it."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def __call__(self, asked: Sequence[int]) -> Sequence[int | Exception]:
        self.batches.append(list(asked))
        self.begun.set()
        await self.go_on.wait()
        if 13 in asked:
            raise LookupError("13")
        return [2 * one if one % 2 == 0 else ValueError(str(one)) for one in asked]


async def test_what_comes_while_one_is_under_way_is_one_batch() -> None:
    carrier = Carrier()
    batches: Batches[int, int] = Batches(carrier, most=3)
    carrier.go_on.clear()
    first = asyncio.create_task(batches.ask(2))
    await carrier.begun.wait()
    rest = [asyncio.create_task(batches.ask(one)) for one in (4, 6, 8, 10)]
    await asyncio.sleep(0)
    carrier.go_on.set()
    assert [await one for one in (first, *rest)] == [4, 8, 12, 16, 20]
    assert carrier.batches == [[2], [4, 6, 8], [10]], "at most three at once"
    assert await batches.ask(12) == 24, "and it begins anew after a pause"


async def test_an_error_is_its_askers_alone() -> None:
    batches: Batches[int, int] = Batches(Carrier())
    answers = await asyncio.gather(*(batches.ask(one) for one in (2, 3, 4)), return_exceptions=True)
    assert (answers[0], answers[2]) == (4, 8)
    assert isinstance(answers[1], ValueError)


async def test_one_that_breaks_its_batch_takes_no_other_with_it() -> None:
    carrier = Carrier()
    batches: Batches[int, int] = Batches(carrier)
    answers = await asyncio.gather(*(batches.ask(one) for one in (2, 13, 4)), return_exceptions=True)
    assert (answers[0], answers[2]) == (4, 8)
    assert isinstance(answers[1], LookupError)
    assert carrier.batches == [[2, 13, 4], [2], [13], [4]]


async def test_who_left_before_the_batch_is_left_out_and_after_it_hurts_nobody() -> None:
    carrier = Carrier()
    batches: Batches[int, int] = Batches(carrier)
    carrier.go_on.clear()
    under_way = asyncio.create_task(batches.ask(2))
    await carrier.begun.wait()
    waiting, stays = asyncio.create_task(batches.ask(4)), asyncio.create_task(batches.ask(6))
    await asyncio.sleep(0)
    under_way.cancel()
    waiting.cancel()
    carrier.go_on.set()
    assert await stays == 12
    assert carrier.batches == [[2], [6]]
    with pytest.raises(asyncio.CancelledError):
        await waiting
