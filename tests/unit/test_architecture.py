"""Which folder may import which, and that no modules import each other in a circle.

Read from the source by AST, so that imports inside functions and under TYPE_CHECKING count too. The rules are the
table `ALLOWED`; the test proves itself on small made-up trees.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "telephony": (),
    "scripts_lib": (),
    "api": ("telephony", "scripts_lib"),
    "console": ("api.schemas", "telephony.events", "telephony.frames", "scripts_lib"),
    "hotline_cli": ("telephony", "scripts_lib", "api", "console"),
}
"""For each of our packages, what it may import of ours: whole packages, or single modules."""
STANDARD_LIBRARY_ONLY = "hotline_cli.launch"
"""Runs before the environment exists."""

Graph = dict[str, set[str]]


def modules_of(root: Path, packages: Mapping[str, tuple[str, ...]] = ALLOWED) -> dict[str, Path]:
    """Every module of the packages under `root`, by its dotted name."""
    found = {}
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported_by(name: str, path: Path, ours: Mapping[str, Path]) -> Iterator[str]:
    """Each of our modules that this one imports, wherever in the file the import stands."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (found for alias in node.names if (found := _nearest(alias.name, ours)))
        elif isinstance(node, ast.ImportFrom):
            start = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                start = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{start}.{alias.name}"
                found = inner if inner in ours else _nearest(start, ours)
                if found:
                    yield found


def _nearest(dotted: str, ours: Mapping[str, Path]) -> str:
    """The module of ours that this name lies in, or nothing."""
    while dotted and dotted not in ours:
        dotted = dotted.rpartition(".")[0]
    return dotted


def graph_of(root: Path) -> Graph:
    """Which module imports which. A module does not import the packages that it lies in."""
    ours = modules_of(root)
    return {
        name: {one for one in imported_by(name, path, ours) if one != name and not name.startswith(f"{one}.")}
        for name, path in ours.items()
    }


def wrong_directions(graph: Graph, allowed: Mapping[str, tuple[str, ...]] = ALLOWED) -> list[str]:
    """`importer -> imported` for each import that the table does not allow."""
    return [
        f"{name} -> {other}"
        for name, others in sorted(graph.items())
        for other in sorted(others)
        if not any(_within(other, one) for one in (name.partition(".")[0], *allowed[name.partition(".")[0]]))
    ]


def _within(module: str, place: str) -> bool:
    return module == place or module.startswith(f"{place}.")


def cycle_in(graph: Graph) -> list[str]:
    """One circle of imports as the names along it, or an empty list (depth-first search)."""
    done: set[str] = set()

    def visit(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        for other in sorted(graph.get(name, ())):
            if found := visit(other, [*path, name]):
                return found
        done.add(name)
        return []

    for name in sorted(graph):
        if found := visit(name, []):
            return found
    return []


# --- the product ----------------------------------------------------------------------------------------------------


def test_every_package_is_there() -> None:
    modules = modules_of(ROOT)
    assert {name.partition(".")[0] for name in modules} == set(ALLOWED)
    assert len(modules) > 80
    assert "telephony.events" in graph_of(ROOT)["telephony.line"]


def test_no_import_goes_the_wrong_way() -> None:
    assert wrong_directions(graph_of(ROOT)) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert " -> ".join(cycle_in(graph_of(ROOT))) == ""


def test_the_launcher_needs_nothing_that_it_would_have_to_install() -> None:
    graph = graph_of(ROOT)
    for name, path in modules_of(ROOT).items():
        if _within(name, STANDARD_LIBRARY_ONLY):
            assert all(_within(other, STANDARD_LIBRARY_ONLY) for other in graph[name]), name
            assert _outside(path) <= _standard_library() | {"hotline_cli"}, name


def _outside(path: Path) -> set[str]:
    tops = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            tops |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            tops.add((node.module or "").partition(".")[0])
    return tops


def _standard_library() -> set[str]:
    import sys

    return set(sys.stdlib_module_names)


# --- the test itself ------------------------------------------------------------------------------------------------


def tree(root: Path, files: Mapping[str, str]) -> Graph:
    """A made-up source tree, and its graph."""
    for package in ALLOWED:
        (root / package).mkdir()
        (root / package / "__init__.py").write_text("")
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True, parents=True)
        (root / name).write_text(text)
    return graph_of(root)


