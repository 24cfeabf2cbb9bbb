"""Running SIPp against a connector. SIPp exits non-zero when its scenario fails; that is what tests assert."""

import asyncio
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

SCENARIOS = Path(__file__).parent / "scenarios"
SIPP = shutil.which("sipp")
TCP_LISTEN = "0A"


@dataclass
class Run:
    """A SIPp run that is over."""

    code: int
    output: str

    def check(self) -> None:
        assert self.code == 0, f"SIPp exited {self.code}\n{self.output[-6000:]}"


def free_port() -> int:
    """A UDP port on loopback that was free a moment ago."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Does somebody of this machine accept TCP connections there? Looked up, so that the peer sees no stray one."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(int(row[1].partition(":")[2], 16) == port and row[3] == TCP_LISTEN for row in rows)


class Sipp:
    """One run. `scenario` is a file of ours or one of SIPp's own (`builtin=True`); `port` is where it listens."""

    def __init__(self, folder: Path, remote: str, scenario: str, *options: str, builtin: bool = False) -> None:
        assert SIPP is not None
        self.folder = folder
        self.port = free_port()
        chosen = ("-sn", scenario) if builtin else ("-sf", str(SCENARIOS / f"{scenario}.xml"))
        self.command = [SIPP, remote, *chosen, "-i", "127.0.0.1", "-p", str(self.port), "-mi", "127.0.0.1"]
        self.command += ["-mp", str(free_port() & ~1), "-s", "95598", "-nostdin", "-timeout_error"]
        self.command += ["-trace_err", "-error_file", str(folder / "sipp.err"), "-trace_msg"]
        self.command += ["-message_file", str(folder / "sipp.msg"), *options]
        if "-m" not in options:
            self.command += ["-m", "1"]
        if "-timeout" not in options:
            self.command += ["-timeout", "30s"]

    async def run(self) -> Run:
        """Run to the end."""
        process = await asyncio.create_subprocess_exec(
            *self.command, cwd=self.folder, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
        )
        try:
            _, stderr = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
        errors = self.folder / "sipp.err"
        noted = errors.read_text(errors="replace") if errors.exists() else ""
        return Run(process.returncode or 0, stderr.decode(errors="replace") + noted)

    def messages(self) -> str:
        """What SIPp sent and received."""
        return (self.folder / "sipp.msg").read_text(errors="replace")
