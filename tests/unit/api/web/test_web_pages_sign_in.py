"""The sign-in page: where one is led, what is said of a refusal, and what stands in the form after it."""

from pathlib import Path

from api.agents.lockout import ACCOUNT
from api.schemas import Role
from api.web.cookies import CSRF, LANGUAGE, SESSION
from api.web.pages.sign_in import FIRST, PAGES
from tests.unit.api.web.page_bench import PASSWORD, bench


async def test_one_is_led_in_and_out(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        assert (await desk.browser.get("/")).headers["location"] == "/sign-in"
        await desk.person(Role.AGENT)
        answer = await desk.send("/sign-in", "/sign-in", login="li", password=PASSWORD, next="/tickets?page=2")
        assert (answer.status_code, answer.headers["location"]) == (303, "/tickets?page=2")
        token = desk.browser.cookies[SESSION]
        assert (await desk.browser.get("/")).headers["location"] == FIRST
        assert (await desk.browser.get("/sign-in?next=/tickets")).headers["location"] == "/tickets"
        token_of_form = {"_csrf_token": desk.browser.cookies[CSRF]}
        out = await desk.browser.post("/sign-out", data=token_of_form)
        assert (out.status_code, out.headers["location"]) == (303, "/sign-in")
        assert await desk.services.staff.sign_in.person_of(token) is None


async def test_nobody_is_led_elsewhere(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        await desk.enter(Role.AGENT)
        for onward in ("https://elsewhere.example/", "//elsewhere.example", ""):
            answer = await desk.browser.get("/sign-in", params={"next": onward})
            assert answer.headers["location"] == FIRST, onward
        desk.browser.cookies.delete(SESSION)
        sent = await desk.send("/sign-in", "/sign-in", login="li", password=PASSWORD, next="//elsewhere.example")
        assert sent.headers["location"] == FIRST


async def test_a_refusal_is_said_on_the_form_until_it_is_locked(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        li = await desk.person(Role.AGENT)
        for _ in range(ACCOUNT.free):
            answer = await desk.send("/sign-in", "/sign-in", login="li", password="wrong-password")
            assert answer.status_code == 401
            assert 'value="li"' in answer.text
            assert "wrong-password" not in answer.text
            assert SESSION not in desk.browser.cookies
        locked = await desk.send("/sign-in", "/sign-in", login="li", password=PASSWORD)
        assert locked.status_code == 429
        assert "秒后再试" in locked.text
        assert await desk.noted("account_locked") == [("nobody", "account_locked", li.agent_id)]


async def test_the_language_is_kept(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        answer = await desk.send("/sign-in", "/language", lang="en", next="/sign-in")
        assert (answer.headers["location"], desk.browser.cookies[LANGUAGE]) == ("/sign-in", "en")
        await desk.send("/sign-in", "/language", lang="fr")
        assert desk.browser.cookies[LANGUAGE] == "en", "a language that there is not changes nothing"
