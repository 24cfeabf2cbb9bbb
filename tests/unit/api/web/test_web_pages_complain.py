"""The public form: registered for nobody, its number given back, what is wrong said beside what was typed."""

from pathlib import Path

import pytest

from api.schemas import AgentView, Role, TicketView
from api.tickets.shelf import TicketFilter
from api.web.pages.complain import PAGES, TRAP
from api.web.router import PUBLIC_EACH
from tests.unit.api.web.page_bench import PageBench, bench

CHIEF = AgentView(agent_id="s1", login="chief", name="赵强", surname="赵", role=Role.SUPERVISOR)
TYPED = {
    "kind": "lift_fault",
    "matter": "3号楼电梯停在5层",
    "demand": "尽快修好",
    "place": "3-1-502",
    "contact": "王女士",
    "phone": "13800001234",
}


async def tickets(desk: PageBench) -> tuple[TicketView, ...]:
    return (await desk.services.complaints.tickets.page(TicketFilter(), CHIEF, limit=50, offset=0))[1]


async def test_the_same_form_twice_is_one_ticket_that_nobody_owns(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        answers = [await desk.send("/complain", "/complain", **TYPED, form_key="k1") for _ in range(2)]
        (ticket,) = await tickets(desk)
        assert {one.headers["location"] for one in answers} == {f"/complain/{ticket.number}"}
        assert (ticket.channel, ticket.owner, ticket.complaint.contact) == ("web_form", "", "王女士")
        told = await desk.browser.get(f"/complain/{ticket.number}")
        assert ticket.number in told.text
        assert "王女士" not in told.text, "whoever asks may be anybody"


async def test_residents_are_told_the_hotlines_number_once_the_site_has_named_it(tmp_path: Path) -> None:
    called = '<a class="number" href="tel:01088886666">010-88886666 转 1</a>'
    async with bench(tmp_path / "named", PAGES, hotline_number="010-88886666 转 1") as desk:
        for page in ("/complain", "/complain/TS20261123-0001"):
            assert f"服务热线 {called}" in (await desk.browser.get(page)).text
    async with bench(tmp_path / "bare", PAGES) as desk:
        assert "tel:" not in (await desk.browser.get("/complain")).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"phone": ""}, "请填写联系电话"), ({"demand": " "}, "请填写业主诉求"), ({TRAP: "x"}, "防机器人")],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(
    tmp_path: Path, wrong: dict[str, str], said: str
) -> None:
    async with bench(tmp_path, PAGES) as desk:
        answer = await desk.send("/complain", "/complain", **(TYPED | wrong))
        assert answer.status_code == 422
        assert said in answer.text
        assert TYPED["matter"] in answer.text
        assert await tickets(desk) == ()


async def test_a_source_is_told_to_wait_when_it_sent_its_share(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        for number in range(PUBLIC_EACH):
            assert (await desk.send("/complain", "/complain", **TYPED, form_key=f"k{number}")).status_code == 303
        answer = await desk.send("/complain", "/complain", **TYPED, form_key="more")
        assert (answer.status_code, TYPED["matter"] in answer.text) == (429, True)


async def test_a_number_that_is_none_has_no_page(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        for number in ("TS20261123", "TS20261123-0001x", "x"):
            assert (await desk.browser.get(f"/complain/{number}")).status_code == 404, number
