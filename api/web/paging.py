"""Pages of long lists: which one is asked for."""

from api.problems import AnyRequest

PAGE = 30
"""Lines on one page."""
FURTHEST = 10_000


def page_number(request: AnyRequest) -> int:
    """The page that is asked for, from 1; the first for anything that is no number."""
    asked = request.query_params.get("page", "1")
    return min(max(1, int(asked)), FURTHEST) if asked.isascii() and asked.isdigit() else 1


def pages_of(total: int) -> int:
    """How many pages so many lines fill; at least one."""
    return max(1, -(-total // PAGE))
