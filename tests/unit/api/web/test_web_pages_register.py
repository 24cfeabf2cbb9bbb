"""Registering by hand: who may, by which channels, what is kept of the form when it is refused."""

from pathlib import Path

import pytest

from api.schemas import Role
from api.web.pages.register import BY_HAND, PAGES
from scripts_lib.model import Channel
from tests.unit.api.web.page_bench import PageBench, bench
from tests.unit.api.web.test_web_pages_complain import tickets

PAGE = "/tickets/new"
TYPED = {
    "channel": "letter",
    "why_open": "act",
    "contact": "王女士",
    "phone": "13800001234",
    "place": "3-1-502",
    "happened_at": "昨天下午",
    "matter": "3号楼电梯停在5层",
    "demand": "尽快修好",
    "kind": "lift_fault",
    "nature": "valid",
    "content": "quality",
    "weight": "slight",
}


async def registered(desk: PageBench, **other: str) -> str:
    answer = await desk.send(PAGE, PAGE, **(TYPED | other))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("letter", Channel.LETTER), ("opinion_box", Channel.OPINION_BOX), ("call", Channel.OTHER), ("", Channel.OTHER)],
)
async def test_it_is_of_the_channel_that_was_chosen(tmp_path: Path, sent: str, kept: Channel) -> None:
    async with bench(tmp_path, PAGES) as desk:
        li = await desk.enter(Role.AGENT)
        location = await registered(desk, channel=sent)
        (ticket,) = await tickets(desk)
        assert location == f"/tickets/{ticket.number}?done=registered"
        assert (ticket.channel, ticket.registered_by) == (kept, li.agent_id)
        assert ticket.channel in BY_HAND


async def test_the_same_form_twice_is_one_ticket(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        await desk.enter(Role.SUPERVISOR)
        assert await registered(desk, form_key="k1") == await registered(desk, form_key="k1")
        assert len(await tickets(desk)) == 1


async def test_what_is_missing_is_said_and_what_was_typed_stays(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        await desk.enter(Role.AGENT)
        answer = await desk.send(PAGE, PAGE, **(TYPED | {"phone": ""}))
        assert answer.status_code == 422
        assert "请填写联系电话" in answer.text
        assert TYPED["matter"] in answer.text
        assert await tickets(desk) == ()


async def test_a_problem_found_on_the_way_is_carried_into_the_form(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        await desk.enter(Role.AGENT)
        page = await desk.browser.get(f"{PAGE}?found_in=TS20261123-0001&contact=王女士")
        assert 'value="TS20261123-0001"' in page.text
        assert 'value="王女士"' in page.text


async def test_who_only_reads_does_not_register(tmp_path: Path) -> None:
    async with bench(tmp_path, PAGES) as desk:
        await desk.enter(Role.QA)
        assert (await desk.browser.get(PAGE)).status_code == 403