@pytest.mark.parametrize(
    ("importer", "statement", "imported"),
    [
        ("telephony/line.py", "import api.schemas", "api.schemas"),
        ("telephony/line.py", "from api import schemas", "api.schemas"),
        ("telephony/line.py", "from scripts_lib.model import Text", "scripts_lib.model"),
        ("scripts_lib/model.py", "def f():\n    from telephony import events", "telephony.events"),
        ("console/app.py", "if TYPE_CHECKING:\n    from api.app import create_app", "api.app"),
        ("console/app.py", "from telephony.line import run_line", "telephony.line"),
        ("console/app.py", "import telephony", "telephony"),
        ("api/app.py", "async def f():\n    import hotline_cli.main as m", "hotline_cli.main"),
    ],
)
def test_a_wrong_import_is_found(tmp_path: Path, importer: str, statement: str, imported: str) -> None:
    others = {
        f"{name.replace('.', '/')}.py": ""
        for name in ("api.schemas", "api.app", "telephony.events", "telephony.line", "scripts_lib.model")
    }
    graph = tree(tmp_path, {**others, "hotline_cli/main.py": "", importer: statement})
    assert wrong_directions(graph) == [f"{importer.removesuffix('.py').replace('/', '.')} -> {imported}"]


@pytest.mark.parametrize(
    ("importer", "statement"),
    [
        (
            "console/app.py",
            "from api.schemas import CallView\nfrom telephony.events import Side\nimport scripts_lib.model",
        ),
        ("api/app.py", "from telephony.line import run_line\nfrom .schemas import CallView\nimport litestar"),
        ("hotline_cli/main.py", "import api.app, console.app, telephony.line, scripts_lib.model"),
        ("telephony/line.py", "from telephony import events\nfrom . import events as e\nimport asyncio"),
    ],
)
def test_a_right_import_is_let_through(tmp_path: Path, importer: str, statement: str) -> None:
    others = {
        f"{name.replace('.', '/')}.py": ""
        for name in (
            "api.schemas",
            "telephony.events",
            "scripts_lib.model",
            "api.app",
            "console.app",
            "telephony.line",
        )
    }
    graph = tree(tmp_path, {**others, importer: statement})
    assert wrong_directions(graph) == []
    assert cycle_in(graph) == []


def test_a_circle_is_found_through_functions_type_checking_and_packages(tmp_path: Path) -> None:
    graph = tree(
        tmp_path,
        {
            "api/a.py": "from api import b",
            "api/b.py": "def f():\n    from .calls import view",
            "api/calls/__init__.py": "",
            "api/calls/view.py": "if TYPE_CHECKING:\n    from ..a import A",
        },
    )
    assert cycle_in(graph) == ["api.a", "api.b", "api.calls.view", "api.a"]


def test_an_import_of_a_package_that_gathers_its_modules_can_close_a_circle(tmp_path: Path) -> None:
    files = {"api/live/__init__.py": "from api.live.link import x", "api/app.py": "import api.live"}
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    assert cycle_in(tree(tmp_path / "one", files)) == []
    graph = tree(tmp_path / "two", {**files, "api/live/link.py": "from api.app import y"})
    assert cycle_in(graph) == ["api.app", "api.live", "api.live.link", "api.app"]


def test_no_package_waits_by_a_function_that_can_lose_a_cancellation() -> None:
    """`asyncio.wait_for` of Python 3.11 does when what it waits for is ready in the same turn; `asyncio.timeout`
    never does."""
    waits = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules_of(ROOT).values()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "wait_for" and ast.unparse(node.value) == "asyncio"
    }
    assert not waits
