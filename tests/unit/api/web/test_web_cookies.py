"""The pages' cookies, and that nobody is led elsewhere."""

import pytest
from litestar.testing import RequestFactory

from api.web.cookies import LANGUAGE, language_cookie, language_of, local_path, session_cookie

factory = RequestFactory()


@pytest.mark.parametrize("wanted", ["/", "/work", "/tickets/TS20261123-0001?page=2"])
def test_a_path_of_this_site_is_gone_on_to(wanted: str) -> None:
    assert local_path(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    ["", "work", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie: x", "/投诉"],
)
def test_anything_else_is_not(wanted: str) -> None:
    assert local_path(wanted, "/work") == "/work"


def test_a_session_is_kept_from_scripts() -> None:
    kept = session_cookie("token", 60.9)
    assert (kept.httponly, kept.samesite, kept.max_age) == (True, "lax", 60)
    assert session_cookie("", 60).max_age == 0


def test_chinese_unless_english_was_chosen() -> None:
    assert language_of(factory.get("/")) == "zh"
    assert language_of(factory.get("/", headers={"Cookie": f"{LANGUAGE}=en"})) == "en"
    assert language_of(factory.get("/", headers={"Cookie": f"{LANGUAGE}=xx"})) == "zh"
    assert language_cookie("en").value == "en"
