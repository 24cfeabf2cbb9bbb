"""The pyVoIP connector as an extension of Kamailio: registration with digest, calls both ways through the proxy."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import Leg
from telephony.connectors.pyvoip_sip import PyvoipSip
from telephony.events import Side
from telephony.sip.timers import Timers
from telephony.trunks import Trunk
from tests.real_peers.kamailio import KAMAILIO, MODULES, Kamailio, provider
from tests.sip_bench import Recorder, level, speaking, until

pytestmark = [
    pytest.mark.real_peer,
    pytest.mark.skipif(KAMAILIO is None or not MODULES, reason="kamailio is not installed"),
]
QUICK = Timers(t1=0.05, t2=0.4, t4=0.4)
UP = ("pyvoip", True, "registered")


class Site:
    """The PBX, the line as its extension, and somebody who can be reached through the PBX."""

    def __init__(self) -> None:
        self.side, self.far = Recorder(), Recorder()
        self.somebody = AsyncioSip("127.0.0.1:0", rtp_ports=range(38_800, 38_840), timers=QUICK)
        self.line: PyvoipSip

    async def register(self, pbx: Kamailio, password: str = "secret-7") -> None:
        account = Trunk(
            name="pyvoip", server=pbx.address, user="card-7", password=password, domain="provider.example"
        )
        self.line = PyvoipSip("127.0.0.1:0", pbx=account, rtp_ports=range(38_840, 38_880), timers=QUICK)
        await self.line.start(self.side)

    async def talk(self, near: Leg, far: Leg) -> None:
        """A tone each way."""
        async with speaking(near, 700), speaking(far, 1500):
            await until(lambda: min(len(self.side.heard(near)), len(self.far.heard(far))) > 32_000)
        assert level(self.side.heard(near)[-16_000:], 1500) > 5000
        assert level(self.far.heard(far)[-16_000:], 700) > 5000


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    await made.somebody.start(made.far)
    yield made
    await made.line.stop()
    await made.somebody.stop()


async def test_it_registers_takes_a_call_and_leaves(site: Site, tmp_path: Path) -> None:
    async with provider(tmp_path, int(site.somebody.address.rpartition(":")[2])) as pbx:
        await site.register(pbx)
        await until(lambda: site.side.trunks == [UP], what="the registration")
        far = await site.somebody.place(f"sip:85230001@{pbx.address}", caller="13800138000")
        await until(lambda: site.side.incoming, what="the call")
        near = site.side.incoming[0]
        assert (near.info.trunk, near.info.number) == ("pyvoip", "13800138000")
        await near.answer()
        await until(lambda: "answered" in site.far.words() and "established" in site.side.words())
        await site.talk(near, far)
        near.hang_up()
        await until(lambda: site.side.ends and site.far.ends)
        assert (site.side.ends[0][1].by, site.far.ends[0][1].by) == (Side.LINE, Side.CALLER)
        await site.line.stop()
        assert site.side.trunks == [UP, ("pyvoip", False, "stopped")]


async def test_it_calls_through_the_pbx(site: Site, tmp_path: Path) -> None:
    async with provider(tmp_path, int(site.somebody.address.rpartition(":")[2])) as pbx:
        await site.register(pbx)
        await until(lambda: site.side.trunks == [UP], what="the registration")
        near = await site.line.place("013800138000", caller="01085230001")
        await until(lambda: site.far.incoming and "ringing" in site.side.words(), what="the call")
        far = site.far.incoming[0]
        await far.answer()
        await until(lambda: "answered" in site.side.words() and "established" in site.far.words())
        await site.talk(near, far)
        far.hang_up()
        await until(lambda: site.side.ends and site.far.ends)
        assert (site.side.ends[0][1].by, site.side.ends[0][1].answered) == (Side.CALLER, True)


async def test_a_wrong_password(site: Site, tmp_path: Path) -> None:
    async with provider(tmp_path, int(site.somebody.address.rpartition(":")[2])) as pbx:
        await site.register(pbx, password="wrong")
        await until(lambda: site.side.trunks == [("pyvoip", False, "wrong password")], what="the refusal")
