"""Counts of wrong guesses outlive the desk, and an account can be unlocked."""

from pathlib import Path

import pytest

from api.agents.guesses import GuessBook
from api.agents.lockout import FORGOTTEN_S, SOURCE
from api.errors import LockedOut
from tests.unit.api import desk_samples as sample


async def test_counts_are_kept_and_taken_away(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        counted = [await GuessBook(desk.database).count("li", "", 1000.0) for _ in range(5)]
        assert [one.tries for one in counted] == [1, 2, 3, 4, 5]
        assert [one.locks_account for one in counted] == [False] * 4 + [True]
        assert not any(one.locks_source for one in counted)
        again = GuessBook(desk.database)
        with pytest.raises(LockedOut, match="60 seconds"):
            await again.count("LI", "192.0.2.7", 1000.0)
        assert await again.unlock("li", "a1")
        assert not await again.unlock("li", "a1")
        assert (await again.count("li", "", 1000.0)).tries == 1
        await again.right("li", "")
        assert await desk.rows("sign_in_guess") == []


async def test_many_accounts_from_one_source(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        book = GuessBook(desk.database)
        for number in range(SOURCE.free):
            counted = await book.count(f"login{number}", "192.0.2.7", 1000.0)
            assert (counted.locks_account, counted.locks_source) == (False, number == SOURCE.free - 1)
        await book.wrong("", "", "password", "192.0.2.7", counted)
        locked = [row[2:6] for row in await desk.rows("access_log")][1:]
        assert locked == [("nobody", "source_locked", "192.0.2.7", "")]
        with pytest.raises(LockedOut):
            await book.count("another", "192.0.2.7", 1000.0)
        assert (await book.count("another", "192.0.2.8", 1000.0)).tries == 1
        await book.count("late", "192.0.2.9", 1001.0 + FORGOTTEN_S)
        keys = {row[0] for row in await desk.rows("sign_in_guess")}
    assert keys == {"account:late", "source:192.0.2.9"}, "what is a day old is forgotten"


async def test_a_right_guess_takes_one_from_its_source(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        book = GuessBook(desk.database)
        for login in ("li", "li", "zhao"):
            await book.count(login, "192.0.2.7", 1000.0)
        await book.right("li", "192.0.2.7")
        kept = await book.of("li", "192.0.2.7")
    assert {key: one.wrong for key, one in kept.items()} == {"account:li": 0, "source:192.0.2.7": 2}
