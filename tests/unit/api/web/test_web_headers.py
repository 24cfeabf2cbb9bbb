"""The headers of pages."""

from litestar import Response

from api.web.headers import HEADERS, POLICY, guard_page


def test_nothing_within_a_page_runs_and_nothing_is_kept() -> None:
    guarded = guard_page(Response("x"))
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert {name: guarded.headers[name] for name in HEADERS} == HEADERS
    assert guarded.headers["Cache-Control"] == "no-store"


def test_a_page_may_say_otherwise_of_keeping() -> None:
    guarded = guard_page(Response("x", headers={"Cache-Control": "private, max-age=60"}))
    assert guarded.headers["Cache-Control"] == "private, max-age=60"
