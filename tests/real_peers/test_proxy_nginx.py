"""The example of a TLS proxy before the desk (examples/nginx-tls), as it stands: nginx, a desk, a page, a console."""

import asyncio
import re
import shutil
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from console.address import find
from console.client import DeskClient
from console.errors import DeskNotTrusted
from hotline_cli.launch.packages import DAEMONS
from hotline_cli.own_files import own_version
from tests.integration.desk_rest_rig import PASSWORD, DeskRig, desk
from tests.real_peers.sipp import free_port
from tests.sip_bench import until

EXAMPLE = Path(__file__).parents[2] / "examples" / "nginx-tls"
NGINX = shutil.which("nginx", path=DAEMONS)
pytestmark = [pytest.mark.real_peer, pytest.mark.skipif(NGINX is None, reason="nginx is not installed")]
WHOLE = """\
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/sanxiang.conf;
}}
"""
CERTIFY = (
    "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-sha256", "-days", "2", "-subj", "/CN=127.0.0.1",
    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "desk.key", "-out", "desk.pem",
)  # fmt: skip


@dataclass
class Proxied:
    """A desk behind nginx."""

    rig: DeskRig
    url: str
    certificate: Path

    def browser(self, address: str) -> httpx.AsyncClient:
        """Somebody who asks from that address, and claims to be from another."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        way = httpx.AsyncHTTPTransport(verify=context, local_address=address)
        return httpx.AsyncClient(base_url=self.url, transport=way, headers={"X-Forwarded-For": "192.0.2.99"})

    async def audit(self) -> list[tuple[str, str]]:
        """What the audit log has of signing in: what, and from where."""
        page = await self.rig.get("root", "/api/audit", limit=50)
        return [(one["what"], one["detail"]) for one in page["items"] if one["what"].startswith("sign")]


async def started(folder: Path, desk_url: str) -> tuple[str, asyncio.subprocess.Process]:
    """nginx by the example's file, on a port of the test's; its address."""
    assert NGINX is not None
    port, plain = free_port(), free_port()
    site = (EXAMPLE / "sanxiang.conf").read_text(encoding="utf-8")
    for was, now in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "127.0.0.1:7800": desk_url.removeprefix("http://"),
        "/etc/nginx/sanxiang": str(folder),
    }.items():
        assert was in site
        site = site.replace(was, now)
    (folder / "sanxiang.conf").write_text(re.sub(r"listen \[::\].*", "", site), encoding="utf-8")
    (folder / "nginx.conf").write_text(WHOLE.format(folder=folder), encoding="utf-8")
    certify = await asyncio.create_subprocess_exec(*CERTIFY, cwd=folder, stderr=asyncio.subprocess.DEVNULL)
    assert await certify.wait() == 0
    nginx = await asyncio.create_subprocess_exec(NGINX, "-c", folder / "nginx.conf", "-e", folder / "error.log")
    await until(lambda: (folder / "nginx.pid").exists() or nginx.returncode is not None, what="nginx")
    assert nginx.returncode is None, (folder / "error.log").read_text()
    return f"https://127.0.0.1:{port}", nginx


@pytest.fixture
async def proxied(tmp_path: Path) -> AsyncIterator[Proxied]:
    async with AsyncExitStack() as stack:
        rig = await stack.enter_async_context(desk(tmp_path / "desk", trusted_proxies=["127.0.0.1"]))
        folder = tmp_path / "nginx"
        folder.mkdir(mode=0o755)
        url, nginx = await started(folder, rig.url)
        try:
            yield Proxied(rig, url, folder / "desk.pem")
        finally:
            nginx.terminate()
            await nginx.wait()


async def test_a_sign_in_by_the_page_comes_from_the_caller_with_secure_cookies(proxied: Proxied) -> None:
    async with proxied.browser("127.0.0.7") as browser:
        form = await browser.get("/sign-in")
        token = re.search(r'name="(_csrf_token)" value="([^"]+)"', form.text)
        assert token is not None
        answer = await browser.post("/sign-in", data={token[1]: token[2], "login": "li", "password": PASSWORD})
        cookies = form.headers.get_list("set-cookie") + answer.headers.get_list("set-cookie")
        assert len(cookies) == 2
        assert all(one.endswith("; Secure") for one in cookies)
        assert (await browser.get("/work")).status_code == 200
        assert (await browser.get("/metrics")).status_code == 403
    assert ("signed_in", "127.0.0.7") in await proxied.audit()


async def test_guesses_lock_their_own_address_and_nobody_elses(proxied: Proxied) -> None:
    wrong = {"login": "nobody", "password": "a guess"}
    async with proxied.browser("127.0.0.8") as guesser, proxied.browser("127.0.0.9") as other:
        for number in range(30):
            answer = await guesser.post("/api/session", json={**wrong, "login": f"nobody{number}"})
            assert answer.status_code == 401
        assert (await guesser.post("/api/session", json=wrong)).status_code == 429
        right = {"login": "li", "password": PASSWORD}
        assert (await other.post("/api/session", json=right)).status_code == 200


async def test_a_console_works_over_wss_once_its_pc_trusts_the_certificate(
    proxied: Proxied, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DeskNotTrusted):
        await find(proxied.url, own_version())
    monkeypatch.setenv("SSL_CERT_FILE", str(proxied.certificate))
    assert await find(proxied.url, own_version()) == proxied.url
    client = DeskClient(proxied.url)
    try:
        await client.sign_in("li", PASSWORD)
        board = await client.open()
        assert board.session
        assert (await client.calls()).items
    finally:
        await client.close()
    assert ("signed_in", "127.0.0.1") in await proxied.audit()
