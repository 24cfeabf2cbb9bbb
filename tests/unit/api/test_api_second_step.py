"""The second step: offered, confirmed, asked for, used once; recovery codes; turned off. Nothing is kept in clear."""

from collections.abc import AsyncIterator
from pathlib import Path

import pyotp
import pytest

from api.agents.people import People
from api.agents.second_step import RECOVERY_CODES, STEP_S, SecondStep
from api.agents.secret_files import secret_of
from api.errors import CodeNeeded, Conflict, Invalid, WrongCode
from api.schemas import NewAgent
from tests.unit.api import desk_samples as sample


class Bench:
    """A person with a telephone, and a clock to turn."""

    def __init__(self, desk: sample.Desk, folder: Path) -> None:
        self.desk = desk
        self.now = 1_795_406_400.0
        self.step = SecondStep(desk.database, secret_of(folder, "totp.key"), "青山物业", clock=lambda: self.now)
        self.agent_id = ""
        self.secret = ""

    async def begin(self) -> tuple[str, ...]:
        new = NewAgent(login="1001", password="long enough", name="李明", surname="李")
        self.agent_id = (await People(self.desk.database).create(new)).agent_id
        self.secret = (await self.step.offer(self.agent_id)).secret
        return await self.step.confirm(self.agent_id, self.shown())

    def shown(self, steps: int = 0) -> str:
        return pyotp.TOTP(self.secret).generate_otp(int(self.now) // STEP_S + steps)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with sample.desk(tmp_path) as desk:
        yield Bench(desk, tmp_path)


async def test_who_has_none_is_asked_for_none(bench: Bench) -> None:
    new = NewAgent(login="1001", password="long enough", name="李明", surname="李")
    agent_id = (await People(bench.desk.database).create(new)).agent_id
    await bench.step.check(agent_id, "")
    offer = await bench.step.offer(agent_id)
    assert offer.uri.startswith("otpauth://totp/")
    assert offer.secret in offer.uri
    await bench.step.check(agent_id, "")
    bench.secret = offer.secret
    with pytest.raises(Invalid):
        await bench.step.confirm(agent_id, bench.shown(20))
    await bench.step.check(agent_id, "")


async def test_a_code_counts_once_and_half_a_minute_each_way(bench: Bench) -> None:
    await bench.begin()
    with pytest.raises(CodeNeeded):
        await bench.step.check(bench.agent_id, " ")
    with pytest.raises(WrongCode):
        await bench.step.check(bench.agent_id, bench.shown())  # it was used to confirm
    await bench.step.check(bench.agent_id, bench.shown(1))
    bench.now += 10 * STEP_S
    for steps, right in ((-2, False), (2, False), (-1, True), (0, True), (0, False), (-1, False)):
        code = bench.shown(steps)
        if right:
            await bench.step.check(bench.agent_id, f"{code[:3]} {code[3:]}")
        else:
            with pytest.raises(WrongCode):
                await bench.step.check(bench.agent_id, code)


async def test_a_recovery_code_counts_once(bench: Bench) -> None:
    codes = await bench.begin()
    assert len(set(codes)) == RECOVERY_CODES
    await bench.step.check(bench.agent_id, codes[0].upper().replace("-", " "))
    with pytest.raises(WrongCode):
        await bench.step.check(bench.agent_id, codes[0])
    await bench.step.check(bench.agent_id, codes[1])


async def test_it_is_turned_off_and_on_again(bench: Bench) -> None:
    codes = await bench.begin()
    with pytest.raises(Conflict):
        await bench.step.offer(bench.agent_id)
    assert await bench.step.turn_off(bench.agent_id)
    assert not await bench.step.turn_off(bench.agent_id)
    await bench.step.check(bench.agent_id, "")
    with pytest.raises(Conflict):
        await bench.step.confirm(bench.agent_id, "000000")
    bench.secret = (await bench.step.offer(bench.agent_id)).secret
    assert set(await bench.step.confirm(bench.agent_id, bench.shown())).isdisjoint(codes)


async def test_nothing_stands_in_the_database_in_clear(bench: Bench) -> None:
    codes = await bench.begin()
    kept = str([await bench.desk.rows(table) for table in ("user_account", "recovery_code")])
    assert not any(secret in kept for secret in (bench.secret, *codes, *(one.replace("-", "") for one in codes)))


async def test_with_another_key_no_code_is_right_until_it_is_turned_off(bench: Bench, tmp_path: Path) -> None:
    await bench.begin()
    other = SecondStep(bench.desk.database, secret_of(tmp_path, "other.key"), "", clock=lambda: bench.now)
    with pytest.raises(WrongCode):
        await other.check(bench.agent_id, bench.shown(1))
    await other.turn_off(bench.agent_id)
    await other.check(bench.agent_id, "")
