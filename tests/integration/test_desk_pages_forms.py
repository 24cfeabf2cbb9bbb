"""The forms of the pages without a browser: registered once, refused with what was typed, not flooded."""

import html
import re
from pathlib import Path

import httpx

from api.web.router import PUBLIC_EACH
from tests.integration.desk_rest_rig import DeskRig, desk
from tests.integration.test_desk_pages import form_token, signed_in

TYPED = {
    "kind": "lift_fault",
    "matter": "3号楼电梯停在5层",
    "demand": "尽快修好",
    "place": "3-1-502",
    "contact": "王女士",
    "phone": "13800001234",
}


async def sent(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """The answer to sending the form of this page."""
    return await client.post(path, data={**fields, "_csrf_token": await form_token(client, path)})


async def numbers(rig: DeskRig) -> list[str]:
    """Numbers of all tickets."""
    return sorted(one["number"] for one in (await rig.get("chief", "/api/tickets"))["items"])


async def test_a_resident_gets_the_number_and_the_same_form_twice_makes_one_ticket(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        first = await sent(browser, "/complain", **TYPED, form_key="k1")
        again = await sent(browser, "/complain", **TYPED, form_key="k1")
        assert first.status_code == 303
        assert first.headers["location"] == again.headers["location"]
        (number,) = await numbers(rig)
        assert number in (await browser.get(first.headers["location"])).text
        ticket = await rig.get("chief", f"/api/tickets/{number}")
        assert (ticket["channel"], ticket["owner"], ticket["home"]) == ("web_form", "", "3|1|502")
        assert ticket["complaint"]["nature"] == "valid"
        assert (await browser.get("/complain/no-number")).status_code == 404


async def test_what_is_missing_is_said_and_what_was_typed_stays(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        answer = await sent(browser, "/complain", **(TYPED | {"phone": "", "demand": ""}))
        assert answer.status_code == 422
        assert "请填写联系电话" in answer.text
        assert "请填写业主诉求" in answer.text
        assert TYPED["matter"] in answer.text
        assert await numbers(rig) == []


async def test_programs_fall_into_the_trap_and_are_told(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        answer = await sent(browser, "/complain", **TYPED, website="https://spam.example")
        assert answer.status_code == 422
        assert "防机器人" in answer.text
        assert await numbers(rig) == []


async def test_one_source_may_send_so_many_and_faulty_ones_do_not_count(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        for _ in range(PUBLIC_EACH + 1):
            assert (await sent(browser, "/complain", **(TYPED | {"phone": ""}))).status_code == 422
        for number in range(PUBLIC_EACH):
            assert (await sent(browser, "/complain", **TYPED, form_key=f"k{number}")).status_code == 303
        refused = await sent(browser, "/complain", **TYPED, form_key="one more")
        assert refused.status_code == 429
        assert "提交太频繁" in refused.text
        assert TYPED["matter"] in refused.text
        assert len(await numbers(rig)) == PUBLIC_EACH


async def test_what_came_by_visit_is_registered_by_hand(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        await signed_in(browser, "chief")
        page = (await browser.get("/tickets/new")).text
        key = re.search(r'name="form_key" value="([0-9a-f-]{36})"', page)
        assert key is not None
        fields = {**TYPED, "channel": "opinion_box", "weight": "grave", "own_duty": "yes", "form_key": key[1]}
        answer = await sent(browser, "/tickets/new", **fields, requested_by="yesterday")
        assert (answer.status_code, "时间不对" in answer.text) == (422, True)
        answer = await sent(browser, "/tickets/new", **fields)
        (number,) = await numbers(rig)
        assert answer.headers["location"] == f"/tickets/{number}?done=registered"
        ticket = await rig.get("chief", f"/api/tickets/{number}")
        assert (ticket["channel"], ticket["weight"], ticket["own_duty"]) == ("opinion_box", "grave", True)
        assert ticket["registered_by"] == rig.people["chief"].agent_id


async def test_who_may_not_register_does_not(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        await signed_in(browser, "qian")
        assert (await browser.get("/tickets/new")).status_code == 403
        assert "/tickets/new" not in (await browser.get("/work")).text


async def test_complaints_are_found_by_number_home_and_words(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        await sent(browser, "/complain", **TYPED, form_key="k1")
        (number,) = await numbers(rig)
        await signed_in(browser, "chief")
        straight = await browser.get("/tickets", params={"q": number.lower()})
        assert (straight.status_code, straight.headers["location"]) == (303, f"/tickets/{number}")
        for words, found in (("3-1-502", True), ("电梯", True), ("13800001234", True), ("水管", False)):
            assert (number in (await browser.get("/tickets", params={"q": words})).text) is found, words
        for query, found in (
            ({"overdue": "yes"}, False),
            ({"weight": "important"}, True),
            ({"state": "ended"}, False),
        ):
            assert (number in (await browser.get("/tickets", params=query)).text) is found, query
        assert ("chief", "ticket_list", "") in await rig.opened()


async def test_who_sees_no_numbers_finds_none_by_guessing_them(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        await sent(browser, "/complain", **TYPED, form_key="k1")
        (number,) = await numbers(rig)
        await signed_in(browser, "qian")
        assert number in (await browser.get("/tickets", params={"q": number[:10]})).text
        for guess in ("13800001234", "1380000", "王女士"):
            assert number not in (await browser.get("/tickets", params={"q": guess})).text, guess


async def test_a_step_that_is_none_and_a_ticket_that_is_none_are_told(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        await sent(browser, "/complain", **TYPED, form_key="k1")
        (number,) = await numbers(rig)
        await signed_in(browser, "chief")
        token = {"_csrf_token": await form_token(browser, f"/tickets/{number}")}
        assert (await browser.post(f"/tickets/{number}/explode", data=token)).status_code == 409
        assert (await browser.post(f"/tickets/{number}/extensions/none", data=token)).status_code == 409
        assert (await browser.post("/tickets/TS20200101-0001/send", data=token)).status_code == 404
        refused = await browser.post(f"/tickets/{number}/weight", data={**token, "weight": "heavy", "reason": "理由"})
        assert (refused.status_code, "理由" in refused.text) == (422, True)


async def test_a_problem_found_on_the_way_is_opened_as_its_own_case_from_its_ticket(tmp_path: Path) -> None:
    """CASE-4."""
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        await signed_in(browser, "chief")
        first = await sent(browser, "/tickets/new", **TYPED, channel="visit", form_key="k1")
        ticket = first.headers["location"].partition("?")[0]
        token = {"_csrf_token": await form_token(browser, ticket)}
        await browser.post(f"{ticket}/found", data=token | {"note": "墙面发霉"})
        link = re.search(r'href="(/tickets/new\?found_in=[^"]+)"', (await browser.get(ticket)).text)
        assert link is not None
        path = html.unescape(link[1])
        page = (await browser.get(path)).text
        assert "墙面发霉" in page
        assert TYPED["contact"] in page
        hidden = dict(re.findall(r'name="(form_key|found_in|problem_id)" value="([^"]*)"', page))
        made = await sent(browser, path, **TYPED, **hidden)
        assert made.status_code == 303, made.text
        assert "单独立项" not in (await browser.get(ticket)).text


async def test_a_supervisor_keeps_the_book_up_to_date(tmp_path: Path) -> None:
    """FILE-1."""
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as browser:
        await signed_in(browser, "chief")
        assert 'href="/residents/new?home=3%7C1%7C502"' in (await browser.get("/homes/file?home=3|1|502")).text
        new = {
            "building": "3栋",
            "unit": "1",
            "room": "502",
            "name": "王小明",
            "phones": "13700001111；137 0000 2222",
        }
        refused = await sent(browser, "/residents/new", **(new | {"phones": "call me"}))
        assert (refused.status_code, "王小明" in refused.text) == (422, True)
        home = (await sent(browser, "/residents/new", **new)).headers["location"]
        shown = (await browser.get(home)).text
        assert "13700002222" in shown
        found = {one["name"]: one["resident_id"] for one in (await rig.get("li", "/api/residents?room=502"))["items"]}
        path = f"/residents/{found['王小明']}"
        assert "13700001111；13700002222" in (await browser.get(path)).text
        assert (await sent(browser, path, name="王晓明", phones="13700001111", note="")).status_code == 303
        assert "王晓明" in (await browser.get(home)).text
        token = {"_csrf_token": await form_token(browser, path)}
        assert (await browser.post(f"{path}/moved-out", data=token)).status_code == 303
        assert "王晓明" not in (await browser.get(home)).text
        browser.cookies.clear()
        await signed_in(browser, "li")
        assert "/residents/new" not in (await browser.get("/homes/file?home=3|1|502")).text
        assert (await browser.get("/residents/new")).status_code == 403
