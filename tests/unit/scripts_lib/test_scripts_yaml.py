"""Reading YAML with lines, and nothing but plain data; then into structs with every fault named."""

import datetime
from enum import StrEnum

import msgspec
import pytest

from scripts_lib.shape import read
from scripts_lib.yaml_nodes import MAX_BYTES, Faults, Items, Mapping, Scalar, read_nodes


class Colour(StrEnum):
    """Some words."""

    RED = "red"
    BLUE = "blue"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A named entry."""

    id: str
    size: int
    colour: Colour = Colour.RED
    note: str | None = None


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a shape can hold."""

    parts: tuple[Part, ...] = ()
    day: datetime.date | None = None
    share: float = 0.0
    flag: bool = False
    named: dict[str, int] = {}


def nodes(text: str | bytes) -> tuple[Mapping | None, list[str]]:
    faults = Faults()
    content = text.encode() if isinstance(text, str) else text
    return read_nodes("f.yaml", content, faults), [str(error) for error in faults.errors]


def whole(text: str) -> tuple[Whole | None, list[str]]:
    faults = Faults()
    node = read_nodes("f.yaml", text.encode(), faults)
    assert node is not None
    return read(node, Whole, faults), [str(error) for error in faults.errors]


def test_nodes_know_their_lines() -> None:
    top, faults = nodes("# a comment\na: 一\nb:\n  - {c: 2}\n  -\n")
    assert faults == []
    assert top is not None
    assert top.nodes["a"] == Scalar("f.yaml", 2, "一")
    items = top.nodes["b"]
    assert isinstance(items, Items)
    assert [item.line for item in items.nodes] == [4, 5]
    assert items.nodes[1] == Scalar("f.yaml", 5, "", null=True)
    assert top.key_lines == {"a": 2, "b": 3}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: &x 1\nb: *x", "f.yaml:1: anchors and aliases are not allowed"),
        ("a: *x", "f.yaml:1: anchors and aliases are not allowed"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]", "f.yaml:2: tag "),
        ("a: !thing 1", "f.yaml:1: tag !thing"),
        ("a: [", "f.yaml:"),
        ("a: 'b", "f.yaml:"),
        ("", "f.yaml:1: the file must be a mapping"),
        ("- 1", "f.yaml:1: the file must be a mapping"),
        ("a: 1\n---\nb: 2", "f.yaml:2: only one document"),
        (b"a: 1\nb: \xff", "f.yaml:2: not UTF-8"),
        ("a: \x07", "f.yaml:0: not YAML"),
        ("[" * 100_000, "f.yaml:1: nested deeper"),
        ("{a: " * 100_000, "f.yaml:1: nested deeper"),
        ("a: " + "b" * MAX_BYTES, "f.yaml:0: too large"),
    ],
)
def test_what_is_not_plain_data_is_refused(text: str | bytes, fault: str) -> None:
    top, faults = nodes(text)
    assert top is None
    assert len(faults) == 1
    assert faults[0].startswith(fault)


def test_a_key_that_is_here_twice_and_a_key_that_is_no_word_are_named() -> None:
    _, faults = nodes("a: 1\na: 2\n? [b]\n: 3\n")
    assert faults == ["f.yaml:2: key 'a' is here twice", "f.yaml:3: a key must be a plain word"]


def test_a_file_may_begin_with_a_byte_order_mark() -> None:
    assert nodes(b"\xef\xbb\xbfa: 1")[1] == []


def test_a_sound_file_becomes_structs() -> None:
    parts = "parts:\n  - {id: p, size: 3, colour: blue, note: no}\n"
    text = parts + "day: 2026-02-28\nshare: 0.5\nflag: yes\nnamed: {x: 1}\n"
    read_whole, faults = whole(text)
    assert faults == []
    part = Part(id="p", size=3, colour=Colour.BLUE, note="no")
    day = datetime.date(2026, 2, 28)
    assert read_whole == Whole(parts=(part,), day=day, share=0.5, flag=True, named={"x": 1})


def test_all_faults_are_found_in_one_reading() -> None:
    text = (
        "parts:\n"
        "  - {id: p, size: three, colour: green}\n"
        "  - id: q\n"
        "    extra: 1\n"
        "  - 7\n"
        "day: 2026-02-30\n"
        "share: much\n"
        "flag: perhaps\n"
        "named: 4\n"
        "other: 1\n"
    )
    read_whole, faults = whole(text)
    assert read_whole is None
    assert sorted(faults) == sorted(
        [
            "f.yaml:2: p: 'three' is not a whole number",
            "f.yaml:2: p: 'green' is none of red, blue",
            "f.yaml:3: q: 'size' is missing",
            "f.yaml:4: q: unknown key 'extra'",
            "f.yaml:5: keys and values are wanted here: id, size, colour, note",
            "f.yaml:6: '2026-02-30' is not a date like 2026-01-31",
            "f.yaml:7: 'much' is not a number",
            "f.yaml:8: 'perhaps' is not true or false",
            "f.yaml:9: keys and values are wanted here",
            "f.yaml:10: unknown key 'other'",
        ]
    )


@pytest.mark.parametrize("blank", ["", "''", '"  "', "~", "null", "[]"])
def test_a_blank_text_is_missing(blank: str) -> None:
    _, faults = whole(f"parts:\n  - id: {blank}\n    size: 1\n")
    assert len(faults) == 1
    assert faults[0].startswith("f.yaml:2:")
