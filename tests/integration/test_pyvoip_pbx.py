"""The pyVoIP connector as one extension of a PBX: registered, refreshed, lost and found; its calls; its limits."""

import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import structlog
from aiosipua.message import SipRequest

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.pyvoip_sip import MOST_CALLS, MOST_LEGS, PyvoipSip
from telephony.errors import CallFailed
from telephony.trunks import Trunk, networks_of
from tests.integration.provider_rig import QUICK, Provider, challenging
from tests.sip_bench import Recorder, until

PASSWORD = "a password that no log may show"


@dataclass
class Site:
    """A PBX, and the line that is its extension 8001."""

    pbx: Provider
    side: Recorder
    lines: list[PyvoipSip] = field(default_factory=list)

    async def line(self, networks: tuple[str, ...] = (), **settings: object) -> PyvoipSip:
        account = {"name": "pyvoip", "server": self.pbx.address, "user": "8001", "password": PASSWORD, **settings}
        line = PyvoipSip(
            "127.0.0.1:0",
            pbx=Trunk.model_validate(account),
            rtp_ports=range(36_600, 36_800),
            timers=QUICK,
            networks=networks_of(networks),
        )
        await line.start(self.side)
        self.lines.append(line)
        return line

    async def registered(self) -> None:
        await until(lambda: ("pyvoip", True, "registered") in self.side.trunks)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site(await Provider().start(), Recorder())
    yield made
    for line in made.lines:
        await line.stop()
    await made.pbx.socket.stop()


async def test_it_registers_with_digest_and_takes_itself_back(site: Site) -> None:
    site.pbx.says = challenging("REGISTER", status=401)
    with structlog.testing.capture_logs() as logs:
        line = await site.line()
        await site.registered()
        await line.stop()
    first, second, last = site.pbx.of("REGISTER")
    assert first.get_header("authorization") is None
    assert 'username="8001"' in (second.get_header("authorization") or "")
    assert f"sip:8001@{line.address}" in (second.get_header("contact") or "")
    assert (second.get_header("expires"), last.get_header("expires")) == ("300", "0")
    assert first.call_id == second.call_id == last.call_id
    assert site.side.trunks == [("pyvoip", True, "registered"), ("pyvoip", False, "stopped")]
    assert PASSWORD not in str(logs)


async def test_it_refreshes_before_the_registration_runs_out(site: Site) -> None:
    site.pbx.says = lambda _: (200, {"Expires": "2"})
    await site.line()
    await until(lambda: len(site.pbx.of("REGISTER")) >= 3)
    assert site.side.trunks == [("pyvoip", True, "registered")]


async def test_a_wrong_password_is_told(site: Site) -> None:
    site.pbx.says = challenging("REGISTER", status=401, accept=False)
    await site.line()
    await until(lambda: site.side.trunks)
    assert site.side.trunks == [("pyvoip", False, "wrong password")]
    assert len(site.pbx.of("REGISTER")) == 2, "it does not go on knocking"


async def test_a_registration_that_is_lost_is_told_and_found_again(site: Site) -> None:
    said: list[tuple[int, dict[str, str]]] = [(200, {"Expires": "2"}), (503, {}), (200, {"Expires": "300"})]
    site.pbx.says = lambda _: said.pop(0) if said else (200, {})
    await site.line()
    await until(lambda: len(site.side.trunks) == 3)
    assert [(up, detail.split(" ")[0]) for _, up, detail in site.side.trunks] == [
        (True, "registered"),
        (False, "503"),
        (True, "registered"),
    ]


async def test_a_pbx_that_does_not_answer_is_told(site: Site) -> None:
    site.pbx.says = lambda _: None
    await site.line()
    await until(lambda: site.side.trunks)
    assert site.side.trunks == [("pyvoip", False, "no reply")]


async def test_a_call_of_the_pbx_is_one_of_its_trunk(site: Site) -> None:
    line = await site.line()
    await site.registered()
    site.pbx.calls(line.address, uri="sip:8001@line", P_Asserted_Identity='"李" <sip:13800138000@pbx>')
    await until(lambda: site.side.incoming)
    info = site.side.incoming[0].info
    assert (info.trunk, info.number, info.name, info.called) == ("pyvoip", "13800138000", "李", "8001")


async def test_a_stranger_is_refused(site: Site) -> None:
    line = await site.line(sources=("192.0.2.0/24",))
    await site.registered()
    site.pbx.calls(line.address)
    await until(lambda: [one for one in site.pbx.responses if one.status_code == 403])
    assert site.side.incoming == []
    assert line.legs == 0


