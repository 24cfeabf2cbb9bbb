"""The log is followed from where the follower stands, each entry once, and nothing is lost when taking fails."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from api.log_events import CallbackAsked
from api.outbox import follower
from api.outbox.follower import Entry, LogFollower
from tests.unit.api import desk_samples as sample


def fact(number: int) -> CallbackAsked:
    return CallbackAsked(at=sample.NOON, call_id="c1", number=str(number))


class Taken:
    def __init__(self) -> None:
        self.numbers: list[str] = []
        self.broken = False

    async def __call__(self, _: AsyncSession, entries: Sequence[Entry]) -> None:
        if self.broken:
            raise RuntimeError("disk full")
        for one in entries:
            assert isinstance(one.event, CallbackAsked)
            self.numbers.append(one.event.number)


async def test_it_begins_at_the_end_and_then_misses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "PORTION", 3)
    async with sample.desk(tmp_path) as desk:
        taken = Taken()
        following = LogFollower(desk.database, "x", ("CallbackAsked",), taken)
        await desk.log.append_desk(fact(0))
        assert await following.follow() == 0
        await desk.log.append_line("s1", "line-1", sample.numbered([sample.started()]))
        await desk.log.append_desk(*(fact(one) for one in range(1, 8)))
        assert await following.follow() == 7
        assert await following.follow() == 0
        assert taken.numbers == [str(one) for one in range(1, 8)]


async def test_when_taking_fails_the_place_stays(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        taken = Taken()
        following = LogFollower(desk.database, "x", ("CallbackAsked",), taken)
        await following.follow()
        await desk.log.append_desk(fact(1))
        taken.broken = True
        with pytest.raises(RuntimeError):
            await following.follow()
        taken.broken = False
        again = LogFollower(desk.database, "x", ("CallbackAsked",), taken)
        assert await again.follow() == 1
        assert taken.numbers == ["1"]
