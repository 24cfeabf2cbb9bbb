"""Pages of people and of one's own account, without a browser."""

import re
import time
from pathlib import Path

import httpx
import pyotp

from tests.integration.desk_rest_rig import PASSWORD, DeskRig, desk
from tests.integration.test_desk_pages import form_token, signed_in

NEW_PASSWORD = "a-longer-word-42"


async def send(client: httpx.AsyncClient, page: str, path: str, **fields: object) -> httpx.Response:
    """The answer to a form of this page that is sent to `path`."""
    return await client.post(path, data={**fields, "_csrf_token": await form_token(client, page)})


def of(rig: DeskRig, login: str) -> str:
    """The address of somebody's page."""
    return f"/people/{rig.people[login].agent_id}"


async def test_an_administrator_makes_and_changes_an_account(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        await signed_in(browser, "root")
        fields = {
            "login": "feng",
            "name": "冯工",
            "surname": "冯",
            "role": "department_head",
            "password": NEW_PASSWORD,
        }
        refused = await send(browser, "/people/new", "/people/new", **fields)
        assert refused.status_code == 422
        assert "部门负责人要写明负责哪个部门" in refused.text
        assert 'value="feng"' in refused.text
        assert NEW_PASSWORD not in refused.text
        departments = ["engineering", "cleaning"]
        made = await send(browser, "/people/new", "/people/new", **fields, departments=departments)
        assert made.status_code == 303
        assert "冯工" in (await browser.get("/people")).text
        page = made.headers["location"].partition("?")[0]
        changed = await send(
            browser, page, page, **fields | {"password": ""}, departments=departments[:1], active="yes"
        )
        assert changed.headers["location"] == f"{page}?said=saved"
        (feng,) = [one for one in await rig.get("root", "/api/agents") if one["login"] == "feng"]
        assert (feng["departments"], feng["role"], feng["active"]) == (["engineering"], "department_head", True)
        await send(browser, page, f"{page}/unlock")
        await send(browser, page, f"{page}/second-step")
        await send(browser, page, f"{page}/sessions")
        noted = [one for one in await rig.opened() if one[2] == feng["agent_id"]]
        assert noted == [
            ("root", what, feng["agent_id"])
            for what in (
                *("account_made", "account_changed", "account_unlocked", "second_step_reset", "sessions_ended"),
            )
        ], "as over REST"
        await send(browser, "/people", "/sign-out")
        assert (await signed_in(browser, "feng", NEW_PASSWORD)).status_code == 303


async def test_only_administrators_open_them(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        await signed_in(browser, "chief")
        for path in ("/people", "/people/new", of(rig, "li")):
            assert (await browser.get(path)).status_code == 403, path
        token = {"_csrf_token": await form_token(browser, "/work")}
        for path in (of(rig, "li"), f"{of(rig, 'li')}/sessions", f"{of(rig, 'li')}/unlock"):
            assert (await browser.post(path, data=token)).status_code == 403, path
        assert 'href="/people"' not in (await browser.get("/work")).text


async def test_ended_sessions_and_switched_off_accounts_are_out_at_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as root:
        await signed_in(root, "root")
        async with httpx.AsyncClient(base_url=rig.url) as li:
            await signed_in(li, "li")
            assert (await send(root, of(rig, "li"), f"{of(rig, 'li')}/sessions")).status_code == 303
            assert (await li.get("/work")).status_code == 303
            await signed_in(li, "li")
            fields = {"name": "李明", "surname": "李", "role": "agent"}
            assert (await send(root, of(rig, "li"), of(rig, "li"), **fields)).status_code == 303
            assert (await li.get("/work")).status_code == 303
            assert (await signed_in(li, "li")).status_code == 401


async def test_who_is_locked_out_is_let_in_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as root:
        await signed_in(root, "root")
        async with httpx.AsyncClient(base_url=rig.url) as li:
            for _ in range(6):
                locked = await signed_in(li, "li", "a wrong guess")
            assert locked.status_code == 429
            await send(root, of(rig, "li"), f"{of(rig, 'li')}/unlock")
            assert (await signed_in(li, "li")).status_code == 303


async def test_ones_own_password_is_changed_and_this_session_goes_on(tmp_path: Path) -> None:
    async with (
        desk(tmp_path) as rig,
        httpx.AsyncClient(base_url=rig.url) as browser,
        httpx.AsyncClient(base_url=rig.url) as elsewhere,
    ):
        await signed_in(elsewhere, "li")
        await signed_in(browser, "li")
        fields = {"old": PASSWORD, "new": NEW_PASSWORD, "again": "something else"}
        assert (await send(browser, "/me", "/me/password", **fields)).status_code == 422
        fields = {"old": "a wrong guess", "new": NEW_PASSWORD, "again": NEW_PASSWORD}
        assert (await send(browser, "/me", "/me/password", **fields)).status_code == 401
        done = await send(browser, "/me", "/me/password", **(fields | {"old": PASSWORD}))
        assert done.headers["location"] == "/me?said=password"
        assert (await browser.get("/me")).status_code == 200
        assert (await elsewhere.get("/work")).status_code == 303


async def test_the_second_step_is_turned_on_asked_for_and_turned_off(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        await signed_in(browser, "li")
        offered = (await send(browser, "/me", "/me/second-step", password=PASSWORD)).text
        key = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", offered)
        uri = re.search(r'name="uri" value="(otpauth://[^"]+)"', offered)
        assert key is not None
        assert uri is not None
        assert "data:image/svg+xml" in offered
        given = {"secret": key[1], "uri": uri[1].replace("&amp;", "&")}
        wrong = await send(browser, "/me", "/me/second-step/confirm", **given, code="000000")
        assert (wrong.status_code, key[1] in wrong.text) == (422, True)
        code = pyotp.TOTP(key[1]).at(int(time.time()))
        codes = (await send(browser, "/me", "/me/second-step/confirm", **given, code=code)).text
        (recovery, *others) = re.findall(r"<code[^>]*>([a-z0-9]{5}-[a-z0-9]{5})</code>", codes)
        assert len(others) == 9
        await send(browser, "/me", "/sign-out")
        asked = await signed_in(browser, "li")
        assert (asked.status_code, 'name="code"' in asked.text) == (401, True)
        fields = {"login": "li", "password": PASSWORD, "code": recovery, "next": "/work"}
        assert (await send(browser, "/sign-in", "/sign-in", **fields)).status_code == 303
        assert (await send(browser, "/me", "/me/second-step/off", password=PASSWORD)).status_code == 303
        assert "开启动态验证码" in (await browser.get("/me")).text


async def test_a_secret_that_nobody_offered_is_not_drawn(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        await signed_in(browser, "li")
        answer = await send(browser, "/me", "/me/second-step/confirm", code="1", uri="x" * 9000, secret="y")
        assert (answer.status_code, "data:image" in answer.text) == (409, False)
