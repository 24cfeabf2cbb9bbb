"""Tickets over REST: nearest due first, filters, to whom they are shown, what an opening leaves behind (SEC-1)."""

import time
from pathlib import Path
from typing import Any

import msgspec

from api.schemas import Complaint, NewResident, TicketPage, TicketView
from scripts_lib.model import Weight
from tests.integration.desk_rest_rig import DeskRig, desk, problem
from tests.unit.api import desk_samples as sample


async def register(rig: DeskRig, call_id: str, complaint: Complaint, who: str = "chief") -> TicketView:
    answer = await rig.ask(who, "POST", f"/api/calls/{call_id}/disposition", complaint)
    assert answer.status_code == 200, answer.text
    return msgspec.convert(answer.json()["ticket"], TicketView)


async def listed(rig: DeskRig, who: str = "chief", **query: Any) -> list[str]:
    page = msgspec.convert(await rig.get(who, "/api/tickets", **query), TicketPage)
    assert page.page.total == len(page.items)
    return [one.number for one in page.items]


async def test_nearest_due_first_and_filtered(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        slight = await register(rig, "c1", sample.complaint(weight=Weight.SLIGHT, kind="parking"))
        grave = await register(rig, "c2", sample.complaint(weight=Weight.GRAVE, kind="water_leak"))
        first = min(slight, grave, key=lambda one: (min(clock.due for clock in one.clocks), one.number))
        second = grave if first is slight else slight
        assert await listed(rig) == [first.number, second.number]
        assert await listed(rig, weight="grave") == [grave.number]
        assert await listed(rig, kind="parking") == [slight.number]
        assert await listed(rig, weight="grave", kind="parking") == []
        assert await listed(rig, ticket_state="registered") == [first.number, second.number]
        assert await listed(rig, ticket_state="closed") == []
        assert await listed(rig, overdue=True) == []
        page = await rig.get("chief", "/api/tickets", limit=1, offset=1)
        assert (page["page"]["total"], [one["number"] for one in page["items"]]) == (2, [second.number])


async def test_a_filter_that_does_not_exist_is_refused_not_passed_over(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        for path, field in (
            ("/api/tickets", "weight"),
            ("/api/tickets", "ticket_state"),
            ("/api/calls", "disposition"),
        ):
            answer = await rig.ask("chief", "GET", path, params={field: "heavy"})
            assert (answer.status_code, list(problem(answer).fields)) == (422, [field]), answer.text


async def test_one_ticket_with_its_clocks(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        wish = time.time() + 86_400
        made = await register(rig, "c1", sample.complaint(weight=Weight.SLIGHT, requested_by=wish))
        answer = await rig.ask("li", "GET", f"/api/tickets/{made.number}")
        assert msgspec.json.decode(answer.content, type=TicketView) == made
        assert wish in [clock.due for clock in made.clocks]
        assert made.complaint.requested_by == wish
        assert made.call_id == "c1"
        assert made.rules_version == (await rig.get("li", "/api/site"))["rules_version"]


async def test_agents_see_their_own_and_their_callers_tickets(tmp_path: Path) -> None:
    """zhao took c3 from the number that c1 came from: the resident asks about the ticket that li registered."""
    async with desk(tmp_path) as rig:
        of_wang = await register(rig, "c1", sample.complaint(phone="13800001234"), "li")
        of_another = await register(rig, "c2", sample.complaint(phone="13900005678"), "li")
        both = {of_wang.number, of_another.number}
        assert set(await listed(rig, "li")) == set(await listed(rig, "chief")) == both
        assert await listed(rig, "zhao") == [of_wang.number]
        hidden = await rig.ask("zhao", "GET", f"/api/tickets/{of_another.number}")
        assert (hidden.status_code, problem(hidden).code) == (404, "not_found")
        assert (await rig.ask("zhao", "GET", f"/api/tickets/{of_wang.number}")).status_code == 200


async def test_a_ticket_of_the_callers_home_is_shown_whoever_of_it_complained(tmp_path: Path) -> None:
    """Wang's wife complained from her own number; Wang calls zhao about it from his."""
    async with desk(tmp_path) as rig:
        wife = NewResident(name="陈静", building="3", unit="1", room="502", phones=("13900005678",))
        neighbour = NewResident(name="李强", building="3", unit="1", room="501", phones=("13700001111",))
        for resident in (wife, neighbour):
            assert (await rig.ask("chief", "POST", "/api/residents", resident)).status_code == 201
        of_home = await register(rig, "c2", sample.complaint(phone="13900005678"), "li")
        await register(rig, "c1", sample.complaint(phone="13700001111", place="3-1-501"), "li")
        assert await listed(rig, "zhao") == [of_home.number]


async def test_every_opening_of_a_ticket_is_logged(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        made = await register(rig, "c1", sample.complaint(), "li")
        await rig.get("chief", f"/api/tickets/{made.number}")
        assert ("chief", "ticket", made.number) in await rig.opened()
