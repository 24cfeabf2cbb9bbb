"""Signing in: right, wrong, too often wrong, all at once, with a second step; and the sessions it issues."""

import asyncio
from pathlib import Path

import jwt
import pyotp
import pytest

from api.agents.lockout import ACCOUNT
from api.agents.people import People
from api.agents.second_step import STEP_S, SecondStep
from api.agents.secret_files import secret_of
from api.agents.sessions import Ended
from api.agents.sign_in import SignIn, session_secret
from api.errors import DeskError, LockedOut, WrongPassword
from api.schemas import AgentChange, Credentials, NewAgent, Role
from tests.unit.api import desk_samples as sample

SECRET = "a secret for tests that is long enough to sign with"
RIGHT = Credentials(login="1001", password="right password")
WRONG = Credentials(login="1001", password="wrong password")
TRIES = ACCOUNT.free
LOCK_S = ACCOUNT.first_s


class Bench:
    """People with one agent, and a clock to turn."""

    def __init__(self, desk: sample.Desk, folder: Path) -> None:
        self.now = 4_000_000_000.0
        self.people = People(desk.database)
        clock = lambda: self.now  # noqa: E731
        self.second_step = SecondStep(desk.database, secret_of(folder, "totp.key"), "", clock=clock)
        self.door = SignIn(desk.database, self.people, self.second_step, SECRET, 12, clock=clock)

    async def hire(self) -> str:
        new = NewAgent(login="1001", password=RIGHT.password, name="李明", surname="李")
        return (await self.people.create(new)).agent_id

    async def outcome(self, credentials: Credentials, source: str = "") -> str:
        try:
            await self.door.sign_in(credentials, source)
        except DeskError as error:
            return error.code
        return "in"


async def test_a_session_names_its_person_and_its_end(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        bench = Bench(desk, tmp_path)
        agent_id = await bench.hire()
        session = await bench.door.sign_in(RIGHT, "192.0.2.7", "console")
        (kept,) = await bench.door.sessions.of_agent(agent_id, bench.now)
    claims = jwt.decode(session.token, SECRET, algorithms=["HS256"])
    assert claims["sub"] == session.me.agent_id == agent_id
    assert claims["jti"] == kept.session_id
    assert claims["exp"] == int(session.expires_at) == kept.expires_at
    assert (kept.source, kept.device) == ("192.0.2.7", "console")
    assert session.me.role is Role.AGENT
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(session.token, SECRET + "x", algorithms=["HS256"])


async def test_a_token_counts_while_its_session_does(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        bench = Bench(desk, tmp_path)
        agent_id = await bench.hire()
        first, second = [(await bench.door.sign_in(RIGHT)).token for _ in range(2)]
        assert await bench.door.person_of(first) == await bench.people.of_id(agent_id)
        kept = jwt.decode(first, SECRET, algorithms=["HS256"])["jti"]
        await bench.door.sessions.end(agent_id, Ended.ADMINISTRATOR, bench.now, only=kept)
        assert await bench.door.person_of(first) is None
        assert await bench.door.person_of(second) is not None
        await bench.people.change(agent_id, AgentChange(password="another one"))
        assert await bench.door.person_of(second) is None, "a new password ends every session"
        third = (await bench.door.sign_in(Credentials(login="1001", password="another one"))).token
        await bench.people.change(agent_id, AgentChange(active=False))
        await bench.people.change(agent_id, AgentChange(active=True))
        assert await bench.door.person_of(third) is None, "and so does being switched off"
        for wrong in ("", "x", third[:-2]):
            assert await bench.door.person_of(wrong) is None
        assert await bench.door.person_of_session("nobody", "x") is None


async def test_wrong_unknown_and_switched_off_read_alike(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        bench = Bench(desk, tmp_path)
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


async def test_the_lock_holds_for_the_right_one_too_grows_and_outlives_the_desk(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        bench = Bench(desk, tmp_path)
        await bench.hire()
        assert [await bench.outcome(WRONG) for _ in range(TRIES)] == ["wrong_password"] * TRIES
        with pytest.raises(LockedOut, match="60 seconds"):
            await bench.door.sign_in(RIGHT)
        bench.now += LOCK_S - 1
        assert await bench.outcome(RIGHT) == "locked_out"
        bench.now += 1
        assert await bench.outcome(WRONG) == "wrong_password"
        again = Bench(desk, tmp_path)
        again.now = bench.now
        with pytest.raises(LockedOut, match="120 seconds"):
            await again.door.sign_in(RIGHT)
        again.now += 2 * LOCK_S
        assert await again.outcome(RIGHT) == "in"


async def test_a_right_one_in_between_starts_the_count_anew(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        bench = Bench(desk, tmp_path)
        await bench.hire()
        for _ in range(2):
            assert [await bench.outcome(WRONG) for _ in range(TRIES - 1)] == ["wrong_password"] * (TRIES - 1)
            assert await bench.outcome(RIGHT) == "in"


async def test_one_login_locked_leaves_the_others(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        bench = Bench(desk, tmp_path)
        await bench.hire()
        other = Credentials(login="1002", password="wrong password")
        for _ in range(TRIES):
            await bench.outcome(other, "192.0.2.7")
        assert await bench.outcome(other, "192.0.2.8") == "locked_out"
        assert await bench.outcome(RIGHT, "192.0.2.7") == "in"


async def test_guesses_made_all_at_once_are_counted_each(tmp_path: Path) -> None:
    """Hashing takes a while: guesses sent together must not all pass before the first of them is counted."""
    async with sample.desk(tmp_path) as desk:
        bench = Bench(desk, tmp_path)
        await bench.hire()
        outcomes = await asyncio.gather(*(bench.outcome(WRONG) for _ in range(3 * TRIES)))
        assert sorted(outcomes) == ["locked_out"] * (2 * TRIES) + ["wrong_password"] * TRIES
        assert await bench.outcome(RIGHT) == "locked_out"


async def test_the_second_step_is_asked_for_after_the_password_and_counts_as_a_guess(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        bench = Bench(desk, tmp_path)
        agent_id = await bench.hire()
        telephone = pyotp.TOTP((await bench.second_step.offer(agent_id)).secret)
        step = int(bench.now) // STEP_S
        await bench.second_step.confirm(agent_id, telephone.generate_otp(step))
        assert await bench.outcome(RIGHT) == "code_needed"
        assert await bench.outcome(WRONG) == "wrong_password", "no word of a code yet"
        right = Credentials(login="1001", password=RIGHT.password, code=telephone.generate_otp(step + 1))
        assert await bench.outcome(right) == "in"
        wrong = Credentials(login="1001", password=RIGHT.password, code="000000")
        outcomes = [await bench.outcome(wrong) for _ in range(TRIES + 1)]
        assert outcomes == ["wrong_code"] * TRIES + ["locked_out"]


async def test_proving_once_more_counts_guesses_too(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        bench = Bench(desk, tmp_path)
        person = await bench.people.known(await bench.hire())
        await bench.door.prove(person, RIGHT.password)
        for _ in range(TRIES):
            with pytest.raises(WrongPassword):
                await bench.door.prove(person, WRONG.password)
        assert await bench.outcome(RIGHT) == "locked_out"


def test_the_secret_stands_in_a_file_of_its_own(tmp_path: Path) -> None:
    assert session_secret(tmp_path) == secret_of(tmp_path, "session.key")
