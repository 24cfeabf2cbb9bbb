"""The settings file that serve leaves behind, the plan, and the demo's cast."""

import asyncio
import re
import socket
import tomllib
from pathlib import Path
from unittest.mock import AsyncMock

import pytest

from api.settings import DeskSettings
from hotline_cli import serve
from hotline_cli.children import Child
from hotline_cli.demo.cast import AGENT_VOICE, VOICES, load_cast
from hotline_cli.serve import TEMPLATE, Plan
from hotline_cli.wav import peak, read_wav
from scripts_lib.loader import load
from telephony.settings import LineSettings


@pytest.fixture
def uncommented() -> dict[str, dict[str, object]]:
    """The template with every setting switched on, lists as settings keep them."""
    found = tomllib.loads(re.sub(r"^# (\w+ = )", r"\1", TEMPLATE.read_text(encoding="utf-8"), flags=re.MULTILINE))
    return {
        section: {name: tuple(value) if isinstance(value, list) else value for name, value in settings.items()}
        for section, settings in found.items()
    }


def test_the_template_changes_nothing_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "hotline.toml").write_bytes(TEMPLATE.read_bytes())
    assert LineSettings.load(tmp_path) == LineSettings(data=tmp_path)
    assert DeskSettings.load(tmp_path) == DeskSettings(data=tmp_path)


def test_the_template_names_the_defaults(tmp_path: Path, uncommented: dict[str, dict[str, object]]) -> None:
    line, desk = LineSettings(data=tmp_path), DeskSettings(data=tmp_path)
    assert {name: getattr(line, name) for name in uncommented["line"]} == uncommented["line"]
    assert uncommented["desk"].pop("rules_folder") == "site-rules"  # an example: the default is none
    assert {name: getattr(desk, name) for name in uncommented["desk"]} == uncommented["desk"]
    assert len(uncommented["line"]) >= 7
    assert len(uncommented["desk"]) >= 5


def test_the_templates_trunk_is_one(tmp_path: Path) -> None:
    (tmp_path / "hotline.toml").write_text(TEMPLATE.read_text(encoding="utf-8").replace("#! ", ""), encoding="utf-8")
    (trunk,) = LineSettings.load(tmp_path).trunk
    assert (trunk.name, trunk.numbers) == ("provider", ("02085238888",))


@pytest.mark.parametrize(
    ("http", "reached"),
    [
        ("127.0.0.1:7800", "127.0.0.1:7800"),
        ("0.0.0.0:7800", "127.0.0.1:7800"),
        ("[::]:7800", "[::1]:7800"),
        ("192.0.2.7:80", "192.0.2.7:80"),
    ],
)
def test_the_line_is_sent_to_where_the_desk_can_be_reached(tmp_path: Path, http: str, reached: str) -> None:
    plan = Plan(tmp_path, LineSettings(data=tmp_path), DeskSettings(data=tmp_path, http=http))
    assert plan.line_arguments()[-1] == f"ws://{reached}/link"


async def test_a_desk_that_is_slow_to_start_has_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its later death must not be taken for a failure to start, which would end the line and its calls."""
    gave_up = asyncio.Event()

    def say(line: str) -> None:
        if "not started yet" in line:
            gave_up.set()

    monkeypatch.setattr(serve, "READY_WITHIN_S", 0.05)
    monkeypatch.setattr(serve, "_say", say)
    monkeypatch.setattr(serve, "_has_accounts", AsyncMock(return_value=True))
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    plan = Plan(tmp_path, LineSettings(data=tmp_path), DeskSettings(data=tmp_path, http=address))
    desk, line = (Child(name, [], {}, say) for name in ("desk", "line"))
    introducing = asyncio.create_task(serve._introduce(plan, desk, line))
    await gave_up.wait()
    assert not desk.settled

    async def healthy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\nConnection: close\r\n\r\n{"lines":0}')
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(healthy, *address.split(":")):
        await introducing
    assert desk.settled


# --- the demo's people ----------------------------------------------------------------------------------------------


def test_the_cast_holds_together() -> None:
    cast = load_cast()
    kinds = {kind.value for kind in load().rules.catalogue.kinds}
    assert len(cast.residents) == 12
    numbers = [phone for resident in cast.residents for phone in resident.phones]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"1380000\d{4}", number) for number in numbers)
    assert {caller.kind for caller in cast.callers} <= kinds
    assert len({cast.resident_of(caller).name for caller in cast.callers}) == len(cast.callers) == 5
    assert cast.centre_name in cast.agent_says
    assert cast.caller(7) == cast.callers[2]


@pytest.mark.parametrize("name", [AGENT_VOICE, *(caller.id for caller in load_cast().callers)])
def test_every_voice_is_small_loud_and_short(name: str) -> None:
    path = VOICES / f"{name}.wav"
    assert path.stat().st_size < 150_000
    pcm = read_wav(path)
    assert 3 < len(pcm) / 16_000 < 9.5  # a headless call with two rings stays within fifteen seconds
    assert 8_000 < peak(pcm) <= 32_767
