"""The frame of all pages: who is not signed in, forged forms, forms that are too large, what all pages share."""

from litestar import get, post
from litestar.di import NamedDependency

from api.problems import AnyRequest
from api.web.allowance import Allowance
from api.web.cookies import CSRF
from api.web.registry import PageSet
from api.web.router import MOST_BYTES, STATIC, pages_router
from api.web.session import PUBLIC
from tests.unit.api.web.web_site import identify, site

OPEN = {PUBLIC: True}


@get("/own")
async def own() -> str:
    return "own"


@get("/open", opt=OPEN)
async def everybodys(allowance: NamedDependency[Allowance]) -> str:
    return str(id(allowance))


@post("/form", opt=OPEN, status_code=200)
async def form(request: AnyRequest) -> str:
    return str(len(await request.form()))


def test_a_page_is_for_those_who_are_signed_in_unless_it_says_otherwise() -> None:
    with site((own, everybodys)) as client:
        led = client.get("/own", follow_redirects=False)
        assert (led.status_code, led.headers["location"].partition("?")[0]) == (303, "/sign-in")
        assert client.get("/open").status_code == 200


def test_every_page_counts_by_the_same_allowance() -> None:
    with site((everybodys,)) as client:
        assert client.get("/open").text == client.get("/open").text


def test_a_form_without_its_token_and_one_that_is_too_large_are_refused() -> None:
    with site((everybodys, form)) as client:
        client.get("/open")
        token = client.cookies[CSRF]
        assert client.post("/form", data={"a": "1"}).status_code == 403
        assert client.post("/form", data={"a": "1", "_csrf_token": token}).text == "2"
        large = client.post("/form", data={"a": "1" * MOST_BYTES, "_csrf_token": token})
        assert large.status_code == 413


def test_the_style_sheet_is_everybodys() -> None:
    with site((own,)) as client:
        assert "text/css" in client.get(f"{STATIC}/page.css").headers["content-type"]


def test_pages_stand_in_no_description_of_the_api() -> None:
    router = pages_router(PageSet((own,), ()), identify, "s" * 32)
    assert router.include_in_schema is False
