"""What the search asks of the shelf."""

from api.web.pages.search import FIELDS, wanted
from tests.unit.api.web.web_site import RULES

NOTHING = dict.fromkeys(FIELDS, "")


def test_open_ones_unless_something_else_is_asked_for() -> None:
    assert wanted(NOTHING, RULES.catalogue).open is True
    assert wanted(NOTHING | {"state": "ended"}, RULES.catalogue).open is False
    assert wanted(NOTHING | {"state": "all"}, RULES.catalogue).open is None
    assert wanted(NOTHING | {"q": "电梯"}, RULES.catalogue).open is None
    sent = wanted(NOTHING | {"state": "sent"}, RULES.catalogue)
    assert (sent.open, sent.state) == (None, "sent")


def test_what_the_rules_do_not_know_is_passed_over() -> None:
    found = wanted(NOTHING | {"weight": "heavy", "department": "kitchen", "kind": "x"}, RULES.catalogue)
    assert (found.weight, found.department, found.kind, found.overdue) == (None, None, None, False)
    found = wanted(
        NOTHING | {"weight": "grave", "department": "cleaning", "kind": "pests", "overdue": "yes"}, RULES.catalogue
    )
    assert (found.weight, found.department, found.kind, found.overdue) == ("grave", "cleaning", "pests", True)
