"""The console installs alone: it imports no server package, its wheel holds what it imports, and it finds its desk.

The wheel is not built here (no network in tests): its lists are read, the files copied, the command run from them.
"""

import ast
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import httpx
import pytest

from console.address import BadAddress, candidates, find, same_wire
from console.errors import DeskUnreachable, NotADesk, ProtocolMismatch
from console.remembered import Remembered

ROOT = Path(__file__).resolve().parents[3]
ALONE = tomllib.loads((ROOT / "packaging/console/pyproject.toml").read_text(encoding="utf-8"))
WHOLE = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HELD = ALONE["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
SERVER = (
    *("litestar", "sqlalchemy", "advanced_alchemy", "alembic", "aiosqlite", "uvicorn", "uvloop", "pydantic_settings"),
    *("aiosipua", "aiortp", "pyVoIP", "cryptography", "jwt", "phonenumbers", "G722", "soundfile", "chinese_calendar"),
    *("numpy", "soxr", "sounddevice", "pypinyin"),  # the last four only once a sound device or the palette is opened
)
NAMES = {"textual_plotext": "textual-plotext", "yaml": "pyyaml"}
"""Packages whose distribution is called otherwise."""
NOT_REACHED = {"scripts_lib/working_calendar.py"}
"""In the wheel with its folder, imported by the server alone."""
IMPORT = """
import importlib, json, pkgutil, sys

class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ImportError(f"{name} is a server's dependency")

sys.meta_path.insert(0, Wall())
import hotline_cli.agent, hotline_cli.qa, hotline_cli.supervisor, console
for module in pkgutil.walk_packages(console.__path__, "console."):
    if not module.name.endswith(".pictures"):  # draws the docs' pictures: a developer's tool
        importlib.import_module(module.name)
ours = ("api", "console", "hotline_cli", "scripts_lib", "telephony")
print(json.dumps(sorted(one for one in sys.modules if one.partition(".")[0] in ours)))
"""


def imported() -> list[str]:
    code = IMPORT.replace("BLOCKED", repr(SERVER))
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 0, ran.stderr
    found: list[str] = json.loads(ran.stdout)
    return found


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files as its build lays them out."""
    root = tmp_path_factory.mktemp("wheel")
    for source, target in HELD.items():
        found = (ROOT / "packaging/console" / source).resolve()
        (root / target).parent.mkdir(parents=True, exist_ok=True)
        if found.is_dir():
            shutil.copytree(found, root / target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        else:
            shutil.copy(found, root / target)
    return root


def hotline(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as it is in the wheel; nothing of the source tree is on its path."""
    own = {"PYTHONPATH": str(tree), "PYTHONSAFEPATH": "1", "XDG_CONFIG_HOME": str(tree / "c"), "COLUMNS": "100"}
    return subprocess.run(
        [sys.executable, "-m", "hotline_cli", *arguments],
        capture_output=True,
        text=True,
        cwd=tree,
        env={**os.environ, **own, "XDG_STATE_HOME": str(tree / "s")},
        check=False,
    )


# --- what is in the wheel -------------------------------------------------------------------------------------------


def test_no_server_package_is_imported_and_the_wheel_holds_every_module_that_is(tree: Path) -> None:
    modules = imported()
    assert {"console.app", "console.agent.main", "hotline_cli.agent", "hotline_cli.supervisor"} <= set(modules)
    missing = []
    for name in modules:
        path = tree / name.replace(".", "/")
        if not path.with_suffix(".py").exists() and not (path / "__init__.py").exists():
            missing.append(name)
    assert missing == []


def test_what_the_wheel_imports_it_also_asks_for(tree: Path) -> None:
    asked = ALONE["project"]["dependencies"] + ALONE["project"]["optional-dependencies"]["headset"]
    names = {line.split(">")[0].split("[")[0].lower() for line in asked}
    used = set()
    for path in tree.rglob("*.py"):
        if str(path.relative_to(tree)) in NOT_REACHED:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                used |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                used.add((node.module or "").partition(".")[0])
    ours = {"api", "console", "hotline_cli", "scripts_lib", "telephony"}
    outside = {NAMES.get(one, one).lower() for one in used - ours - set(sys.stdlib_module_names)}
    # rich and click come with textual and typer, which show them in their own interfaces.
    assert outside - {"rich", "click"} <= names
    assert names <= outside | {"tzdata"}


def test_its_dependencies_are_those_of_the_whole_product() -> None:
    whole = {*WHOLE["project"]["dependencies"], *WHOLE["project"]["optional-dependencies"]["headset"]}
    asked = ALONE["project"]["dependencies"] + ALONE["project"]["optional-dependencies"]["headset"]
    assert [one for one in asked if one not in whole] == []
    assert ALONE["project"]["scripts"] == WHOLE["project"]["scripts"]
    assert ALONE["project"]["requires-python"] == WHOLE["project"]["requires-python"]


def test_data_comes_along(tree: Path) -> None:
    assert (tree / "console/console.tcss").exists()
    assert (tree / "scripts_lib/data/phrases.yaml").exists()


def test_its_command_offers_the_consoles_and_how_the_desk_fares(tree: Path) -> None:
    said = hotline(tree, "--help")
    assert said.returncode == 0, said.stderr
    offered = {line.split()[1] for line in said.stdout.splitlines() if line.startswith("│ ") and line[2] != " "}
    assert {one for one in offered if not one.startswith("-")} == {"agent", "supervisor", "qa", "status"}
    said = hotline(tree, "qa", "--help")
    assert said.returncode == 0, said.stderr
    assert "replay" not in said.stdout
    said = hotline(tree, "serve")
    assert said.returncode == 2
    assert "Traceback" not in said.stderr


def test_a_wrong_address_is_one_clear_line(tree: Path) -> None:
    said = hotline(tree, "agent", "127.0.0.1:9")
    assert said.returncode == 1
    assert "连不上服务端 http://127.0.0.1:9" in said.stderr
    assert len(said.stderr.strip().splitlines()) == 1
    said = hotline(tree, "agent", "not an address")
    assert said.returncode == 2
    assert "Traceback" not in said.stderr


def test_the_template_of_own_keys_can_be_written(tree: Path) -> None:
    target = tree / "mine.yaml"
    said = hotline(tree, "agent", "--write-keys", "--keys", str(target))
    assert said.returncode == 0, said.stderr
    assert "#agent.answer: f2" in target.read_text(encoding="utf-8")


# --- finding the desk -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "urls"),
    [
        ("desk.example", ("http://desk.example:7800", "https://desk.example", "http://desk.example")),
        (" desk.example/ ", ("http://desk.example:7800", "https://desk.example", "http://desk.example")),
        ("desk.example:80", ("http://desk.example:80", "https://desk.example:80")),
        ("10.0.0.5", ("http://10.0.0.5:7800", "https://10.0.0.5", "http://10.0.0.5")),
        ("10.0.0.5：7800", ("http://10.0.0.5:7800", "https://10.0.0.5:7800")),
        ("http://10.0.0.5:7800/", ("http://10.0.0.5:7800",)),
        ("https://x.example/hotline", ("https://x.example/hotline",)),
        ("::1", ("http://[::1]:7800", "https://[::1]", "http://[::1]")),
        ("[::1]:9000", ("http://[::1]:9000", "https://[::1]:9000")),
    ],
)
def test_an_address_becomes_urls_to_try(typed: str, urls: tuple[str, ...]) -> None:
    assert candidates(typed) == urls


