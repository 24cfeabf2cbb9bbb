"""The form of a training session: what is read from it, and what is wrong with it by field."""

import datetime as dt

import pytest

from api.errors import Invalid
from api.schemas.training import NewTraining, Stage
from api.web.pages.quality.training import session_typed


def test_a_session_as_it_was_typed() -> None:
    typed = {"stage": "law", "day": "2026-12-01", "trainer": "周老师"}
    assert session_typed(typed) == NewTraining(stage=Stage.LAW, day=dt.date(2026, 12, 1), trainer="周老师")


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, {"stage", "day"}),
        ({"stage": "law", "day": "明天"}, {"day"}),
        ({"stage": "cooking", "day": "2026-12-01"}, {"stage"}),
    ],
)
def test_what_is_wrong_is_said_by_field(typed: dict[str, str], wrong: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        session_typed(typed)
    assert set(refused.value.fields) == wrong
