"""The example of TLS and SRTP at the border (examples/kamailio-tls), as it stands: baresip outside, the line inside.

Outside speaks SIP over TLS with certificates both ways and mandatory SRTP (SDES); the line speaks plain UDP and RTP.
"""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.trunks import Trunk
from tests.real_peers.baresip import BARESIP, Baresip
from tests.real_peers.baresip import MODULES as BARESIP_MODULES
from tests.real_peers.kamailio import KAMAILIO, MODULES, Kamailio, free_both
from tests.real_peers.sipp import free_port
from tests.sip_bench import Recorder, level, speaking, tone, until

EXAMPLE = Path(__file__).parents[2] / "examples" / "kamailio-tls"
RTPENGINE = shutil.which("rtpengine")
pytestmark = [
    pytest.mark.real_peer,
    pytest.mark.skipif(KAMAILIO is None or not (Path(MODULES) / "tls.so").exists(), reason="no kamailio with TLS"),
    pytest.mark.skipif(BARESIP is None or not BARESIP_MODULES, reason="baresip is not installed"),
    pytest.mark.skipif(RTPENGINE is None, reason="rtpengine is not installed"),
]
SETTINGS = """\
module srtp.so
sip_certificate {certificates}/both.pem
sip_cafile {certificates}/authority.pem
sip_verify_server yes
"""
ACCOUNT = "<sip:resident@127.0.0.1:{port};transport=tls>;regint=0;mediaenc=srtp-mand"


async def certify(folder: Path) -> None:
    """An authority and a certificate, by the example's script."""
    script = EXAMPLE / "make-certificates.sh"
    process = await asyncio.create_subprocess_exec(script, str(folder), "127.0.0.1", stdin=asyncio.subprocess.DEVNULL)
    assert await process.wait() == 0


def listens(port: int) -> bool:
    """Does a program take TCP connections there?"""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@asynccontextmanager
async def rtpengine(folder: Path, control: int) -> AsyncIterator[Path]:
    """rtpengine by the example's file, on ports of the test's; gives its log."""
    assert RTPENGINE is not None
    log = folder / "rtpengine.log"
    audio = 40_000 + free_port() % 8_000
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            RTPENGINE, f"--config-file={EXAMPLE / 'rtpengine.conf'}", f"--listen-ng=127.0.0.1:{control}",
            f"--port-min={audio}", f"--port-max={audio + 100}", "--foreground", "--log-level=7",
            f"--pidfile={folder / 'rtpengine.pid'}", cwd=folder, stdin=asyncio.subprocess.DEVNULL, stdout=output,
            stderr=output,
        )  # fmt: skip
    try:
        await until(lambda: "Startup complete" in log.read_text(errors="replace"), what="rtpengine")
        yield log
    finally:
        process.kill()
        await process.wait()


@dataclass
class Border:
    """The line behind the border. `phone` is the port of baresip outside; it listens for TLS on the next one."""

    folder: Path
    line: AsyncioSip
    side: Recorder
    proxy: Kamailio
    tls_port: int
    phone: int
    media_log: Path

    def outside(self, *, say: bytes = b"", dial: str = "", account: str = ACCOUNT) -> Baresip:
        folder = self.folder / "phone"
        folder.mkdir()
        settings = SETTINGS.format(certificates=self.folder / "certificates")
        return Baresip(folder, "PCMA", say=say, dial=dial, port=self.phone, settings=settings, account=account)


