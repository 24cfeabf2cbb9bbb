"""Tasks that run beside the floor end when they are told, whatever a library makes of a cancellation."""

import asyncio

from api.live.tasks import Tasks


async def test_an_endless_task_begins_again_after_a_fault() -> None:
    began: list[int] = []
    again = asyncio.Event()

    async def work() -> None:
        began.append(len(began))
        if len(began) == 1:
            raise ValueError("first time")
        again.set()
        await asyncio.Event().wait()

    tasks = Tasks()
    tasks.endless(work)
    await again.wait()
    await tasks.stop()
    assert began == [0, 1]


async def test_a_task_that_loses_its_first_cancellation_is_told_again() -> None:
    lost: list[bool] = []
    begun = asyncio.Event()

    async def deaf() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            lost.append(True)
        await asyncio.Event().wait()

    tasks = Tasks()
    tasks.spawn(deaf())
    await begun.wait()
    await tasks.stop()
    assert lost == [True]


async def test_a_task_told_to_end_as_what_it_waits_for_comes_ends() -> None:
    moved = asyncio.Event()

    async def work() -> None:
        while True:
            moved.clear()
            async with asyncio.timeout(60):
                await moved.wait()

    tasks = Tasks()
    tasks.spawn(work())
    await asyncio.sleep(0)
    moved.set()
    await tasks.stop()
