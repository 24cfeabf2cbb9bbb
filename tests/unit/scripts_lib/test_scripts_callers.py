"""Simulated callers as data: what fits is read, what does not is told with file, line and what to do."""

from pathlib import Path

import pytest

from hotline_cli.train.choose import SHIPPED
from scripts_lib.callers import load_callers
from scripts_lib.errors import InvalidData
from scripts_lib.loader import load

RULES = load().rules
LEAK = (SHIPPED / "leak.yaml").read_text(encoding="utf-8")


def faults(folder: Path, text: str, name: str = "leak.yaml") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(InvalidData) as fault:
        load_callers(SHIPPED, folder, RULES)
    return str(fault.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id: leak", "id: drip", "leak.yaml:1: drip: the id of this caller must be 'leak'"),
        ("kind: water_leak", "kind: flood", "there is no kind 'flood'; there are renovation_noise"),
        ("mood: anxious", "mood: glad", "'glad' is none of calm, angry, anxious, rambling"),
        ('phone: "13800001201"', 'phone: "+86 138"', "the phone of a caller is digits only"),
        ("patience_s: 6", "patience_s: 0", "patience is 1 to 60 seconds"),
        ("when: start", "when: asked", "the first line, and no other, is said at the start"),
        ("when: asked", "when: end", "only one line can have when: end"),
        ("when: asked", "when: later", "'later' is none of start, asked, waiting, unsure, end"),
        ("answers: [source]", "answers: [colour]", "'colour' is neither a field, nor a question of a script"),
        ("when: waiting,", "when: waiting, answers: [place],", "a line with when: waiting answers nothing"),
        ("field: place", "field: colour", "'colour' is no field of the record"),
        ('wordings: ["1201"]', "wordings: []", "a fact of place needs a wording"),
        ('wordings: ["地板"]', 'wordings: ["屋顶"]', "matter as a good agent would write it has none of: 屋顶"),
        ("voice: cmn+m3", "accent: north", "unknown key 'accent'"),
        ("id: leak", "id: [leak", "not YAML"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in LEAK
    assert told in faults(tmp_path, LEAK.replace(old, new))


def test_without_facts_and_lines_there_is_nothing_to_learn(tmp_path: Path) -> None:
    told = faults(tmp_path, LEAK[: LEAK.index("facts:")] + "facts: []\n")
    assert "name at least one fact" in told
    only = "\n".join(line for line in LEAK.splitlines() if "when: asked" not in line)
    assert "a line with when: asked" in faults(tmp_path, only)


def test_a_folder_must_be_there_and_hold_callers(tmp_path: Path) -> None:
    with pytest.raises(InvalidData, match="no such folder"):
        load_callers(SHIPPED, tmp_path / "none", RULES)
    with pytest.raises(InvalidData, match="1 to 200 files"):
        load_callers(SHIPPED, tmp_path, RULES)
    assert "cannot be read" not in faults(tmp_path, "x")
