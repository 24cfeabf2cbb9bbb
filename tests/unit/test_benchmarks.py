"""`make bench` knows every benchmark: it runs it, says what it wants, or leaves it to the one that starts it."""

from benchmarks.__main__ import ALONE, PARTS, PROGRAMS, WANTING
from tests.unit.test_architecture import ROOT


def test_every_command_among_the_benchmarks_has_its_place() -> None:
    files = {one.stem: one.read_text() for one in (ROOT / "benchmarks").glob("*.py") if one.stem != "__main__"}
    commands = [name for name, text in files.items() if 'if __name__ == "__main__":' in text]
    assert sorted([*ALONE, *WANTING, *PARTS]) == sorted(commands)
    assert set(PROGRAMS) <= set(ALONE)
