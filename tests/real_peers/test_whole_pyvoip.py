"""The whole product on the pyVoIP connector: baresip calls, an agent at the desk picks up, hears it, writes it up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline_cli.demo.cast import load_cast
from hotline_cli.demo.stage import Stage, stage
from telephony.events import EndCause, Side
from tests.integration.whole_rig import COMPLAINT, player, until
from tests.real_peers.baresip import BARESIP, MODULES, Baresip
from tests.sip_bench import tone

pytestmark = [
    pytest.mark.real_peer,
    pytest.mark.skipif(BARESIP is None or not MODULES, reason="baresip is not installed"),
]


@pytest.fixture
def on(tmp_path: Path) -> Iterator[Stage]:
    data = tmp_path / "data"
    data.mkdir()
    (data / "hotline.toml").write_text('[line]\nconnector = "pyvoip"\nmax_calls = 10\n')
    with stage(data, load_cast()) as running:
        yield running


async def test_the_desk_takes_the_call(on: Stage, tmp_path: Path) -> None:
    async with player(on) as agent:
        async with Baresip(tmp_path, "PCMU", say=tone(700, 20), dial=on.sip):
            call_id = await agent.pick_up()
            await agent.hear(50)
        await until(lambda: agent.pending(call_id))  # baresip was told to quit, and says BYE
        saved = await agent.client.dispose(call_id, COMPLAINT)
        detail = await agent.client.call(call_id)
    assert saved.ticket is not None
    assert (detail.call.cause, detail.call.ended_by) == (EndCause.COMPLETED, Side.CALLER)
    kinds = [event.kind for event in detail.events]
    assert kinds.count("CallEnded") == kinds.count("CallAnswered") == kinds.count("CallArrived") == 1
    assert '"connector": "pyvoip"' in on.log.read_text(encoding="utf-8")