async def test_a_number_is_called_through_the_pbx_with_credentials(site: Site) -> None:
    site.pbx.says = challenging("INVITE", "BYE")
    line = await site.line()
    await site.registered()
    leg = await line.place("13800138000", caller="8001", name="物业")
    await until(lambda: "answered" in site.side.words())
    first, second = site.pbx.of("INVITE")
    assert (first.uri, leg.info.trunk) == (f"sip:13800138000@{site.pbx.address}", "pyvoip")
    assert 'username="8001"' in (second.get_header("proxy-authorization") or "")
    assert first.call_id == second.call_id
    assert _cseq(second) == _cseq(first) + 1
    await until(lambda: site.pbx.of("ACK"))
    leg.hang_up()
    await until(lambda: len(site.pbx.of("BYE")) >= 1 and site.side.ends)
    bye = site.pbx.of("BYE")[0]
    assert bye.get_header("proxy-authorization") is not None
    assert _cseq(bye) > _cseq(second)
    assert site.side.ends[0][1].answered


async def test_a_call_that_the_pbx_will_not_have_ends_once(site: Site) -> None:
    site.pbx.says = challenging("INVITE", accept=False)
    line = await site.line()
    await site.registered()
    await line.place("13800138000")
    await until(lambda: site.side.ends)
    assert [(end.answered, end.status, end.reason) for _, end in site.side.ends] == [(False, 407, "refused")]
    assert len(site.pbx.of("INVITE")) == 2


async def test_what_cannot_be_called(site: Site) -> None:
    line = await site.line()
    for target, status in (("abc", 400), ("sip:1@127.0.0.1;transport=tcp", 400), ("sip:1@no-such-host.invalid", 404)):
        with pytest.raises(CallFailed) as caught:
            await line.place(target)
        assert caught.value.status == status
    with pytest.raises(CallFailed):
        await line.place("sip:1@127.0.0.1", caller="a b")
    with pytest.raises(CallFailed):
        await line.place("13800138000", trunk="another")


async def test_more_callers_than_it_carries_are_told_503(site: Site) -> None:
    line = await site.line(register=False)
    for _ in range(MOST_CALLS + 2):
        site.pbx.calls(line.address)
    await until(lambda: len([one for one in site.pbx.responses if one.status_code == 503]) == 2)
    assert len(site.side.incoming) == line.legs == MOST_CALLS
    site.side.incoming[0].hang_up()
    site.pbx.calls(line.address)
    await until(lambda: len(site.side.incoming) == MOST_CALLS + 1)


async def test_more_legs_than_it_carries_are_not_placed(site: Site) -> None:
    site.pbx.says = lambda request: (180, {}) if request.method == "INVITE" else (200, {})
    line = await site.line(register=False)
    for _ in range(MOST_LEGS):
        await line.place("1001")
    with pytest.raises(CallFailed) as caught:
        await line.place("1001")
    assert caught.value.status == 503
    assert line.legs == MOST_LEGS


async def test_a_phone_is_asked_to_lift_by_itself() -> None:
    side, phone = Recorder(), await Provider().start()
    line = PyvoipSip("127.0.0.1:0", rtp_ports=range(36_800, 36_820))
    await line.start(side)
    await line.place(f"sip:8002@{phone.address}", auto_answer=True)
    await until(lambda: "answered" in side.words())
    assert "answer-after=0" in (phone.of("INVITE")[0].get_header("call-info") or "")
    await line.stop()
    assert [end.reason for _, end in side.ends] == ["shutdown"]
    await phone.socket.stop()


async def test_ports_and_threads_come_back() -> None:
    """Sixty calls on four ports, one after the other."""
    caller_side, line_side = Recorder(), Recorder()
    line = PyvoipSip("127.0.0.1:0", rtp_ports=range(36_820, 36_828))
    caller = AsyncioSip("127.0.0.1:0", rtp_ports=range(36_830, 36_900))
    await line.start(line_side)
    await caller.start(caller_side)
    for _ in range(60):
        line_side.ends.clear()
        leg = await caller.place(f"sip:95598@{line.address}", caller="1")
        await until(lambda: len(line_side.incoming) == 1)
        await line_side.incoming.pop().answer()
        await until(lambda: "answered" in caller_side.words())
        caller_side.story.clear()
        leg.hang_up()
        await until(lambda: line_side.ends)
    assert line.legs == 0
    await caller.stop()
    await line.stop()
    assert _receivers() == []


def _receivers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("RTP receiver")]


def _cseq(request: SipRequest) -> int:
    return int((request.get_header("cseq") or "0").split(" ")[0])
