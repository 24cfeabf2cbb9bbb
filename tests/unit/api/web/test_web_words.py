"""Every value of the desk that a page shows has its words."""

from api.schemas import DutyKind, OpenReason, Relation, TicketState
from api.web.words import DUTIES, OPEN_REASONS, RELATIONS, STATES, role_title, role_word
from tests.unit.api.web.web_site import LI


def test_nothing_is_without_its_words() -> None:
    assert set(STATES) == set(TicketState)
    assert set(DUTIES) == set(DutyKind)
    assert set(RELATIONS) == set(Relation)
    assert set(OPEN_REASONS) == set(OpenReason)


def test_a_person_has_the_title_of_the_role() -> None:
    assert role_title(LI).zh == role_word("agent").zh == "客服专员"
    assert role_word("nobody").zh == "nobody"
