"""Sessions over REST: listed, ended, a new password, the second step, and guesses that lock an account."""

from pathlib import Path
from typing import Any

import httpx
import pyotp

from tests.integration.desk_rest_rig import PASSWORD, DeskRig, desk, problem


async def sign_in(rig: DeskRig, login: str, **more: str) -> httpx.Response:
    return await rig.ask("", "POST", "/api/session", {"login": login, "password": PASSWORD} | more)


async def begin(rig: DeskRig, name: str, login: str, **more: str) -> None:
    """Sign in once more, as `name` for the rig."""
    answer = await sign_in(rig, login, **more)
    assert answer.status_code == 200, answer.text
    rig.tokens[name] = answer.json()["token"]


async def status(rig: DeskRig, who: str) -> int:
    return (await rig.ask(who, "GET", "/api/me")).status_code


async def test_one_session_and_all_are_ended_by_an_administrator(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        await begin(rig, "li at home", "li")
        path = f"/api/agents/{rig.people['li'].agent_id}/sessions"
        newest = (await rig.get("root", path))[0]
        assert (newest["open"], newest["current"], newest["source"]) == (True, False, "127.0.0.1")
        own = await rig.get("li at home", "/api/me/sessions")
        assert [one["current"] for one in own] == [True, False]
        ended = await rig.ask("root", "DELETE", path, params={"session_id": newest["session_id"]})
        assert ended.status_code == 204
        assert (await status(rig, "li at home"), await status(rig, "li")) == (401, 200)
        assert (await rig.ask("root", "DELETE", path)).status_code == 204
        assert (await status(rig, "li"), await status(rig, "zhao")) == (401, 200)
        assert {one["ended_why"] for one in await rig.get("root", path)} == {"administrator"}


async def test_signing_out_ends_the_own_session_only(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        await begin(rig, "li at home", "li")
        assert (await rig.ask("li", "DELETE", "/api/session")).status_code == 204
        assert (await status(rig, "li"), await status(rig, "li at home")) == (401, 200)


async def test_a_new_password_ends_the_other_sessions(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        await begin(rig, "li at home", "li")
        wrong = await rig.ask("li", "POST", "/api/me/password", {"old": "not it", "new": "three cats asleep"})
        assert problem(wrong).code == "wrong_password"
        weak = await rig.ask("li", "POST", "/api/me/password", {"old": PASSWORD, "new": "password1"})
        assert set(problem(weak).fields) == {"password"}
        assert await status(rig, "li at home") == 200
        done = await rig.ask("li", "POST", "/api/me/password", {"old": PASSWORD, "new": "three cats asleep"})
        assert done.status_code == 204, done.text
        assert (await status(rig, "li"), await status(rig, "li at home")) == (200, 401)
        assert problem(await sign_in(rig, "li")).code == "wrong_password"


async def test_guesses_lock_an_account_and_an_administrator_unlocks_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        for _ in range(5):
            assert problem(await sign_in(rig, "li", password="a guess")).code == "wrong_password"
        locked = await sign_in(rig, "li")
        assert (locked.status_code, problem(locked).code) == (429, "locked_out")
        assert 0 < int(locked.headers["Retry-After"]) <= 61
        path = f"/api/agents/{rig.people['li'].agent_id}/lock"
        assert (await rig.ask("root", "DELETE", path)).status_code == 204
        assert (await sign_in(rig, "li")).status_code == 200


async def test_the_second_step_from_offer_to_reset(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        refused = await rig.ask("li", "POST", "/api/me/second-step", {"password": "not it"})
        assert problem(refused).code == "wrong_password"
        offer = await ok(rig, "/api/me/second-step", {"password": PASSWORD})
        telephone = pyotp.parse_uri(offer["uri"])
        assert isinstance(telephone, pyotp.TOTP)
        codes = (await ok(rig, "/api/me/second-step/confirm", {"code": telephone.now()}))["codes"]
        needed = await sign_in(rig, "li")
        assert (needed.status_code, problem(needed).code) == (401, "code_needed")
        assert problem(await sign_in(rig, "li", code="000000")).code == "wrong_code"
        assert (await sign_in(rig, "li", code=codes[3])).status_code == 200
        path = f"/api/agents/{rig.people['li'].agent_id}/second-step"
        assert (await rig.ask("root", "DELETE", path)).status_code == 204
        assert (await sign_in(rig, "li")).status_code == 200


async def ok(rig: DeskRig, path: str, body: dict[str, str]) -> Any:
    answer = await rig.ask("li", "POST", path, body)
    assert answer.status_code == 200, answer.text
    return answer.json()