@pytest.fixture
async def border(tmp_path: Path) -> AsyncIterator[Border]:
    certificates, side = tmp_path / "certificates", Recorder()
    await certify(certificates)
    control, tls_port, phone = free_port(), free_both(), free_both()
    async with AsyncExitStack() as stack:
        media_log = await stack.enter_async_context(rtpengine(tmp_path, control))
        probe = AsyncioSip("127.0.0.1:0")
        await probe.start(Recorder())
        line_address = probe.address
        await probe.stop()
        proxy = Kamailio(
            tmp_path,
            EXAMPLE / "kamailio.cfg",
            {
                "OUTER": f"tls:127.0.0.1:{tls_port}",
                "INNER": "udp:127.0.0.1:{port}",
                "LINE": f'"sip:{line_address}"',
                "PEER": f'"sip:127.0.0.1:{phone + 1};transport=tls"',
                "CERTIFICATE": f'"{certificates / "border.pem"}"',
                "PRIVATE_KEY": f'"{certificates / "border.key"}"',
                "AUTHORITIES": f'"{certificates / "authority.pem"}"',
                "RTPENGINE": f'"udp:127.0.0.1:{control}"',
                "CHILDREN": 2,
            },
        )
        await stack.enter_async_context(proxy)
        trunk = Trunk(name="border", server=proxy.address, register=False)
        line = AsyncioSip(line_address, rtp_ports=range(38_800, 39_200), trunks=(trunk,))
        await line.start(side)
        stack.push_async_callback(line.stop)
        yield Border(tmp_path, line, side, proxy, tls_port, phone, media_log)


async def test_a_call_from_outside_is_heard(border: Border) -> None:
    async with border.outside(say=tone(700, 10), dial=f"sip:95598@127.0.0.1:{border.tls_port};transport=tls"):
        await until(lambda: border.side.incoming, what="the call")
        leg = border.side.incoming[0]
        assert (leg.info.trunk, leg.info.called) == ("border", "95598")
        await leg.answer()
        await until(lambda: "established" in border.side.words())
        await until(lambda: len(border.side.heard(leg)) > 48_000, what="audio")
        leg.hang_up()
        await until(lambda: border.side.ends)
    assert level(border.side.heard(leg)[-16_000:], 700) > 6000
    assert "SAVP" in border.media_log.read_text(errors="replace")


async def test_a_caller_from_outside_hears_the_line_and_hangs_up(border: Border) -> None:
    async with border.outside(dial=f"sip:95598@127.0.0.1:{border.tls_port};transport=tls"):
        await until(lambda: border.side.incoming, what="the call")
        leg = border.side.incoming[0]
        await leg.answer()
        async with speaking(leg, 1500):
            await until(lambda: len(border.side.heard(leg)) > 48_000, what="its echo")
    await until(lambda: border.side.ends)  # it was told to quit, and says BYE
    assert level(border.side.heard(leg)[-32_000:-16_000], 1500) > 5000, "its echo"
    assert border.side.ends[0][1].answered


async def test_the_line_calls_outside(border: Border) -> None:
    async with border.outside(account=ACCOUNT.replace("resident", "13800138000")):
        await until(lambda: listens(border.phone + 1), what="baresip's TLS")
        leg = await border.line.place("13800138000", caller="95598")
        await until(lambda: "answered" in border.side.words() or border.side.ends, what="the answer")
        assert not border.side.ends, border.side.ends
        async with speaking(leg, 1500):
            await until(lambda: len(border.side.heard(leg)) > 48_000, what="its echo")
        leg.hang_up()
        await until(lambda: border.side.ends)
    assert level(border.side.heard(leg)[-16_000:], 1500) > 5000, "its echo"
    assert "SAVP" in border.media_log.read_text(errors="replace")


async def test_outside_without_a_certificate_of_ours_is_not_heard(border: Border, tmp_path: Path) -> None:
    """Another authority's certificate: TLS itself refuses, and no SIP reaches the line."""
    await certify(tmp_path / "other")
    (tmp_path / "certificates" / "both.pem").write_bytes((tmp_path / "other" / "both.pem").read_bytes())
    async with border.outside(dial=f"sip:95598@127.0.0.1:{border.tls_port};transport=tls"):
        await until(lambda: "certificate verify failed" in border.proxy.log(), what="the refusal")
    assert not border.side.incoming