@pytest.mark.parametrize(
    "typed", ["", "  ", "a b", "ftp://x", "http://", "x:port", "x:99999", "http://u:p@x", "http://x?y", "http://x:0"]
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress):
        candidates(typed)


def network(**answers: httpx.Response | None) -> tuple[httpx.MockTransport, list[str]]:
    """Answers by `host_port`; None refuses the connection."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        found = answers.get(f"{request.url.scheme}_{request.url.port or 0}")
        if found is None:
            raise httpx.ConnectError("refused", request=request)
        return found

    return httpx.MockTransport(answer), asked


def desk(version: str = "0.1.0") -> httpx.Response:
    return httpx.Response(200, json={"status": "ok", "version": version, "lines": 1})


async def test_the_first_url_that_is_a_desk_is_taken() -> None:
    transport, asked = network(http_7800=desk())
    assert await find("desk.example", "0.1.3", transport) == "http://desk.example:7800"
    assert asked == ["http://desk.example:7800/health"]
    transport, asked = network(http_0=httpx.Response(301), https_0=desk())
    assert await find("desk.example", "0.1.0", transport) == "https://desk.example"


async def test_nothing_there_names_the_likeliest_url() -> None:
    transport, _ = network()
    with pytest.raises(DeskUnreachable) as met:
        await find("desk.example", "0.1.0", transport)
    assert met.value.desk == "http://desk.example:7800"


@pytest.mark.parametrize(
    "response", [httpx.Response(200, text="<html>hello"), httpx.Response(404, text=""), httpx.Response(200, json=[1])]
)
async def test_something_else_there_is_named_as_such(response: httpx.Response) -> None:
    transport, _ = network(http_0=response)
    with pytest.raises(NotADesk) as met:
        await find("desk.example", "0.1.0", transport)
    assert met.value.address == "http://desk.example"
    assert "不是三响" in met.value.of("zh")


async def test_another_version_is_named_with_both_numbers() -> None:
    transport, _ = network(http_7800=desk("0.3.0"))
    with pytest.raises(ProtocolMismatch, match=r"0\.3\.0 / 0\.1\.0"):
        await find("desk.example", "0.1.0", transport)


@pytest.mark.parametrize(
    ("theirs", "ours", "same"),
    [
        ("0.1.0", "0.1.9", True),
        ("0.1.0", "0.2.0", False),
        ("1.2", "1.9", True),
        ("1.0", "2.0", False),
        ("0.9.0", "1.0.0", False),
        ("0.1.0+local", "0.1.0", True),
    ],
)
def test_which_versions_understand_each_other(theirs: str, ours: str, same: bool) -> None:
    assert same_wire(theirs, ours) is same


# --- what is remembered ---------------------------------------------------------------------------------------------


def test_the_desk_is_remembered_and_other_entries_stay(tmp_path: Path) -> None:
    path = tmp_path / "new" / "console.yaml"
    assert Remembered(path).desk == ""
    Remembered(path).keep_desk("http://desk.example:7800")
    path.write_text(path.read_text(encoding="utf-8") + "later: 1\n", encoding="utf-8")
    Remembered(path).keep_desk("https://other.example")
    assert Remembered(path).desk == "https://other.example"
    assert "later: 1" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("broken", [b"\xff\xfe\x00", b"desk: [", b"- a", b"desk: 5", b""])
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "console.yaml"
    path.write_bytes(broken)
    assert Remembered(path).desk == ""
    Remembered(path).keep_desk("http://desk.example:7800")
    assert Remembered(path).desk == "http://desk.example:7800"


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    Remembered(tmp_path / "file" / "console.yaml").keep_desk("http://desk.example:7800")
    assert Remembered(tmp_path / "file" / "console.yaml").desk == ""
