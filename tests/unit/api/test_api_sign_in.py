"""Signing in: right, wrong, too often wrong, all at once; and the secret that signs sessions."""

import asyncio
import stat
from pathlib import Path

import jwt
import pytest

from api.agents.people import People
from api.agents.sign_in import LOCK_S, TRIES, SignIn, session_secret
from api.errors import DeskError, LockedOut, WrongPassword
from api.schemas import AgentChange, Credentials, NewAgent, Role
from tests.unit.api import desk_samples as sample

SECRET = "a secret for tests that is long enough to sign with"
RIGHT = Credentials(login="1001", password="right password")
WRONG = Credentials(login="1001", password="wrong password")


class Bench:
    """People with one agent, and a clock to turn."""

    def __init__(self, desk: sample.Desk) -> None:
        self.now = 1000.0
        self.people = People(desk.database)
        self.door = SignIn(self.people, SECRET, 12, clock=lambda: self.now)

    async def hire(self) -> str:
        new = NewAgent(login="1001", password=RIGHT.password, name="李明", surname="李")
        return (await self.people.create(new)).agent_id

    async def outcome(self, credentials: Credentials) -> str:
        try:
            await self.door.sign_in(credentials)
        except DeskError as error:
            return error.code
        return "in"


async def test_a_session_names_its_person_and_its_end(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        bench = Bench(desk)
        agent_id = await bench.hire()
        session = await bench.door.sign_in(RIGHT)
    claims = jwt.decode(session.token, SECRET, algorithms=["HS256"])
    assert claims["sub"] == session.me.agent_id == agent_id
    assert claims["exp"] == int(session.expires_at)
    assert session.me.role is Role.AGENT
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(session.token, SECRET + "x", algorithms=["HS256"])


async def test_wrong_unknown_and_switched_off_read_alike(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        bench = Bench(desk)
        agent_id = await bench.hire()
        said = []
        for credentials in (WRONG, Credentials(login="nobody", password="right password")):
            with pytest.raises(WrongPassword) as caught:
                await bench.door.sign_in(credentials)
            said.append((caught.value.zh, caught.value.en))
        await bench.people.change(agent_id, AgentChange(active=False))
        with pytest.raises(WrongPassword) as caught:
            await bench.door.sign_in(RIGHT)
        said.append((caught.value.zh, caught.value.en))
    assert len(set(said)) == 1


async def test_five_wrong_ones_lock_the_login_for_a_minute_even_for_the_right_one(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        bench = Bench(desk)
        await bench.hire()
        assert [await bench.outcome(WRONG) for _ in range(TRIES)] == ["wrong_password"] * TRIES
        with pytest.raises(LockedOut, match="60 seconds"):
            await bench.door.sign_in(RIGHT)
        bench.now += LOCK_S - 1
        assert await bench.outcome(RIGHT) == "locked_out"
        bench.now += 1
        assert await bench.outcome(RIGHT) == "in"


async def test_a_right_one_in_between_starts_the_count_anew(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        bench = Bench(desk)
        await bench.hire()
        for _ in range(2):
            assert [await bench.outcome(WRONG) for _ in range(TRIES - 1)] == ["wrong_password"] * (TRIES - 1)
            assert await bench.outcome(RIGHT) == "in"


async def test_one_login_locked_leaves_the_others(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        bench = Bench(desk)
        await bench.hire()
        for _ in range(TRIES):
            await bench.outcome(Credentials(login="1002", password="wrong password"))
        assert await bench.outcome(Credentials(login="1002", password="wrong password")) == "locked_out"
        assert await bench.outcome(RIGHT) == "in"


async def test_guesses_made_all_at_once_are_counted_each(tmp_path: Path) -> None:
    """Hashing takes a while: guesses sent together must not all pass before the first of them is counted."""
    async with sample.desk(tmp_path) as desk:
        bench = Bench(desk)
        await bench.hire()
        outcomes = await asyncio.gather(*(bench.outcome(WRONG) for _ in range(3 * TRIES)))
        assert sorted(outcomes) == ["locked_out"] * (2 * TRIES) + ["wrong_password"] * TRIES
        assert await bench.outcome(RIGHT) == "locked_out"


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    secret = session_secret(tmp_path / "desk")
    path = tmp_path / "desk" / "session.key"
    assert len(secret) >= 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert session_secret(tmp_path / "desk") == secret
    assert session_secret(tmp_path / "other") != secret
    assert [one.name for one in path.parent.iterdir()] == ["session.key"]


def test_an_empty_secret_signs_nothing(tmp_path: Path) -> None:
    """A crash between making and writing the file must not leave a secret that everybody knows."""
    (tmp_path / "session.key").touch()
    assert len(session_secret(tmp_path)) >= 32
