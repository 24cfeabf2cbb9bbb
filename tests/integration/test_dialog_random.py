"""Peers that do anything in a dialog, in any order: each request is answered once, nothing breaks, all calls end."""

import asyncio
import random
from collections import Counter

import pytest
import structlog
from aiosipua.message import SipRequest, SipResponse

from telephony.connectors import sip_connector
from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import Leg
from telephony.errors import IllegalEvent
from telephony.sip.messages import parse_datagram, to_tag
from telephony.sip.session_timer import SessionPolicy
from tests.dialog_peer import KEYS, Peer
from tests.sip_bench import Recorder, until

CALLS = 60
STEPS = 14
METHODS = (
    *("INVITE", "UPDATE", "ACK") * 6,
    *("INFO", "PRACK", "CANCEL") * 2,
    *("BYE", "REFER", "MESSAGE"),
)
HEADERS = (
    "",
    "Supported: timer\r\nSession-Expires: 4;refresher=uac\r\nMin-SE: 2\r\n",
    "Supported: timer\r\nSession-Expires: 1\r\n",
    "Session-Expires: never\r\n",
    "Require: 100rel\r\n",
    "Require: unheard-of\r\n",
    "Allow: INVITE, ACK, BYE\r\nSupported: timer\r\n",
    "RAck: 1 1 INVITE\r\n",
    "Contact: <sip:x@192.168.3.4:70000>\r\n",
)
BODIES = ("", "8", "0", "9", "18", "8 0 101")


class Wild:
    """One peer with one call that does what a seed says."""

    def __init__(self, connector: AsyncioSip, side: Recorder, rng: random.Random) -> None:
        self.connector, self.side, self.rng = connector, side, rng
        self.peer = Peer(connector.address)
        self.asked: set[str] = set()
        self.finals: dict[str, set[int]] = {}

    async def listen(self) -> None:
        """Answer what comes as the seed says, and note the answers to each request."""
        loop = asyncio.get_running_loop()
        while True:
            data = await loop.sock_recv(self.peer.socket, 65_535)
            if data[0] >> 6 == 2:
                continue  # RTCP: a peer's audio may use the port beside
            message = parse_datagram(data)
            if isinstance(message, SipResponse):
                self.note(message)
            elif message.method == "INVITE" and not to_tag(message):
                self.pick_up(message)
            elif message.method != "ACK":
                self.peer.reply(message, self.rng.choice([200, 200, 481, 491, 405, 500]), sdp=self.peer.sdp("8"))

    def note(self, response: SipResponse) -> None:
        via, cseq = response.get_header("via") or "", response.get_header("cseq") or ""
        key = f"{via.split('branch=')[1].split(';')[0]} {cseq.split()[1]}"
        if response.status_code >= 200:
            self.finals.setdefault(key, set()).add(response.status_code)
        if to_tag(response) and "INVITE" in key and 100 < response.status_code < 300:
            self.peer.to = response.get_header("to") or ""

    def pick_up(self, invite: SipRequest) -> None:
        """Ring on one or two branches, then answer or refuse; sometimes two branches answer."""
        rng, peer = self.rng, self.peer
        peer.join(invite)
        for status in rng.sample([180, 183, 199], 2):
            peer.reply(invite, status, tag=rng.choice("pq"), sdp=peer.sdp("8") if rng.random() < 0.3 else "")
        peer.reply(invite, rng.choice([200, 200, 200, 486, 302]), sdp=peer.sdp(rng.choice(["8", "0", "18"])))
        if rng.random() < 0.3:
            peer.reply(invite, 200, tag="q", sdp=peer.sdp("8"))

    async def run(self) -> None:
        """Begin a call on either side, then ask for anything."""
        rng = self.rng
        leg = None
        if rng.random() < 0.5:
            self.ask("INVITE", self.body(), rng.choice(HEADERS))
        else:
            leg = await self.connector.place(f"sip:1@127.0.0.1:{self.peer.port}")
        for _ in range(STEPS):
            await asyncio.sleep(rng.random() * 0.02)
            self.ask(rng.choice(METHODS), self.body(), rng.choice(HEADERS))
            if rng.random() < 0.05 and leg is not None:
                leg.hang_up()

    def body(self) -> str:
        types = self.rng.choice(BODIES)
        more = self.rng.choice(["", "a=sendonly\r\n", "a=inactive\r\n"])
        return self.peer.sdp(types, KEYS + more, version=self.rng.randrange(1, 9)) if types else ""

    def ask(self, method: str, body: str, headers: str) -> None:
        cseq = self.rng.choice([0] * 12 + [1, self.peer.cseq, self.peer.cseq + 3])
        if self.rng.random() < 0.01:
            self.peer.to += "x"
        branch = self.peer.send(method, sdp=body, headers=headers, cseq=cseq)
        if method not in ("ACK", "INVITE"):
            self.asked.add(f"{branch} {method}")

    def is_answered(self) -> bool:
        """Has each request its answer? INVITEs may have to wait for a PRACK that never comes."""
        return self.asked <= set(self.finals)


def answers(side: Recorder, rng: random.Random, tasks: set[asyncio.Task[None]]) -> None:
    async def take(leg: Leg) -> None:
        try:
            if rng.random() < 0.8:
                leg.ring()
            await asyncio.sleep(rng.random() * 0.03)
            if rng.random() < 0.85:
                await leg.answer()
            else:
                leg.reject(486)
        except IllegalEvent:
            return  # the peer was faster

    def on_new(leg: Leg) -> None:
        tasks.add(asyncio.get_running_loop().create_task(take(leg)))

    side.on_new = on_new


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whatever_peers_do_each_request_is_answered_once(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sip_connector, "STOP_WAIT_S", 0.3)
    rng, side, tasks = random.Random(seed), Recorder(), set[asyncio.Task[None]]()
    answers(side, rng, tasks)
    connector = AsyncioSip("127.0.0.1:0", rtp_ports=range(43_700, 44_100), session=SessionPolicy(2, 1))
    await connector.start(side)
    wild = [Wild(connector, side, random.Random(f"{seed} {number}")) for number in range(CALLS)]
    failures: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(str(context)))
    with structlog.testing.capture_logs() as logs:
        ears = [asyncio.create_task(one.listen()) for one in wild]
        await asyncio.gather(*(one.run() for one in wild))
        await until(lambda: all(one.is_answered() for one in wild), what="an answer to each request")
        for leg in side.incoming:
            leg.hang_up()
        await connector.stop()
        for ear in ears:
            ear.cancel()
        for over in await asyncio.gather(*ears, return_exceptions=True):
            assert isinstance(over, asyncio.CancelledError)
        await asyncio.gather(*tasks)
    assert failures == []
    assert [entry for entry in logs if entry["log_level"] == "error"] == []
    ended = Counter(id(leg) for leg, _ in side.ends)
    assert set(ended.values()) == {1}, "each leg ends once"
    assert {id(leg) for leg in side.incoming} <= set(ended)
    assert connector.legs == 0
    for one in wild:
        one.peer.close()
        assert all(len(statuses) == 1 for statuses in one.finals.values()), "one final answer to each"
