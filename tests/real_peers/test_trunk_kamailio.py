"""Kamailio as a provider: registration with digest, calls both ways through the proxy, its death and return, TCP."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import Leg
from telephony.sip.timers import Timers
from telephony.trunks import DialRule, Trunk
from tests.real_peers.baresip import BARESIP, Baresip
from tests.real_peers.baresip import MODULES as BARESIP_MODULES
from tests.real_peers.kamailio import KAMAILIO, MODULES, Kamailio, free_both, provider
from tests.sip_bench import Recorder, level, speaking, tone, until

pytestmark = [
    pytest.mark.real_peer,
    pytest.mark.skipif(KAMAILIO is None or not MODULES, reason="kamailio is not installed"),
]
QUICK = Timers(t1=0.05, t2=0.4, t4=0.4)
UP = ("unicom", True, "registered")
RESIDENT = "<sip:13800138000@127.0.0.1:{port}>;regint=0"
needs_baresip = pytest.mark.skipif(BARESIP is None or not BARESIP_MODULES, reason="baresip is not installed")


@dataclass
class Scene:
    """The line, the provider between, and the far end of the telephone network (`gateway`)."""

    folder: Path
    stack: AsyncExitStack
    gateway: AsyncioSip
    far: Recorder
    side: Recorder = field(default_factory=Recorder)
    proxy: Kamailio = field(init=False)
    line: AsyncioSip = field(init=False)

    async def provider(self, gateway: int = 0, /, **words: object) -> None:
        port = gateway or int(self.gateway.address.rpartition(":")[2])
        self.proxy = await self.stack.enter_async_context(provider(self.folder, port, **words))

    async def begin(self, *, password: str = "secret-7", transport: str = "udp", expires: int = 300) -> None:
        trunk = Trunk(
            name="unicom",
            server=self.proxy.address,
            transport="tcp" if transport == "tcp" else "udp",
            user="card-7",
            password=password,
            domain="provider.example",
            expires=max(30, expires),
            numbers=("85230001",),
            caller="01085230001",
            identity="preferred",
            dial=(DialRule(begins="138", add="0"),),
        )
        self.line = AsyncioSip(
            "127.0.0.1:0", rtp_ports=range(38_000, 38_400), timers=QUICK, trunks=(trunk,), area_code="010"
        )
        await self.line.start(self.side)
        self.stack.push_async_callback(self.line.stop)

    async def call_in(self, caller: str = "13800138000") -> tuple[Leg, Leg]:
        """A resident calls 85230001 at the provider; the line's leg and the far one."""
        there = len(self.side.incoming)
        far = await self.gateway.place(f"sip:85230001@{self.proxy.address}", caller=caller)
        await until(lambda: len(self.side.incoming) > there, what="the call")
        return self.side.incoming[-1], far


def phone_folder(scene: Scene) -> Path:
    folder = scene.folder / "phone"
    folder.mkdir()
    return folder


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        far = Recorder()
        gateway = AsyncioSip("127.0.0.1:0", rtp_ports=range(38_400, 38_800), timers=QUICK)
        await gateway.start(far)
        stack.push_async_callback(gateway.stop)
        yield Scene(tmp_path, stack, gateway, far)


async def talk(scene: Scene, near: Leg, far: Leg) -> None:
    """A tone each way."""
    async with speaking(near, 700), speaking(far, 1500):
        await until(lambda: min(len(scene.side.heard(near)), len(scene.far.heard(far))) > 32_000)
    assert level(scene.side.heard(near)[-16_000:], 1500) > 5000
    assert level(scene.far.heard(far)[-16_000:], 700) > 5000


@pytest.mark.parametrize(("transport", "algorithm"), [("udp", "MD5"), ("udp", "SHA-256"), ("tcp", "MD5")])
async def test_register_call_in_and_unregister(scene: Scene, transport: str, algorithm: str) -> None:
    await scene.provider(ALGORITHM=algorithm)
    await scene.begin(transport=transport)
    await until(lambda: scene.side.trunks == [UP], what="the registration")
    near, far = await scene.call_in()
    info = near.info
    assert (info.number, info.number_sent, info.called) == ("13800138000", "+8613800138000", "01085230001")
    assert (info.trunk, info.withheld) == ("unicom", False)
    await near.answer()
    await until(lambda: "answered" in scene.far.words())
    await until(lambda: "established" in scene.side.words())
    await talk(scene, near, far)
    near.hang_up()
    await until(lambda: scene.far.ends and scene.side.ends)
    assert "THROUGH BYE" in scene.proxy.log(), "our BYE took the recorded route"
    assert f"REGISTER for 300 s by {transport}" in scene.proxy.log()
    await scene.line.stop()
    assert f"REGISTER for 0 s by {transport}" in scene.proxy.log()
    assert scene.side.trunks == [UP, ("unicom", False, "stopped")]


async def test_the_caller_hangs_up(scene: Scene) -> None:
    await scene.provider()
    await scene.begin()
    await until(lambda: scene.side.trunks == [UP])
    near, far = await scene.call_in()
    await near.answer()
    await until(lambda: "established" in scene.side.words())
    far.hang_up()
    await until(lambda: scene.side.ends)
    assert scene.side.ends[0][1].answered
    assert "THROUGH BYE" in scene.proxy.log()
    assert "ASTRAY" not in scene.proxy.log()


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_call_out_with_407(scene: Scene, transport: str) -> None:
    await scene.provider()
    await scene.begin(transport=transport)
    await until(lambda: scene.side.trunks == [UP])
    near = await scene.line.place("13800138000", trunk="unicom", name="客服中心")
    await until(lambda: scene.far.incoming)
    far = scene.far.incoming[0]
    assert far.info.called == "13800138000", "013800138000 on the wire, by the rule of the trunk"
    await far.answer()
    await until(lambda: "answered" in scene.side.words())
    await until(lambda: "established" in scene.far.words())
    await talk(scene, near, far)
    near.hang_up()
    await until(lambda: scene.far.ends and scene.side.ends)
    assert "OUT from card-7 to 013800138000" in scene.proxy.log()
    assert "THROUGH BYE" in scene.proxy.log()
    assert near.info.trunk == "unicom"


