"""Figures of contentment: follow-up calls and questionnaires together, weak points named, few answers not judged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.schemas.surveys import Aspect, Scores, Source
from api.surveys.results import AIM, ENOUGH, Said, content, results


def marks(overall: int = 5, content: int = 5, quality: int = 5, attitude: int = 5) -> Scores:
    return Scores(overall=overall, content=content, quality=quality, attitude=attitude)


def survey(scores: Scores, department: str = "cleaning", building: str = "3", at: float = 10.0) -> Said:
    return Said(
        at=at,
        source=Source.SURVEY,
        department=department,
        building=building,
        content=content(scores),
        scores=scores,
    )


def call(happy: bool, department: str = "cleaning", building: str = "3") -> Said:
    return Said(at=10.0, source=Source.FOLLOW_UP, department=department, building=building, content=happy)


@pytest.mark.parametrize(("overall", "happy"), [(5, True), (4, True), (3, False), (1, False)])
def test_four_and_five_are_content(overall: int, happy: bool) -> None:
    assert content(marks(overall)) is happy


def test_calls_and_questionnaires_count_together() -> None:
    found = results([survey(marks()), survey(marks(overall=2)), call(True), call(False)], 0, 100)
    assert (found.total.all.asked, found.total.all.content, found.total.all.share) == (4, 2, 0.5)
    assert (found.total.follow_ups.asked, found.total.follow_ups.content) == (2, 1)
    assert found.total.aspects[Aspect.OVERALL].asked == 2
    assert found.total.met is False


def test_by_department_and_building_those_that_are_known() -> None:
    found = results([call(True, "cleaning", "3"), call(False, "security", ""), call(True, "", "10")], 0, 100)
    assert [(one.value, one.all.share) for one in found.departments] == [("cleaning", 1.0), ("security", 0.0)]
    assert [one.value for one in found.buildings] == ["10", "3"]
    assert found.total.all.asked == 3


def test_a_weak_point_is_named_by_its_aspect() -> None:
    """SUR-1."""
    said = [survey(marks(attitude=2)) for _ in range(ENOUGH)]
    found = results(said, 0, 100)
    assert found.total.met is True
    assert [(one.group, one.value, one.aspect, one.share) for one in found.weak] == [
        ("building", "3", Aspect.ATTITUDE, 0.0),
        ("department", "cleaning", Aspect.ATTITUDE, 0.0),
    ]


def test_few_answers_name_no_weak_point() -> None:
    found = results([call(False)] * (ENOUGH - 1), 0, 100)
    assert found.weak == ()
    assert found.departments[0].enough is False


def test_the_aim_itself_is_enough() -> None:
    """SUR-1: 85 % content."""
    said = [call(True)] * 17 + [call(False)] * 3
    found = results(said, 0, 100)
    assert found.total.all.share == AIM
    assert found.total.met is True
    assert found.weak == ()


def test_nobody_asked_and_times_outside() -> None:
    found = results([survey(marks(), at=5.0), survey(marks(), at=20.0)], 10, 20)
    assert (found.total.all.share, found.total.met) == (None, None)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["a", "b", ""]), st.sampled_from(["1", "2"]))))
def test_groups_add_up(said: list[tuple[bool, str, str]]) -> None:
    found = results([call(*one) for one in said], 0, 100)
    assert sum(one.all.asked for one in found.buildings) == found.total.all.asked == len(said)
    assert sum(one.all.content for one in found.departments) == sum(1 for one in said if one[0] and one[1])
