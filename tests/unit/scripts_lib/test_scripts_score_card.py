"""The score card as data: the shipped one is whole, and a site's faults are named."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from scripts_lib.errors import InvalidData
from scripts_lib.loader import SHIPPED, load
from scripts_lib.model import Text
from scripts_lib.score_card import Criterion, Level, faults_of

CARD = load().card
NAME = Text("名", "name")


def test_the_shipped_card_has_weights_of_a_hundred_and_three_fatal_items() -> None:
    assert sum(one.weight for one in CARD.criteria) == 100
    assert [one.id for one in CARD.criteria if one.fatal] == ["no_forbidden", "secrecy", "complaint_kept"]
    assert [one.percent for one in CARD.levels] == [100, 50, 0]
    assert all(one.guide.zh and one.guide.en and one.rules for one in CARD.criteria)


def level(value: str, percent: int) -> Level:
    return Level(value=value, label=NAME, percent=percent)


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        (replace(CARD, pass_at=0), ""),
        (replace(CARD, pass_at=101), ""),
        (replace(CARD, levels=(level("met", 100),)), ""),
        (replace(CARD, levels=(level("met", 100), level("so", 100), level("no", 0))), "so"),
        (replace(CARD, levels=(level("met", 100), level("met", 0))), "met"),
        (replace(CARD, criteria=(*CARD.criteria, CARD.criteria[0])), "opening"),
        (replace(CARD, criteria=(*CARD.criteria, Criterion(id="x", label=NAME, guide=NAME))), "x"),
        (replace(CARD, criteria=(*CARD.criteria, Criterion(id="y", label=NAME, guide=NAME, weight=-1))), "y"),
        (replace(CARD, criteria=(*CARD.criteria, Criterion(id=" ", label=NAME, guide=NAME, weight=1))), " "),
        (replace(CARD, criteria=(Criterion(id="z", label=NAME, guide=NAME, fatal=True),)), ""),
    ],
)
def test_what_is_inconsistent_is_named(broken: object, where: str) -> None:
    assert where in [rule for rule, _ in faults_of(broken)]  # type: ignore[arg-type]


def test_a_sites_own_card_stands_in_place_of_the_shipped_one_and_its_faults_have_lines(tmp_path: Path) -> None:
    text = (SHIPPED / "score_card.yaml").read_text("utf-8")
    (tmp_path / "score_card.yaml").write_text(text.replace("pass_at: 85", "pass_at: 90"), "utf-8")
    assert load(tmp_path).card.pass_at == 90
    (tmp_path / "score_card.yaml").write_text(
        text.replace("    weight: 15\n    rules: [LINE-8", "    rules: [LINE-8"), "utf-8"
    )
    with pytest.raises(InvalidData) as raised:
        load(tmp_path)
    line = text.splitlines().index("  - id: settle") + 1
    (fault,) = raised.value.errors
    assert str(fault).endswith(f"score_card.yaml:{line}: settle: a criterion has a weight above 0, or is fatal")
