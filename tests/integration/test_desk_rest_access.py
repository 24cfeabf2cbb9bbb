"""Who may call what: every route of the API's own description, by every role and by nobody (SEC-1)."""

from pathlib import Path
from typing import Any

import jwt
import pytest

from tests.integration.access import accounts, calls, figures, quality, residents, tickets
from tests.integration.access.room import Room, operations, root_of, statuses
from tests.integration.desk_rest_rig import PASSWORD, desk, problem
from tests.unit.api import desk_samples as sample

ROOMS = {
    "accounts": accounts.ROOM,
    "calls": calls.ROOM,
    "figures": figures.ROOM,
    "quality": quality.ROOM,
    "residents": residents.ROOM,
    "tickets": tickets.ROOM,
}
"""A new operation is put in its room's table, or the test of that room fails."""


@pytest.mark.timeout(240)  # ten people ask for some thirty operations, on a machine that does much else
@pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS.keys())
async def test_every_operation_by_every_role(tmp_path: Path, room: Room) -> None:
    async with desk(tmp_path) as rig:
        roots = {name: root_of(path) for name, (_, path) in (await operations(rig)).items()}
        assert set(roots.values()) == {root for one in ROOMS.values() for root in one.roots}
        assert {name for name, root in roots.items() if root in room.roots} == set(room.may)
        answered = await statuses(rig, room)
    for (name, who), status in answered.items():
        refused = 403 if who else 401
        assert (status == refused) is (who not in room.may[name]), (name, who, status)
        assert status < 500, (name, who, status)


async def test_a_token_that_is_not_ours(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        forged = jwt.encode({"sub": rig.people["root"].agent_id, "exp": 4e9, "iat": 1}, "another desk's" * 4)
        unsigned = jwt.encode({"sub": rig.people["root"].agent_id, "exp": 4e9, "iat": 1}, "", algorithm="none")
        for token in ("x", forged, unsigned, rig.tokens["root"][:-3] + "AAA"):
            rig.tokens["nobody"] = token
            answer = await rig.ask("nobody", "GET", "/api/me")
            assert (answer.status_code, problem(answer).code) == (401, "not_signed_in")


async def test_agents_see_the_calls_they_took_and_no_others(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        seen = {who: ids(await rig.get(who, "/api/calls")) for who in ("li", "zhao", "chief", "qian", "root")}
        assert (await rig.ask("zhao", "GET", "/api/calls/c1")).status_code == 404
        assert (await rig.ask("zhao", "GET", "/api/calls/m1")).status_code == 404
        assert ids(await rig.get("zhao", "/api/calls", agent=rig.people["li"].agent_id)) == ["c3"]
    everything = ["t1", "m1", "c3", "c2", "c1"]
    assert seen == {"li": ["t1", "c2", "c1"], "zhao": ["c3"]} | dict.fromkeys(("chief", "qian", "root"), everything)


async def test_qa_sees_no_number_in_clear(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        complaint = sample.complaint(contact="王芳", phone="13800001234")
        saved = await rig.ask("li", "POST", "/api/calls/c1/disposition", complaint)
        assert saved.status_code == 200, saved.text
        pages = [await rig.ask("qian", "GET", path) for path in ("/api/calls", "/api/calls/c1", "/api/calls/c2")]
        for page in pages:
            assert page.status_code == 200
            assert "13800001234" not in page.text
            assert "13900005678" not in page.text
            assert "王芳" not in page.text
        assert "138****1234" in pages[1].text
        assert "139****5678" in pages[2].text


async def test_opening_what_is_not_ones_own_is_logged(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        await rig.get("li", "/api/calls/c1")
        assert await rig.opened() == []
        await rig.get("chief", "/api/calls/c1")
        await rig.get("qian", "/api/calls/c3")
        found = await rig.get("li", "/api/residents", number="13800001234")
        await rig.get("li", "/api/residents", name="没有这个人")
        assert await rig.opened() == [
            ("chief", "call", "c1"),
            ("qian", "call", "c3"),
            ("li", "resident_search", found["items"][0]["resident_id"]),
            ("li", "resident_search", ""),
        ]


async def test_a_person_who_was_switched_off_is_out_at_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        path = f"/api/agents/{rig.people['li'].agent_id}"
        assert (await rig.ask("root", "PATCH", path, {"active": False})).json()["active"] is False
        assert (await rig.ask("li", "GET", "/api/me")).status_code == 401
        assert (await rig.ask("root", "PATCH", path, {"active": True})).json()["active"] is True
        assert (await rig.ask("li", "GET", "/api/me")).status_code == 401, "switched on again: sign in again"
        signed_in = await rig.ask("", "POST", "/api/session", {"login": "li", "password": PASSWORD})
        assert signed_in.status_code == 200


def ids(page: Any) -> list[str]:
    return [one["call_id"] for one in page["items"]]
