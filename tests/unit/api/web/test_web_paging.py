"""Which page of a list is asked for."""

import pytest
from litestar.testing import RequestFactory

from api.web.paging import FURTHEST, PAGE, page_number, pages_of


@pytest.mark.parametrize(
    ("asked", "page"), [("1", 1), ("7", 7), ("0", 1), ("-3", 1), ("x", 1), ("", 1), ("٣", 1), ("9" * 30, FURTHEST)]
)
def test_a_page_that_is_none_is_the_first(asked: str, page: int) -> None:
    assert page_number(RequestFactory().get("/", query_params={"page": asked})) == page


def test_how_many_pages_there_are() -> None:
    assert [pages_of(total) for total in (0, 1, PAGE, PAGE + 1)] == [1, 1, 1, 2]
