"""Trunks against a provider of ours that says what each test wants: challenges, identities, strangers, ways back."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import structlog
from aiosipua.message import SipRequest

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.errors import CallFailed
from telephony.trunks import DialRule, Trunk, networks_of
from tests.integration.provider_rig import QUICK, Provider, challenging
from tests.sip_bench import Recorder, until

PASSWORD = "a password that no log may show"


@dataclass
class Scene:
    provider: Provider
    side: Recorder
    lines: list[AsyncioSip] = field(default_factory=list)

    async def line(self, networks: tuple[str, ...] = (), /, **settings: object) -> AsyncioSip:
        values = {"name": "unicom", "server": self.provider.address, "register": False, **settings}
        trunk = Trunk.model_validate(values)
        line = AsyncioSip(
            "127.0.0.1:0",
            rtp_ports=range(36_400, 36_600),
            timers=QUICK,
            trunks=(trunk,),
            networks=networks_of(networks),
            area_code="010",
        )
        await line.start(self.side)
        self.lines.append(line)
        return line


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    made = Scene(await Provider().start(), Recorder())
    yield made
    for line in made.lines:
        await line.stop()
    await made.provider.socket.stop()


ACCOUNT = {"user": "card-7", "password": PASSWORD, "register": False}


@pytest.mark.parametrize("status", [401, 407])
async def test_a_challenged_invite_is_sent_again_in_the_same_call(scene: Scene, status: int) -> None:
    """RFC 3261 §22.2: same Call-ID, From tag and SDP, next CSeq, new branch; the ACK carries what the INVITE did."""
    scene.provider.says = challenging("INVITE", status=status)
    line = await scene.line(**ACCOUNT)
    leg = await line.place("13800138000")
    await until(lambda: "answered" in scene.side.words())
    first, second = scene.provider.of("INVITE")
    assert (first.call_id, first.get_header("from"), first.text) == (
        second.call_id,
        second.get_header("from"),
        second.text,
    )
    assert (first.get_header("cseq"), second.get_header("cseq")) == ("1 INVITE", "2 INVITE")
    assert first.get_header("via") != second.get_header("via")
    name = "Authorization" if status == 401 else "Proxy-Authorization"
    await until(lambda: scene.provider.of("ACK"))
    [ack] = scene.provider.of("ACK")
    assert ack.get_header(name) == second.get_header(name)
    assert ack.get_header("cseq") == "2 ACK"
    leg.hang_up()
    await until(lambda: scene.side.ends)
    [bye] = scene.provider.of("BYE")
    assert "nc=00000002" in (bye.get_header(name) or ""), "the nonce is used again in the dialog"
    assert bye.get_header("cseq") == "3 BYE"


async def test_a_challenged_bye_is_sent_again(scene: Scene) -> None:
    scene.provider.says = challenging("BYE", status=407)
    line = await scene.line(**ACCOUNT)
    leg = await line.place("13800138000")
    await until(lambda: "answered" in scene.side.words())
    leg.hang_up()
    await until(lambda: len(scene.provider.of("BYE")) == 2)
    assert [bye.get_header("cseq") for bye in scene.provider.of("BYE")] == ["2 BYE", "3 BYE"]


async def test_refused_credentials_end_the_call_and_show_no_password(scene: Scene) -> None:
    scene.provider.says = challenging("INVITE", accept=False)
    with structlog.testing.capture_logs() as logs:
        line = await scene.line(**ACCOUNT)
        await line.place("13800138000")
        await until(lambda: scene.side.ends)
    assert scene.side.ends[0][1].status == 407
    assert len(scene.provider.of("INVITE")) == 2
    assert {"event": "trunk_credentials_refused", "trunk": "unicom", "status": 407, "log_level": "warning"} in logs
    assert not re.search(rf"{PASSWORD}|13800138000|card-7", str(logs))


async def test_a_challenge_without_a_password_ends_the_call(scene: Scene) -> None:
    scene.provider.says = challenging("INVITE")
    line = await scene.line()
    await line.place("13800138000")
    await until(lambda: scene.side.ends)
    assert (scene.side.ends[0][1].status, len(scene.provider.of("INVITE"))) == (407, 1)


@pytest.mark.parametrize(
    ("settings", "caller", "sender", "headers"),
    [
        ({}, "", "sip:{}", {}),
        ({"caller": "95598"}, "", "sip:95598@{}", {}),
        ({"caller": "95598"}, "12345", "sip:12345@{}", {}),
        (ACCOUNT, "", "sip:card-7@{}", {}),
        (ACCOUNT | {"domain": "far.example"}, "95598", "sip:95598@far.example", {}),
        (
            ACCOUNT | {"identity": "preferred", "caller": "95598"},
            "",
            "sip:card-7@{}",
            {"P-Preferred-Identity": "<sip:95598@{}>"},
        ),
        (ACCOUNT | {"identity": "asserted"}, "95598", "sip:card-7@{}", {"P-Asserted-Identity": "<sip:95598@{}>"}),
    ],
)
async def test_what_a_call_says_of_us(
    scene: Scene, settings: dict[str, object], caller: str, sender: str, headers: dict[str, str]
) -> None:
    line = await scene.line(**settings)
    await line.place("13800138000", caller=caller)
    await until(lambda: scene.provider.of("INVITE"))
    invite = scene.provider.of("INVITE")[0]
    assert f"<{sender.format(scene.provider.address)}>" in (invite.get_header("from") or "")
    for name in ("P-Preferred-Identity", "P-Asserted-Identity"):
        wanted = headers[name].format(scene.provider.address) if name in headers else None
        assert invite.get_header(name) == wanted


async def test_a_number_is_dialled_by_the_rules_of_its_trunk(scene: Scene) -> None:
    line = await scene.line(dial=(DialRule(begins="*", add=""), DialRule(add="9")), domain="far.example")
    await line.place("138 0013 8000")
    await line.place("*97#")
    await until(lambda: len(scene.provider.of("INVITE")) == 2)
    assert [one.uri for one in scene.provider.of("INVITE")] == [
        "sip:913800138000@far.example",
        "sip:*97%23@far.example",
    ]


@pytest.mark.parametrize(
    ("target", "trunk", "status"),
    [("13800138000", "mobile", 404), ("", "", 400), ("li", "", 400), ("sip:@", "", 400), ("li@", "", 400)],
)
async def test_what_cannot_be_placed(scene: Scene, target: str, trunk: str, status: int) -> None:
    line = await scene.line()
    with pytest.raises(CallFailed) as raised:
        await line.place(target, trunk=trunk)
    assert raised.value.status == status


async def test_a_number_without_a_trunk_cannot_be_placed() -> None:
    line = AsyncioSip("127.0.0.1:0")
    await line.start(Recorder())
    with pytest.raises(CallFailed, match="no trunk"):
        await line.place("13800138000")
    await line.stop()


async def test_a_phone_is_asked_to_lift_by_itself(scene: Scene) -> None:
    line = await scene.line()
    await line.place(f"sip:8001@{scene.provider.address}", auto_answer=True)
    await line.place(f"sip:8001@{scene.provider.address}")
    await until(lambda: len(scene.provider.of("INVITE")) == 2)
    said = [(one.get_header("call-info"), one.get_header("alert-info")) for one in scene.provider.of("INVITE")]
    assert said == [("<sip:127.0.0.1>;answer-after=0", "<http://localhost>;info=alert-autoanswer"), (None, None)]


async def test_who_calls_through_a_trunk(scene: Scene) -> None:
    line = await scene.line(numbers=("85230001",))
    scene.provider.calls(
        line.address,
        From='"Anonymous" <sip:anonymous@anonymous.invalid>;tag=f',
        P_Asserted_Identity="<tel:+861085230009>",
    )
    await until(lambda: scene.side.incoming)
    info = scene.side.incoming[0].info
    assert (info.number, info.number_sent, info.called) == ("01085230009", "+861085230009", "01085230001")
    assert (info.trunk, info.withheld) == ("unicom", False)


async def test_a_withheld_number_is_nowhere(scene: Scene) -> None:
    line = await scene.line()
    with structlog.testing.capture_logs() as logs:
        scene.provider.calls(
            line.address,
            From='"Anonymous" <sip:anonymous@anonymous.invalid>;tag=f',
            P_Asserted_Identity='"Li 13900005678" <tel:+8613900005678>',
            Privacy="id",
        )
        await until(lambda: scene.side.incoming)
    info = scene.side.incoming[0].info
    assert (info.number, info.number_sent, info.name, info.withheld) == ("", "", "", True)
    assert "13900005678" not in f"{info}{logs}"


async def test_an_allowed_network_is_believed_no_assertion(scene: Scene) -> None:
    line = await scene.line(("127.0.0.0/8",), server="192.0.2.1")
    scene.provider.calls(line.address, P_Asserted_Identity="<sip:110@far>")
    await until(lambda: scene.side.incoming)
    info = scene.side.incoming[0].info
    assert (info.number, info.trunk) == ("13800138000", "")


async def test_strangers_are_refused_and_said_once(scene: Scene) -> None:
    with structlog.testing.capture_logs() as logs:
        line = await scene.line(server="192.0.2.1")
        for _ in range(30):
            scene.provider.calls(line.address)
        await until(lambda: sum(one.status_code == 403 for one in scene.provider.responses) == 30)
    assert not scene.side.incoming
    assert [one["event"] for one in logs if one["event"] == "sip_invite_refused"] == ["sip_invite_refused"]
    assert line.legs == 0


async def test_replies_go_to_where_the_request_came_from(scene: Scene) -> None:
    """RFC 3581: behind NAT the Via names a host and port that nobody can reach."""
    line = await scene.line()
    host, _, port = line.address.rpartition(":")
    provider = scene.provider
    request = SipRequest.parse(
        b"OPTIONS sip:line SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9:5099;branch=z9hG4bKnat;rport\r\n"
        b"From: <sip:a@x>;tag=1\r\nTo: <sip:line>\r\nCall-ID: nat\r\nCSeq: 1 OPTIONS\r\n\r\n"
    )
    assert isinstance(request, SipRequest)
    provider.socket.send(request, (host, int(port)))
    await until(lambda: provider.responses)
    via = provider.responses[0].headers.get("via")[0]
    assert "received=127.0.0.1" in via
    assert f"rport={provider.socket.local_addr[1]}" in via


async def test_behind_nat_the_advertised_address_stands_in_contact_and_sdp(scene: Scene) -> None:
    trunk = Trunk(name="unicom", server=scene.provider.address, user="card-7", password=PASSWORD)
    line = AsyncioSip("127.0.0.1:0", advertised_ip="203.0.113.7", timers=QUICK, trunks=(trunk,))
    await line.start(scene.side)
    scene.lines.append(line)
    await until(lambda: scene.side.trunks == [("unicom", True, "registered")])
    await line.place("13800138000")
    await until(lambda: scene.provider.of("INVITE"))
    [register], invite = scene.provider.of("REGISTER"), scene.provider.of("INVITE")[0]
    port = line.address.rpartition(":")[2]
    assert register.get_header("contact") == f"<sip:card-7@203.0.113.7:{port}>"
    assert f"SIP/2.0/UDP 203.0.113.7:{port};" in register.headers.get("via")[0]
    assert ";rport" in register.headers.get("via")[0]
    assert "c=IN IP4 203.0.113.7" in invite.text


async def test_a_trunk_that_is_down_is_passed_over(scene: Scene) -> None:
    scene.provider.says = lambda request: (403, {}) if request.method == "REGISTER" else (200, {})
    other = await Provider().start()
    trunks = (
        Trunk(name="first", server=scene.provider.address, user="card-7", password=PASSWORD),
        Trunk(name="second", server=other.address, register=False),
    )
    line = AsyncioSip("127.0.0.1:0", timers=QUICK, trunks=trunks, rtp_ports=range(36_400, 36_600))
    await line.start(scene.side)
    scene.lines.append(line)
    await until(lambda: set(scene.side.trunks) == {("first", False, "403 x"), ("second", True, "answers")})
    await line.place("13800138000")
    await until(lambda: other.of("INVITE"))
    await line.place("13800138000", trunk="first")
    await until(lambda: scene.provider.of("INVITE"))
    await other.socket.stop()


async def test_a_trunk_without_registration_is_asked_whether_it_is_there(scene: Scene) -> None:
    """RFC 3261 §11. It dies, and comes back; numbers go out through another meanwhile."""
    line = await scene.line(probe=1)
    await until(lambda: scene.side.trunks == [("unicom", True, "answers")])
    [options] = scene.provider.of("OPTIONS")
    assert options.get_header("contact") == f"<sip:{line.address}>"
    scene.provider.says = lambda _: None
    await until(lambda: len(scene.side.trunks) == 2, 20)
    assert scene.side.trunks[1] == ("unicom", False, "no reply")
    scene.provider.says = lambda _: (404, {})
    await until(lambda: len(scene.side.trunks) == 3, 20)
    assert scene.side.trunks[2] == ("unicom", True, "answers")
