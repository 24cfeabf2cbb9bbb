"""Every outcome has words; days as people say them."""

from datetime import date

from api.schemas.visits import VisitOutcome
from api.web.visit_words import CHOICES, OUTCOMES, day_said
from scripts_lib.model import Text


def test_every_outcome_can_be_chosen() -> None:
    assert set(OUTCOMES) == set(VisitOutcome) == {one.value for one in CHOICES}


def test_a_day() -> None:
    assert day_said(date(2026, 11, 30)) == Text("11月30日 周一", "Mon 30 Nov")
