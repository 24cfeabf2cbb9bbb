"""A line with a trunk in its hotline.toml: registered, and what the desk hears of it and of a call through it."""

from pathlib import Path

import pytest

from telephony.events import CallArrived, CallEnded, TrunkChanged
from tests.integration.line_rig import rig
from tests.integration.provider_rig import Provider, challenging
from tests.sip_bench import until

TRUNK = """\
[line]
area_code = "010"

[[line.trunk]]
name = "unicom"
server = "{server}"
user = "card-7"
numbers = ["85230001"]
"""


async def test_the_desk_hears_of_trunk_and_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_LINE_TRUNK_UNICOM_PASSWORD", "secret-7")
    provider = await Provider(says=challenging("REGISTER", status=401)).start()
    (tmp_path / "hotline.toml").write_text(TRUNK.format(server=provider.address), encoding="utf-8")
    async with rig(tmp_path) as made:
        ready = await made.start_line()
        await made.desk.hears(TrunkChanged, trunk="unicom", up=True, detail="registered")
        first, second = provider.of("REGISTER")
        assert (first.get_header("authorization"), first.get_header("expires")) == (None, "300")
        assert 'username="card-7"' in (second.get_header("authorization") or "")
        provider.calls(
            ready.sip_address,
            uri="sip:card-7@line",
            From="<sip:anonymous@anonymous.invalid>;tag=f",
            To="<sip:85230001@far>",
            P_Asserted_Identity="<sip:+861085230009@far>",
        )
        arrived = await made.desk.hears(CallArrived)
        assert (arrived.trunk, arrived.called, arrived.number) == ("unicom", "01085230001", "01085230009")
        assert (arrived.number_sent, arrived.withheld) == ("+861085230009", False)
        await made.stop_line()
        await made.desk.hears(CallEnded)
        await made.desk.hears(TrunkChanged, trunk="unicom", up=False, detail="stopped")
        await until(lambda: provider.of("REGISTER")[-1].get_header("expires") == "0")
    await provider.socket.stop()


async def test_a_caller_from_elsewhere_is_refused_and_no_event_tells_of_it(tmp_path: Path) -> None:
    text = TRUNK.format(server="192.0.2.1").replace("card-7", "") + "register = false\n"
    (tmp_path / "hotline.toml").write_text(text, encoding="utf-8")
    async with rig(tmp_path) as made:
        await made.start_line()
        await made.dial()
        await until(lambda: made.caller.end is not None)
        assert made.caller.end is not None
        assert made.caller.end.status == 403
        assert not made.desk.kinds(CallArrived)
