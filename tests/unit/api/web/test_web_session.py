"""Who may see a page, and that a form of another site changes nothing."""

from litestar import get, post
from litestar.response import Template

from api.problems import AnyRequest
from api.web.render import page
from api.web.session import PUBLIC
from tests.unit.api.web.web_site import LI, signed_in, site, token_of


@get("/mine")
async def mine(request: AnyRequest) -> str:
    assert request.user == LI
    return "mine"


@post("/mine", status_code=200)
async def sent(request: AnyRequest) -> str:
    return "sent"


@get("/all", opt={PUBLIC: True})
async def everybodys(request: AnyRequest) -> Template:
    return page(request, "error.html", text=None, fields={})


def test_a_page_needs_a_session_unless_it_is_for_everybody() -> None:
    with site([mine, everybodys]) as client:
        away = client.get("/mine?page=2", follow_redirects=False)
        assert (away.status_code, away.headers["location"]) == (303, "/sign-in?next=/mine%3Fpage%3D2")
        assert client.get("/all").status_code == 200
        client.cookies.set("sanxiang_session", "somebody else's")
        assert client.get("/mine", follow_redirects=False).status_code == 303
        assert signed_in(client).get("/mine").text == "mine"


def test_a_bearer_token_opens_no_page() -> None:
    with site([mine]) as client:
        answer = client.get("/mine", headers={"Authorization": "Bearer li's token"}, follow_redirects=False)
        assert answer.status_code == 303


def test_a_post_needs_the_token_of_its_form() -> None:
    with site([everybodys, sent]) as client:
        signed_in(client).get("/all")
        assert client.post("/mine", data={"x": "1"}).status_code == 403
        assert client.post("/mine", data={"_csrf_token": "guessed"}).status_code == 403
        assert client.post("/mine", json={}).status_code == 403
        assert client.post("/mine", data=token_of(client)).text == "sent"


def test_a_post_without_a_session_leads_to_the_sign_in_page() -> None:
    with site([everybodys, sent]) as client:
        client.get("/all")
        away = client.post("/mine", data=token_of(client), follow_redirects=False)
        assert (away.status_code, away.headers["location"]) == (303, "/sign-in")


def test_after_a_form_that_was_sent_in_vain_one_comes_back_to_its_page() -> None:
    cases = {
        "http://testserver.local/mine?x=1": "/sign-in?next=/mine%3Fx%3D1",
        "http://elsewhere.example/mine": "/sign-in",
        "http://testserver.local//elsewhere.example": "/sign-in",
        "": "/sign-in",
    }
    with site([sent]) as client:
        for referer, wanted in cases.items():
            away = client.post("/mine", headers={"Referer": referer}, follow_redirects=False)
            assert (away.status_code, away.headers["location"]) == (303, wanted), referer
