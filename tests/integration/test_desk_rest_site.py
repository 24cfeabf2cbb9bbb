"""Sign-in, the site, the rules and the API's own page over REST; that page must work without the internet."""

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import msgspec
import pytest

from api.openapi import ASSETS
from api.schemas import Health, Session, SiteView
from scripts_lib.loader import load
from scripts_lib.model import Rules
from tests.integration.desk_rest_rig import PASSWORD, desk, problem

REFERENCE = re.compile(r"""(?:src|href|action|data|content)\s*=\s*["']([^"']+)["']|url\(\s*["']?([^"')]+)""")


async def test_signing_in_gives_a_token_that_works(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        answer = await rig.ask("", "POST", "/api/session", {"login": "li", "password": PASSWORD})
        session = msgspec.json.decode(answer.content, type=Session)
        assert session.me == rig.people["li"]
        rig.tokens["again"] = session.token
        assert (await rig.get("again", "/api/me"))["agent_id"] == rig.people["li"].agent_id
        assert PASSWORD not in answer.text
        assert "argon2" not in answer.text


async def test_guessing_passwords_locks_the_login_for_a_minute(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        wrong = {"login": "li", "password": "not-the-one"}
        for _ in range(5):
            answer = await rig.ask("", "POST", "/api/session", wrong)
            assert (answer.status_code, problem(answer).code) == (401, "wrong_password")
        answer = await rig.ask("", "POST", "/api/session", wrong | {"password": PASSWORD})
        assert (answer.status_code, problem(answer).code) == (429, "locked_out")
        assert 0 < int(answer.headers["Retry-After"]) <= 61
        assert "try again in" in problem(answer).detail
        chinese = await rig.ask("", "POST", "/api/session", wrong, headers={"Accept-Language": "zh"})
        assert "秒后再试" in problem(chinese).detail
        other = await rig.ask("", "POST", "/api/session", {"login": "zhao", "password": PASSWORD})
        assert other.status_code == 200
        assert (await rig.get("li", "/api/me"))["login"] == "li"


async def test_an_account_from_making_to_switching_off(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        new = {"login": "sunli", "password": "first-password", "name": "孙丽", "surname": "孙", "role": "agent"}
        made = await rig.ask("root", "POST", "/api/agents", new)
        assert made.status_code == 201
        taken = await rig.ask("root", "POST", "/api/agents", new)
        assert (taken.status_code, problem(taken).code) == (409, "conflict")
        path = f"/api/agents/{made.json()['agent_id']}"
        assert (await rig.ask("root", "PATCH", path, {"password": "second-password"})).status_code == 200
        old = await rig.ask("", "POST", "/api/session", {"login": "sunli", "password": "first-password"})
        assert old.status_code == 401
        signed_in = await rig.ask("", "POST", "/api/session", {"login": "sunli", "password": "second-password"})
        assert signed_in.status_code == 200
        assert (await rig.ask("root", "PATCH", path, {"active": False})).json()["active"] is False
        off = await rig.ask("", "POST", "/api/session", {"login": "sunli", "password": "second-password"})
        assert (off.status_code, problem(off).code) == (401, "wrong_password")
        logins = [one["login"] for one in await rig.get("root", "/api/agents")]
        assert logins == sorted([*rig.people, "sunli"])


async def test_site_and_health(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        site = msgspec.convert(await rig.get("li", "/api/site"), SiteView)
        assert site.centre_name == "青山物业客服中心"
        assert (site.ring_plan.country, site.ring_plan.limit_ms, site.ring_plan.strict_ms) == ("CN", 15_000, 11_000)
        assert site.rules_version == load().rules.version
        health = msgspec.convert(await rig.get("", "/health"), Health)
        assert (health.status, health.version, health.lines) == ("ok", site.version, 0)


async def test_rules_are_sent_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        first = await rig.ask("li", "GET", "/api/rules")
        rules = msgspec.json.decode(first.content, type=Rules)
        assert rules == load().rules
        tag = first.headers["ETag"]
        again = await rig.ask("li", "GET", "/api/rules", headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        changed = await rig.ask("li", "GET", "/api/rules", headers={"If-None-Match": '"older"'})
        assert changed.status_code == 200


async def test_residents_are_added_and_found(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        new = {"name": "李强", "building": "12", "unit": "2", "room": "101", "phones": ["+86 139-0000-5678"]}
        added = await rig.ask("chief", "POST", "/api/residents", new)
        assert added.status_code == 201
        assert added.json()["phones"] == ["13900005678"]
        for query in ({"number": "139 0000 5678"}, {"room": "12-2-101"}, {"name": "李"}):
            assert (await rig.get("li", "/api/residents", **query))["items"] == [added.json()]
        again = await rig.ask("chief", "POST", "/api/residents", new)
        assert (again.status_code, problem(again).code) == (409, "conflict")
        wrong = await rig.ask("chief", "POST", "/api/residents", new | {"name": " ", "phones": ["call me"]})
        assert (wrong.status_code, sorted(problem(wrong).fields)) == (422, ["name", "phones"])


async def test_the_page_of_the_api_needs_no_other_host(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        for address in ("/schema", "/schema/swagger"):
            page = await rig.ask("", "GET", address, follow_redirects=True)
            assert page.headers["content-type"].startswith("text/html")
            assert "://" not in page.text
            references = [one or other for one, other in REFERENCE.findall(page.text)]
            links = [one for one in references if "=" not in one and one != "utf-8"]
            assert len(links) >= 3
            for link in links:
                assert not urlsplit(link).netloc
                found = await rig.ask("", "GET", urljoin(str(page.url), link))
                assert found.status_code == 200, link
                assert len(found.content) > 100
        description = await rig.get("", "/schema/openapi.json")
        assert description["info"]["title"] == "三响 Sanxiang"


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.css")), ids=lambda path: path.name)
def test_the_pages_style_loads_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    loads = [other for _, other in REFERENCE.findall(text) if not other.startswith("data:")]
    assert not [one for one in loads if urlsplit(one).netloc or "//" in one]
    assert "@import" not in text
