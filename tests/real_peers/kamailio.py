"""Running Kamailio as a provider: registrar and proxy on a port of its own, its files in a test's folder."""

import asyncio
import os
import shutil
import signal
import socket
from contextlib import suppress
from pathlib import Path

KAMAILIO = shutil.which("kamailio")
MODULES = next(
    (str(path) for path in Path("/usr/lib").glob("*/kamailio/modules") if (path / "registrar.so").exists()), ""
)
HERE = Path(__file__).parent
OPTIONS = (
    "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{port};rport;branch=z9hG4bKprobe{port}\r\n"
    "From: <sip:probe@127.0.0.1>;tag=1\r\nTo: <sip:127.0.0.1>\r\nCall-ID: probe-{port}\r\nCSeq: 1 OPTIONS\r\n"
    "Max-Forwards: 5\r\nContent-Length: 0\r\n\r\n"
)


def free_both() -> int:
    """A port on loopback that was free a moment ago for UDP and TCP."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            udp.bind(("127.0.0.1", 0))
            port = int(udp.getsockname()[1])
            try:
                tcp.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Kamailio:
    """One Kamailio. The words between @ signs in its configuration `template` become `words`.

    `defines` are given on its command line (`-A`); in their values {port} is its port.
    """

    def __init__(
        self, folder: Path, template: Path, defines: dict[str, object] | None = None, **words: object
    ) -> None:
        assert KAMAILIO is not None
        self.folder, self.port = folder, free_both()
        self._process: asyncio.subprocess.Process | None = None
        text = template.read_text(encoding="utf-8")
        for name, value in {"PORT": self.port, "MODULES": MODULES, "FOLDER": folder, **words}.items():
            text = text.replace(f"@{name}@", str(value))
        self._config = folder / "kamailio.cfg"
        self._config.write_text(text, encoding="utf-8")
        self._log = folder / "kamailio.log"
        self._defines = [
            part
            for name, value in (defines or {}).items()
            for part in ("-A", f"{name}={value}".format(port=self.port))
        ]

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def log(self) -> str:
        """What it said so far."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    async def __aenter__(self) -> "Kamailio":
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.kill()

    async def start(self) -> None:
        """Start it (again), in a process group of its own, and wait until it answers."""
        assert KAMAILIO is not None
        where = ("-f", str(self._config), "-Y", str(self.folder), "-w", str(self.folder))
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                KAMAILIO, *where, "-DD", "-E", "-m", "32", "-M", "4", *self._defines,
                cwd=self.folder, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        async with asyncio.timeout(20):
            while not await self._answers():
                assert self._process.returncode is None, self.log()[-4000:]

    async def kill(self) -> None:
        """End it at once with all its children, as a power cut would."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()
        self._process = None

    async def _answers(self) -> bool:
        loop = asyncio.get_running_loop()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.setblocking(False)
            probe.bind(("127.0.0.1", 0))
            await loop.sock_sendto(
                probe, OPTIONS.format(port=probe.getsockname()[1]).encode(), ("127.0.0.1", self.port)
            )
            try:
                async with asyncio.timeout(0.2):
                    return bool(await loop.sock_recv(probe, 2000))
            except (TimeoutError, ConnectionRefusedError):
                return False


def provider(folder: Path, gateway: int, **words: object) -> Kamailio:
    """A provider with the account `card-7`; its gateway to the telephone network listens on that port."""
    chosen: dict[str, object] = {
        "MIN_EXPIRES": 10,
        "MAX_EXPIRES": 3600,
        "ALGORITHM": "MD5",
        "NONCE_EXPIRE": 300,
        **words,
    }
    return Kamailio(
        folder, HERE / "registrar.cfg", None, GATEWAY=gateway, USER="card-7", PASSWORD="secret-7", **chosen
    )
