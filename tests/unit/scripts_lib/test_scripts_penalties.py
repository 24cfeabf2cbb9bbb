"""The points of PEN as data: complete, and consistent."""

import msgspec
import pytest

from scripts_lib.loader import load
from scripts_lib.penalties import Evidence, Fact, Gravity, faults_of

PENALTIES = load().penalties


def test_the_figures_of_the_rule_book() -> None:
    assert (PENALTIES.month.daily_work, PENALTIES.month.maximum) == (80, 110)
    assert {bonus.points for bonus in PENALTIES.bonuses} == {5}
    assert len(PENALTIES.bonuses) == 6
    assert {offence.most for offence in PENALTIES.of(Gravity.MEDIUM)} == {10}
    assert {offence.most for offence in PENALTIES.of(Gravity.HEAVY)} == {20}
    assert len(PENALTIES.of(Gravity.DISMISSAL)) == 4
    assert (PENALTIES.adjustment.least, PENALTIES.adjustment.most) == (-5, 5)
    assert [(one.below, one.months) for one in PENALTIES.thresholds] == [(60, 1), (70, 2)]
    assert [share.percent for share in PENALTIES.year.subjects] == [20, 20, 30, 30]
    assert [share.percent for share in PENALTIES.year.checks] == [20, 30, 50]


def test_an_offence_is_found_by_its_number() -> None:
    assert PENALTIES.offence("PEN-3-11").most == 5
    with pytest.raises(KeyError):
        PENALTIES.offence("PEN-99")


def test_the_shipped_data_is_consistent() -> None:
    assert list(faults_of(PENALTIES)) == []
    rules = [offence.rule for offence in PENALTIES.offences]
    assert len(rules) == len(set(rules))


def test_every_inconsistency_is_named() -> None:
    replace = msgspec.structs.replace
    broken = replace(
        PENALTIES,
        month=replace(PENALTIES.month, maximum=70),
        bonuses=(replace(PENALTIES.bonuses[0], points=0),),
        offences=(
            replace(PENALTIES.offence("PEN-3-6"), least=6, evidence=Evidence.PERSON),
            replace(PENALTIES.offence("PEN-6-1"), most=5),
        ),
        adjustment=replace(PENALTIES.adjustment, least=1, role="supervisor"),
        sights=(
            replace(PENALTIES.sights[0], rule="PEN-3-6", points=9),
            replace(PENALTIES.sights[0], rule="PEN-99"),
            replace(PENALTIES.sights[0], rule="PEN-2-1", points=4),
        ),
        year=replace(PENALTIES.year, subjects=PENALTIES.year.subjects[1:]),
    )
    assert [name for name, _ in faults_of(broken)] == [
        "PEN-1",
        "PEN-2-1",
        "PEN-3-6",
        "PEN-6-1",
        *["PEN-8"] * 2,
        *[Fact.RINGS_MISSED] * 5,
        "PEN-10",
    ]


def test_every_fact_the_system_sees_is_proposed_as_a_rule_of_the_book() -> None:
    assert {one.fact for one in PENALTIES.sights} == set(Fact)
    assert PENALTIES.bounds("PEN-3-5") == (1, 2)
    assert PENALTIES.bounds("PEN-7-1") == (0, 0)
    assert PENALTIES.bounds("PEN-0") is None
