"""Calls in the browser: lists of them, and one call with its sound and words (issue of quality; SEC-1)."""

from api.rights import Right, may
from api.schemas import AgentView
from api.web.pages.calls.grading import graded, spot_check, tasks
from api.web.pages.calls.listing import calls
from api.web.pages.calls.review import played, review, sound
from api.web.registry import MenuEntry
from scripts_lib.model import Text


def _may(person: AgentView) -> bool:
    return may(person, Right.SEE_CALLS)


PAGES = (calls, review, sound, played, tasks, graded, spot_check)
MENU = (MenuEntry("/calls", Text("通话", "Calls"), _may, order=40),)
