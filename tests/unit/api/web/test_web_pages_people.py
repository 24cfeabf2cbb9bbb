"""Accounts by the pages: made, changed, refused with what was typed, let in again; sites and teams to choose from."""

from pathlib import Path

import pytest

from api.schemas import Organisation, Role, SitePlace, Team
from api.web.pages.people import PAGES, SESSIONS_SHOWN, _choices, _role
from tests.unit.api.web.page_bench import PASSWORD, bench

NEW = {"login": "feng", "name": "冯工", "surname": "冯", "role": "department_head", "password": "a-longer-word-42"}


async def test_an_account_is_made_and_a_refusal_keeps_what_was_typed_but_the_password(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        root = await desk.enter(Role.ADMIN, "root")
        refused = await desk.send("/people/new", "/people/new", **NEW)
        assert refused.status_code == 422
        assert "部门负责人要写明负责哪个部门" in refused.text
        assert 'value="feng"' in refused.text
        assert NEW["password"] not in refused.text
        made = await desk.send("/people/new", "/people/new", **NEW, departments=["engineering", "cleaning"])
        feng = await desk.services.staff.people.verified("feng", NEW["password"])
        assert feng is not None
        assert made.headers["location"] == f"/people/{feng.agent_id}?said=made"
        assert (feng.role, feng.departments) == (Role.DEPARTMENT_HEAD, ("engineering", "cleaning"))
        assert await desk.noted("account_made") == [(root.agent_id, "account_made", feng.agent_id)]
        listed = await desk.browser.get("/people")
        assert "冯工" in listed.text


async def test_an_empty_password_stays_as_it_is(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        await desk.enter(Role.ADMIN, "root")
        li = await desk.person(Role.AGENT)
        page = f"/people/{li.agent_id}"
        fields = {"name": "李小明", "surname": "李", "role": "agent", "active": "yes", "password": ""}
        assert (await desk.send(page, page, **fields)).headers["location"] == f"{page}?said=saved"
        now = await desk.services.staff.people.verified("li", PASSWORD)
        assert now is not None
        assert now.name == "李小明"
        refused = await desk.send(page, page, **fields | {"password": "short"})
        assert refused.status_code == 422
        off = await desk.send(page, page, **{name: text for name, text in fields.items() if name != "active"})
        assert off.status_code == 303
        assert await desk.services.staff.people.verified("li", PASSWORD) is None, "switched off"


async def test_sessions_locks_and_second_steps_are_ended_by_an_administrator(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        root = await desk.enter(Role.ADMIN, "root")
        li = await desk.person(Role.AGENT)
        token = (await desk.services.staff.sign_in.session_for(li)).token
        page = f"/people/{li.agent_id}"
        for step, said in (("sessions", "ended"), ("unlock", "unlocked"), ("second-step", "second-step-off")):
            answer = await desk.send(page, f"{page}/{step}")
            assert answer.headers["location"] == f"{page}?said={said}"
        assert await desk.services.staff.sign_in.person_of(token) is None
        kinds = ("sessions_ended", "account_unlocked", "second_step_reset")
        assert await desk.noted(*kinds) == [(root.agent_id, kind, li.agent_id) for kind in kinds]


async def test_only_so_many_sessions_are_shown(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        await desk.enter(Role.ADMIN, "root")
        li = await desk.person(Role.AGENT)
        for number in range(SESSIONS_SHOWN + 1):
            await desk.services.staff.sign_in.session_for(li, f"192.0.2.{100 + number}")
        page = (await desk.browser.get(f"/people/{li.agent_id}")).text
    shown = sum(f"192.0.2.{100 + number}" in page for number in range(SESSIONS_SHOWN + 1))
    assert shown == SESSIONS_SHOWN


async def test_a_supervisor_opens_none_and_nobody_unknown_is_shown(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        await desk.enter(Role.SUPERVISOR, "chief")
        for path in ("/people", "/people/new"):
            assert (await desk.browser.get(path)).status_code == 403, path
        await desk.enter(Role.ADMIN, "root")
        assert (await desk.browser.get("/people/nobody")).status_code == 404


@pytest.mark.parametrize(("sent", "role"), [("qa", Role.QA), ("king", Role.AGENT), ("", Role.AGENT)])
def test_a_role_that_there_is_not_is_the_one_with_the_fewest_rights(sent: str, role: Role) -> None:
    assert _role({"role": sent}) is role


def test_what_is_out_of_use_is_offered_only_where_it_is_chosen_already() -> None:
    sites = (SitePlace(key="old", name="旧楼", active=False), SitePlace(key="new", name="新楼"))
    teams = (Team(key="early", name="早班", active=False),)
    whole = Organisation(sites=sites, teams=teams, departments=(), roles=())
    assert [one.key for one in _choices(whole, {"site": "new"}).sites] == ["new"]
    assert _choices(whole, {}).teams == ()
    kept = _choices(whole, {"site": "old", "team": "early"})
    assert ([one.key for one in kept.sites], [one.key for one in kept.teams]) == (["old", "new"], ["early"])
