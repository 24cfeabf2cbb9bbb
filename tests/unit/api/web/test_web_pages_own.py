"""One's own account by the page: a new password ends every other session, the second step goes on and off."""

import re
from pathlib import Path

import pyotp
import pytest

from api.schemas import Role
from api.web.cookies import SESSION
from api.web.pages.own import PAGES
from tests.unit.api.web.page_bench import PASSWORD, PageBench, bench

NEW = "another-word-42"


async def change(desk: PageBench, **other: str) -> tuple[int, str]:
    sent = {"old": PASSWORD, "new": NEW, "again": NEW} | other
    answer = await desk.send("/me", "/me/password", **sent)
    assert not any(word in answer.text for word in (PASSWORD, NEW)), "no password comes back"
    return answer.status_code, answer.text


async def test_a_new_password_ends_every_other_session_and_this_one_goes_on(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        li = await desk.enter(Role.AGENT)
        other = (await desk.services.staff.sign_in.session_for(li)).token
        before = desk.browser.cookies[SESSION]
        assert (await change(desk))[0] == 303
        sign_in = desk.services.staff.sign_in
        assert [await sign_in.person_of(one) for one in (other, before)] == [None, None]
        assert await sign_in.person_of(desk.browser.cookies[SESSION]) == li
        assert await desk.services.staff.people.verified("li", NEW) == li
        assert "密码已修改，其他设备已退出" in (await desk.browser.get("/me?said=password")).text


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [({"again": "something-else"}, 422, "和上面不一样"), ({"old": "wrong-password"}, 401, "密码")],
)
async def test_a_password_that_is_refused_stays(
    tmp_path: Path, wrong: dict[str, str], status: int, said: str
) -> None:
    async with bench(tmp_path, PAGES) as desk:
        await desk.enter(Role.AGENT)
        answered, text = await change(desk, **wrong)
        assert (answered, said in text) == (status, True)
        assert await desk.services.staff.people.verified("li", PASSWORD) is not None


async def test_one_signs_out_everywhere(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        li = await desk.enter(Role.AGENT)
        tokens = [desk.browser.cookies[SESSION], (await desk.services.staff.sign_in.session_for(li)).token]
        assert (await desk.send("/me", "/me/sessions")).headers["location"] == "/sign-in"
        assert [await desk.services.staff.sign_in.person_of(one) for one in tokens] == [None, None]


async def test_the_second_step_goes_on_by_its_first_code_and_off_by_the_password(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        li = await desk.enter(Role.AGENT)
        is_on = desk.services.staff.second_step.is_on
        assert (await desk.send("/me", "/me/second-step", password="wrong-password")).status_code == 401
        offered = await desk.send("/me", "/me/second-step", password=PASSWORD)
        assert "data:image/svg+xml" in offered.text
        secret = re.search(r'name="secret" value="([A-Z2-7]+)"', offered.text)
        assert secret is not None
        uri = f"otpauth://totp/li?secret={secret[1]}"
        sent = {"uri": uri, "secret": secret[1]}
        wrong = await desk.send("/me", "/me/second-step/confirm", **sent, code="abcdef")
        assert (wrong.status_code, secret[1] in wrong.text, await is_on(li.agent_id)) == (422, True, False)
        assert (await desk.send("/me", "/me/second-step/confirm", uri="javascript:x", code="1")).status_code == 409
        right = await desk.send("/me", "/me/second-step/confirm", **sent, code=pyotp.TOTP(secret[1]).now())
        assert (right.status_code, await is_on(li.agent_id)) == (200, True)
        assert (await desk.send("/me", "/me/second-step/off", password="wrong-password")).status_code == 401
        assert await is_on(li.agent_id)
        off = await desk.send("/me", "/me/second-step/off", password=PASSWORD)
        assert (off.headers["location"], await is_on(li.agent_id)) == ("/me?said=off", False)
