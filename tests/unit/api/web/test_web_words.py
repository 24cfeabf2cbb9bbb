"""Every value of the desk that a page shows has its words."""

from api.schemas import DutyKind, TicketState
from api.web.words import DUTIES, STATES, role_title
from tests.unit.api.web.web_site import LI


def test_nothing_is_without_its_words() -> None:
    assert set(STATES) == set(TicketState)
    assert set(DUTIES) == set(DutyKind)


def test_a_person_has_the_title_of_the_role() -> None:
    assert role_title(LI).zh == "客服专员"
