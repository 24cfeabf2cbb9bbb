"""What the desk does by itself: an errand that breaks is begun anew, and the others do not notice."""

import asyncio
import sqlite3

from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from api.background import kept_running, repeated


async def test_what_breaks_is_logged_and_begun_anew_while_the_others_go_on() -> None:
    begun, steady = [0], [0]
    third, ended = asyncio.Event(), asyncio.Event()

    async def breaks() -> None:
        begun[0] += 1
        if begun[0] < 3:
            raise ValueError("13800000000")
        third.set()
        await asyncio.Event().wait()

    async def goes_on() -> None:
        steady[0] += 1
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with capture_logs() as logs:
        async with kept_running({"breaks": breaks, "goes_on": goes_on}, again_s=0.0):
            await third.wait()
    assert (begun, steady) == ([3], [1])
    assert ended.is_set(), "cancelled at the end of the block"
    assert [(one["errand"], one["why"]) for one in logs] == [("breaks", "ValueError")] * 2
    assert logs[0]["where"].startswith("test_background.py:")
    assert "13800000000" not in str(logs)


async def test_an_errand_with_nothing_to_do_is_not_begun_again() -> None:
    begun = [0]

    async def nothing() -> None:
        begun[0] += 1

    async with kept_running({"nothing": nothing}, again_s=0.0):
        for _ in range(5):
            await asyncio.sleep(0)
    assert begun == [1]


async def test_a_look_that_breaks_is_told_once_and_looked_again_until_it_is_well() -> None:
    looks, over = [0], asyncio.Event()

    async def look() -> None:
        looks[0] += 1
        if looks[0] <= 3:
            raise OperationalError("SELECT 13800000000", {}, sqlite3.OperationalError("database is locked"))
        if looks[0] == 4:
            raise ValueError("13800000000")
        if looks[0] == 6:
            over.set()

    with capture_logs() as logs:
        looking = asyncio.create_task(repeated("clocks", look, every_s=0.0))
        await over.wait()
        looking.cancel()
    assert [(one["event"], one.get("why")) for one in logs] == [
        ("errand_failed", "OperationalError: database is locked"),
        ("errand_failed", "ValueError"),
        ("errand_well_again", None),
    ]
    assert "13800000000" not in str(logs)
