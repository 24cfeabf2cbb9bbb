"""The web pages without a browser: what a cookie opens, what is served, how a refused sign-in is told."""

import re
from pathlib import Path

import httpx

from tests.integration.desk_rest_rig import PASSWORD, desk
from tests.unit.api import desk_samples as sample


async def form_token(client: httpx.AsyncClient, path: str) -> str:
    """The token of the forms on this page."""
    found = re.search(r'name="_csrf_token" value="([0-9a-f]+)"', (await client.get(path)).text)
    assert found is not None
    return found[1]


async def signed_in(client: httpx.AsyncClient, login: str, password: str = PASSWORD) -> httpx.Response:
    """The answer to signing in by the form."""
    sent = {
        "_csrf_token": await form_token(client, "/sign-in"),
        "login": login,
        "password": password,
        "next": "/work",
    }
    return await client.post("/sign-in", data=sent)


async def test_a_cookie_opens_pages_and_a_bearer_token_the_api_and_neither_the_other(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        assert (await browser.get("/")).headers["location"] == "/sign-in"
        answer = await signed_in(browser, "li")
        assert (answer.status_code, answer.headers["location"]) == (303, "/work")
        assert (await browser.get("/work")).status_code == 200
        assert (await browser.get("/")).headers["location"] == "/work"
        assert (await browser.get("/api/me")).status_code == 401
        bearer = {"Authorization": f"Bearer {rig.tokens['li']}"}
        async with httpx.AsyncClient(base_url=rig.url, headers=bearer) as program:
            assert (await program.get("/api/me")).status_code == 200
            assert (await program.get("/work")).status_code == 303


async def test_guesses_are_refused_and_locked_out_as_by_the_api(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        for _ in range(5):
            refused = await signed_in(browser, "li", "a wrong guess")
            assert refused.status_code == 401
            assert "sanxiang_session" not in refused.cookies
        locked = await signed_in(browser, "li")
        assert locked.status_code == 429
        assert 'role="alert"' in locked.text
        assert PASSWORD not in locked.text


async def test_who_is_switched_off_sees_no_page_any_more(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        await signed_in(browser, "li")
        agent = rig.people["li"].agent_id
        assert (await rig.ask("root", "PATCH", f"/api/agents/{agent}", {"active": False})).status_code == 200
        assert (await browser.get("/work")).status_code == 303


async def test_files_are_served_and_addresses_that_are_none_are_told(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        for name, kind in (("page.css", "text/css"), ("page.js", "javascript"), ("icon.svg", "image/svg+xml")):
            answer = await browser.get(f"/static/{name}")
            assert answer.status_code == 200
            assert kind in answer.headers["content-type"]
        page = await browser.get("/nowhere", headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
        problem = await browser.get("/api/nowhere", headers={"Accept": "text/html"})
        assert problem.headers["content-type"].startswith("application/problem+json")
        assert (await browser.get("/static/../app.py")).status_code == 404


async def test_every_page_is_guarded_by_its_headers(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        await signed_in(browser, "li")
        for path in ("/sign-in", "/work", "/tickets/TS20261123-0001", "/nowhere"):
            answer = await browser.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
            assert answer.headers["content-security-policy"].startswith("default-src 'none'"), path
            assert answer.headers["cache-control"] == "no-store", path


async def test_the_forms_of_a_ticket_are_files_for_whoever_may_see_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url, timeout=60) as browser:
        saved = await rig.ask("li", "POST", "/api/calls/c1/disposition", sample.complaint())
        number = saved.json()["ticket"]["number"]
        await signed_in(browser, "li")
        page = (await browser.get(f"/tickets/{number}")).text
        assert f'href="/tickets/{number}/papers/opinion.pdf"' in page
        paper = await browser.get(f"/tickets/{number}/papers/opinion.docx")
        assert paper.content.startswith(b"PK")
        assert "attachment" in paper.headers["content-disposition"]
        assert ("li", "paper", f"{number.replace('TS', 'YJ')}.docx") in await rig.opened()
        for wrong in ("opinion.txt", "nothing.pdf"):
            assert (await browser.get(f"/tickets/{number}/papers/{wrong}")).status_code == 404
        browser.cookies.clear()
        await signed_in(browser, "ma")  # of no department that the ticket was sent to
        assert (await browser.get(f"/tickets/{number}/papers/opinion.docx")).status_code == 404