async def test_a_call_out_is_cancelled_while_it_rings(scene: Scene) -> None:
    await scene.provider()
    await scene.begin()
    await until(lambda: scene.side.trunks == [UP])
    near = await scene.line.place("13800138000")
    await until(lambda: "ringing" in scene.side.words())
    near.hang_up()
    await until(lambda: scene.far.ends and scene.side.ends)
    assert not scene.far.ends[0][1].answered
    assert not scene.side.ends[0][1].answered


async def test_a_wrong_password(scene: Scene) -> None:
    await scene.provider()
    await scene.begin(password="secret-8")
    await until(lambda: scene.side.trunks == [("unicom", False, "wrong password")])
    await scene.line.place("13800138000")
    await until(lambda: scene.side.ends)
    assert scene.side.ends[0][1].status == 407
    assert "REGISTER for" not in scene.proxy.log()
    assert not scene.far.incoming


async def test_an_interval_that_is_too_brief(scene: Scene) -> None:
    await scene.provider(MIN_EXPIRES=900)
    await scene.begin()
    await until(lambda: scene.side.trunks == [UP])
    assert "REGISTER for 900 s" in scene.proxy.log()


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_the_registration_is_refreshed(scene: Scene, transport: str) -> None:
    """Granted 2 seconds, it is asked for again each second, with nonces that live for one."""
    await scene.provider(MAX_EXPIRES=2, NONCE_EXPIRE=1)
    await scene.begin(transport=transport)
    await until(lambda: scene.proxy.log().count("REGISTER for 300 s") >= 4, 20)
    assert scene.side.trunks == [UP]
    near, _ = await scene.call_in()
    near.reject(486)
    await until(lambda: scene.far.ends)
    assert scene.far.ends[0][1].status == 486


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_the_registrar_dies_and_comes_back(scene: Scene, transport: str) -> None:
    await scene.provider(MAX_EXPIRES=4)
    await scene.begin(transport=transport)
    await until(lambda: scene.side.trunks == [UP])
    await scene.proxy.kill()
    await until(lambda: len(scene.side.trunks) > 1, 30)
    assert scene.side.trunks[1] == ("unicom", False, "no connection" if transport == "tcp" else "no reply")
    await scene.proxy.start()
    await until(lambda: len(scene.side.trunks) > 2, 30)
    assert scene.side.trunks[2] == UP
    near, far = await scene.call_in()
    await near.answer()
    await until(lambda: "answered" in scene.far.words())
    far.hang_up()
    await until(lambda: scene.side.ends)


@needs_baresip
async def test_baresip_calls_in_through_the_proxy(scene: Scene) -> None:
    """baresip stands for the telephone network, on the port that the provider takes for its gateway."""
    port = free_both()
    await scene.provider(port)
    await scene.begin()
    await until(lambda: scene.side.trunks == [UP])
    target = f"sip:85230001@{scene.proxy.address}"
    async with Baresip(phone_folder(scene), "PCMA", port=port, say=tone(700, 10), dial=target, account=RESIDENT):
        await until(lambda: scene.side.incoming, what="the call")
        leg = scene.side.incoming[0]
        await leg.answer()
        await until(lambda: "established" in scene.side.words())
        await until(lambda: len(scene.side.heard(leg)) > 48_000)
    await until(lambda: scene.side.ends)  # it was told to quit, and says BYE
    assert level(scene.side.heard(leg)[16_000:32_000], 700) > 6000
    assert (leg.info.number, leg.info.trunk) == ("13800138000", "unicom")
    assert "THROUGH BYE" in scene.proxy.log()


@needs_baresip
async def test_baresip_is_called_through_the_proxy(scene: Scene) -> None:
    port = free_both()
    await scene.provider(port)
    await scene.begin()
    await until(lambda: scene.side.trunks == [UP])
    async with Baresip(phone_folder(scene), "PCMA", port=port, account=RESIDENT.replace(":1", ":01")):
        leg = await scene.line.place("13800138000")
        await until(lambda: "answered" in scene.side.words() or scene.side.ends, what="the answer")
        async with speaking(leg, 1500):
            await until(lambda: len(scene.side.heard(leg)) > 48_000)
        leg.hang_up()
        await until(lambda: scene.side.ends)
    assert level(scene.side.heard(leg)[-16_000:], 1500) > 5000, "its echo"
    assert "THROUGH BYE" in scene.proxy.log()


async def test_strangers_are_refused(scene: Scene) -> None:
    """The gateway calls the line itself, past the provider, from a source that is not allowed."""
    await scene.provider()
    await scene.begin()
    trunk = Trunk(name="elsewhere", server="192.0.2.1", register=False, sources=("192.0.2.0/24",))
    closed, side = AsyncioSip("127.0.0.1:0", trunks=(trunk,)), Recorder()
    await closed.start(side)
    scene.stack.push_async_callback(closed.stop)
    await scene.gateway.place(f"sip:95598@{closed.address}", caller="13800138000")
    await until(lambda: scene.far.ends)
    assert scene.far.ends[0][1].status == 403
    assert not side.incoming
