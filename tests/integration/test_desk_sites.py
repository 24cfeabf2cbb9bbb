"""Two sites under one hotline: who is of one sees the calls of its queues alone, listed or counted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text

from api.briefs.events import BriefHandedIn
from api.briefs.span import Every, span_at
from api.briefs.tables import BriefFileRow
from api.log import EventLog
from api.projector import Projector
from api.schemas import AgentChange, SitePlace, Team
from api.web.cookies import SESSION
from tests.integration.desk_rest_rig import DeskRig, desk
from tests.integration.test_desk_briefs import DAY, ZONE
from tests.unit.api import desk_samples as sample

QUEUES = """queues:
  - {id: east, name: 东区热线, site: east}
  - {id: west, name: 西区热线, site: west, numbers: ["1002"]}
"""
EAST, WEST = ("c1", "c2", "m1"), ("c3", "t1")
SPAN = span_at(Every.DAY, sample.NOON, ZONE)


@asynccontextmanager
async def two_sites(folder: Path) -> AsyncIterator[DeskRig]:
    """Calls c1, c2 and m1 are of the eastern queue, c3 and t1 of the western; the people named are of a site."""
    (folder / "queues.yaml").write_text(QUEUES, "utf-8")
    async with desk(folder) as rig:
        places = "/api/organisation"
        for site in ("east", "west"):
            await rig.ask("root", "PUT", f"{places}/sites/{site}", SitePlace(key=site, name=site))
            await rig.ask("root", "PUT", f"{places}/teams/{site}", Team(key=site, name=site, site=site))
        for login, site in (("sun", "east"), ("zheng", "west"), ("chief", "east"), ("zhao", "west")):
            await moved(rig, login, site)
        async with rig.database.writing() as session:
            for queue, calls in (("east", EAST), ("west", WEST)):
                for call_id in calls:
                    await session.execute(
                        text("UPDATE call_fact SET queue = :queue WHERE call_id = :call"),
                        {"queue": queue, "call": call_id},
                    )
        yield rig


async def moved(rig: DeskRig, login: str, site: str) -> None:
    """The person is of this site, and of its team, from now on."""
    path = f"/api/agents/{rig.people[login].agent_id}"
    answer = await rig.ask("root", "PATCH", path, AgentChange(site=site, team=site))
    assert answer.status_code == 200, answer.text


async def counted(rig: DeskRig, who: str) -> dict[str, Any]:
    """What each listing and count says of the day's calls."""
    day = {"since": SPAN.since(ZONE), "until": SPAN.until(ZONE)}
    report = await rig.get(who, "/api/reports", step="hour", **day)
    month = await rig.get(who, f"/api/reports/months/{SPAN.key[:7]}")
    brief = await rig.get(who, f"/api/briefs/{DAY}")
    return {
        "report": report["total"]["calls"],
        "queues": [one["key"] for one in report["queues"]],
        "month": month["calls"]["calls"]["now"],
        "brief": brief["calls"]["total"]["calls"],
        "duty": report["duty_opened"],
        "board": [one["queue_id"] for one in (await rig.get(who, "/api/board"))["queues"]],
    }


async def test_figures_papers_and_board_are_of_the_own_site(tmp_path: Path) -> None:
    async with two_sites(tmp_path) as rig:
        both = {"report": 5, "queues": ["east", "west"], "month": 5, "brief": 5, "duty": 1, "board": ["east", "west"]}
        east = {"report": 3, "queues": ["east"], "month": 3, "brief": 3, "duty": 1, "board": ["east"]}
        west = {"report": 2, "queues": ["west"], "month": 2, "brief": 2, "duty": 0, "board": ["west"]}
        assert await counted(rig, "wu") == both
        assert await counted(rig, "sun") == await counted(rig, "chief") == east
        assert await counted(rig, "zheng") == west


