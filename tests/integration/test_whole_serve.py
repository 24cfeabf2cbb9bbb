"""`hotline serve` as a person meets it: what it says when it cannot start, and when it does."""

import asyncio
import re
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline_cli.demo.stage import free_port

PATIENCE_S = 60.0


@pytest.fixture
def ports() -> dict[str, str]:
    """A free address for each option."""
    kinds = {"--sip": socket.SOCK_DGRAM, "--http": socket.SOCK_STREAM, "--headset": socket.SOCK_STREAM}
    return {option: f"127.0.0.1:{free_port(kind)}" for option, kind in kinds.items()}


def serve(data: Path, ports: dict[str, str]) -> list[str]:
    options = [part for pair in ports.items() for part in pair]
    return [sys.executable, "-m", "hotline_cli", "serve", "--data", str(data), *options]


async def start(command: list[str]) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)


async def refused(command: list[str]) -> tuple[int | None, str]:
    """Exit status and what was said, of a serve that does not start."""
    process = await start(command)
    _, said = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    return process.returncode, said.decode()


async def line_with(process: asyncio.subprocess.Process, wanted: str) -> str:
    """The next line of standard output that holds `wanted`."""
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE_S):
        async for line in process.stdout:
            if wanted in line.decode():
                return line.decode().strip()
    raise AssertionError(f"{wanted!r} was never said")


@pytest.fixture(params=["--sip", "--http", "--headset"])
def taken(request: pytest.FixtureRequest, ports: dict[str, str]) -> Iterator[str]:
    """An option whose port another program holds."""
    option: str = request.param
    kind = socket.SOCK_DGRAM if option == "--sip" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as holder:
        host, _, port = ports[option].partition(":")
        holder.bind((host, int(port)))
        if kind is socket.SOCK_STREAM:
            holder.listen()
        yield option


async def test_a_taken_port_is_named_with_the_option_that_changes_it(
    tmp_path: Path, ports: dict[str, str], taken: str
) -> None:
    status, said = await refused(serve(tmp_path, ports))
    assert status == 2
    assert f"Port {ports[taken].partition(':')[2]}" in said
    assert f"hotline serve {taken} 127.0.0.1:" in said
    assert "Traceback" not in said


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, ports: dict[str, str]) -> None:
    (tmp_path / "file").write_text("no folder")
    status, said = await refused(serve(tmp_path / "file" / "data", ports))
    assert status == 2
    assert str(tmp_path / "file" / "data") in said
    assert "--data" in said
    assert "Traceback" not in said


async def test_a_wrong_setting_names_file_and_field(tmp_path: Path, ports: dict[str, str]) -> None:
    (tmp_path / "hotline.toml").write_text('[desk]\ntimezone = "Asia/Atlantis"\n')
    status, said = await refused(serve(tmp_path, ports))
    assert status == 2
    assert "hotline.toml" in said
    assert "timezone" in said


async def test_it_says_where_it_is_and_what_comes_next_and_leaves_nothing_running(
    tmp_path: Path, ports: dict[str, str]
) -> None:
    process = await start(serve(tmp_path, ports))
    assert ports["--sip"] in await line_with(process, "SIP")
    assert ports["--http"] in await line_with(process, "consoles")
    assert "hotline admin create" in await line_with(process, "admin create")
    children = children_of(process.pid)
    assert len(children) == 2
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 0
    assert not any(map(_alive, children))
    settings = (tmp_path / "hotline.toml").read_text(encoding="utf-8")
    assert re.search(r"^# sip = ", settings, re.MULTILINE)


async def test_no_child_outlives_a_killed_parent(tmp_path: Path, ports: dict[str, str]) -> None:
    process = await start(serve(tmp_path, ports))
    await line_with(process, "Ctrl-C")
    children = children_of(process.pid)
    process.kill()
    await process.wait()
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.to_thread(_wait_until_gone, children)


def children_of(pid: int) -> list[str]:
    """Process ids of the children, Linux."""
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _wait_until_gone(pids: list[str]) -> None:
    while any(map(_alive, pids)):
        time.sleep(0.05)


def _alive(pid: str) -> bool:
    """Whether it runs; a dead process that nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
