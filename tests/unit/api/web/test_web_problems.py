"""What breaks is told as a page, never with its inside."""

import structlog
from litestar import get, post
from litestar.params import FromPath

from api.problems import AnyRequest
from api.web.session import PUBLIC
from tests.unit.api.web.test_web_session import everybodys
from tests.unit.api.web.web_site import site


@get("/broken", opt={PUBLIC: True})
async def broken(request: AnyRequest) -> None:
    raise RuntimeError("secret inside")


def test_a_fault_is_logged_and_not_shown() -> None:
    with site([broken]) as client, structlog.testing.capture_logs() as logged:
        answer = client.get("/broken")
    assert answer.status_code == 500
    assert "系统出错了" in answer.text
    assert "secret inside" not in answer.text
    assert [entry["event"] for entry in logged] == ["page_failed"]


def test_a_wrong_method_is_told() -> None:
    with site([everybodys]) as client:
        assert client.post("/all", data={"a": "b"}).status_code in (403, 405)


@post("/thing/{key:str}/step", opt={PUBLIC: True})
async def step(request: AnyRequest, key: FromPath[str]) -> None:
    """Takes a form."""


def test_an_address_of_a_form_leads_to_the_page_that_it_is_on() -> None:
    with site([step]) as client:
        answer = client.get("/thing/1/step", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/thing/1")