async def test_the_supervisor_of_a_site_opens_its_calls_and_those_of_the_own_team(tmp_path: Path) -> None:
    async with two_sites(tmp_path) as rig:

        async def listed(who: str) -> set[str]:
            return {one["call_id"] for one in (await rig.get(who, "/api/calls"))["items"]}

        assert await listed("chief") == set(EAST)
        assert (await rig.ask("chief", "GET", "/api/calls/c3")).status_code == 404
        assert (await rig.ask("chief", "GET", "/api/calls/m1")).status_code == 200
        assert await listed("root") == {*EAST, *WEST}
        await moved(rig, "zhao", "east")
        assert await listed("chief") == {*EAST, "c3"}
        assert (await rig.ask("chief", "GET", "/api/calls/c3")).status_code == 200


async def test_a_call_that_nobody_took_is_in_the_list_to_review_of_its_site(tmp_path: Path) -> None:
    async with two_sites(tmp_path) as rig:
        seen = {}
        for site in ("east", "west"):
            await moved(rig, "chief", site)
            cookie = {"Cookie": f"{SESSION}={rig.tokens['chief']}"}
            page = await rig.ask("", "GET", "/calls?missed=1", headers=cookie)
            assert page.status_code == 200
            seen[site] = "/calls/m1" in page.text
        assert seen == {"east": True, "west": False}


async def test_each_site_has_its_summary_which_its_supervisor_hands_in(tmp_path: Path) -> None:
    async with two_sites(tmp_path) as rig:
        east, west = f"{DAY}@east", f"{DAY}@west"

        async def clocks(who: str) -> dict[str, str]:
            items = (await rig.get(who, "/api/briefs"))["items"]
            return {one["key"]: one["by"] for one in items if one["key"].startswith(DAY)}

        assert await clocks("wu") == {east: "", west: ""}
        handed = await rig.ask("chief", "POST", f"/api/briefs/{DAY}/hand-in", {"remarks": "东区平稳"}, timeout=60)
        assert (handed.status_code, handed.json()["key"], handed.json()["name"]["en"][:6]) == (200, east, "east, ")
        assert await clocks("wu") == {east: "chief 明", west: ""}
        assert await clocks("chief") == {east: "chief 明"}
        assert (await clocks("zheng"), await clocks("sun")) == ({west: ""}, {east: "chief 明"})
        said = {who: (await rig.get(who, f"/api/briefs/{east}"))["handed_in"]["remarks"] for who in ("wu", "sun")}
        assert set(said.values()) == {"东区平稳"}
        assert (await rig.get("wu", f"/api/briefs/{east}"))["calls"]["total"]["calls"] == 3
        assert (await rig.get("zheng", f"/api/briefs/{DAY}"))["handed_in"] is None
        page = await rig.ask("", "GET", f"/reports/briefs/{DAY}", headers={"Cookie": f"{SESSION}={rig.tokens['wu']}"})
        assert all(f'href="/reports/briefs/{key}"' in page.text for key in (east, west))
        for who, key in (("zheng", east), ("chief", west), ("wu", f"{DAY}@nosuch")):
            assert (await rig.ask(who, "GET", f"/api/briefs/{key}")).status_code == 404
        for key, status in ((west, 404), (f"{DAY}@", 422)):
            assert (await rig.ask("chief", "POST", f"/api/briefs/{key}/hand-in", {})).status_code == status


async def test_a_summary_of_the_hotline_from_before_is_opened_by_those_of_its_supervisors_site(
    tmp_path: Path,
) -> None:
    async with two_sites(tmp_path) as rig:
        before = BriefHandedIn(at=2.0, key=DAY, agent_id="a9", name="赵强", remarks="", plans="")
        await EventLog(rig.database, Projector(sample.CN)).append_desk(before)
        async with rig.database.writing() as session:
            plain = {"key": DAY, "sha256": "0" * 64, "tickets": [], "content": b"%PDF-", "name": "x.pdf"}
            session.add_all([BriefFileRow(at=1.0, **plain), BriefFileRow(at=2.0, site="east", **plain)])
        kept = {
            who: [one["at"] for one in (await rig.get(who, f"/api/briefs/{DAY}"))["files"]]
            for who in ("wu", "sun", "zheng")
        }
        assert kept == {"wu": [2.0, 1.0], "sun": [2.0], "zheng": []}
