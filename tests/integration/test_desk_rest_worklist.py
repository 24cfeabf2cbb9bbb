"""REST of what is owed by a time (LINE-8, SLA-10), tickets that are done, hand-over of a shift (LINE-6)."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from api.log import EventLog
from api.projector import Projector
from api.settings import DeskSettings
from tests.integration.desk_rest_rig import DeskRig, desk, problem
from tests.integration.test_desk_rest_homes import COMPLAINT, dispose

DAY = 86_400
OURS = COMPLAINT | {"own_duty": True}
"""Within the centre's own duty: no department has to answer first."""


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[DeskRig]:
    async with desk(tmp_path) as made:
        yield made


async def owed(rig: DeskRig) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await rig.get("li", "/api/duty"))["items"]
    return items


async def post(rig: DeskRig, who: str, path: str, body: dict[str, Any]) -> Any:
    answer = await rig.ask(who, "POST", path, body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def explained(what: str, by: float) -> dict[str, Any]:
    return {"disposition": "explained", "promise": {"what": what, "by": by}}


async def test_a_promise_is_on_the_list_by_its_time_until_somebody_says_what_came_of_it(rig: DeskRig) -> None:
    by = time.time() + 3600
    await dispose(rig, "li", "c2", explained("确认停水时间", by))
    (promise,) = await owed(rig)
    assert promise["kind"] == "promise"
    assert (promise["number"], promise["what"], promise["due_at"]) == ("13900005678", "确认停水时间", by)
    path = f"/api/duty/{promise['item_id']}/done"
    assert problem(await rig.ask("li", "POST", path, {"result": " "})).fields.keys() == {"result"}
    done = await post(rig, "li", path, {"result": "已告知今晚恢复"})
    assert (done["state"], done["reason"]) == ("done", "已告知今晚恢复")
    assert await post(rig, "li", path, {"result": "已告知今晚恢复"}) == done, "the same again changes nothing"
    assert (await rig.ask("zhao", "POST", path, {"result": "别的"})).status_code == 409
    assert await owed(rig) == []
    caller = await rig.get("li", "/api/calls/c2/caller")
    assert caller["card"]["promise"] is None, "of this very call"


async def test_a_missed_call_is_not_answered_by_a_word(rig: DeskRig) -> None:
    assert (await rig.ask("li", "POST", "/api/duty/m1/done", {"result": "好"})).status_code == 409
    assert (await rig.ask("li", "POST", "/api/duty/nothing/done", {"result": "好"})).status_code == 404


async def test_a_promise_is_excused_by_a_supervisor_only(rig: DeskRig) -> None:
    await dispose(rig, "li", "c2", explained("回电", time.time() + 600))
    item = next(one for one in await owed(rig) if one["kind"] == "promise")
    path = f"/api/duty/{item['item_id']}/excuse"
    assert (await rig.ask("li", "POST", path, {"reason": "忘了"})).status_code == 403
    assert (await post(rig, "chief", path, {"reason": "业主已来电"}))["state"] == "excused"


async def test_a_ticket_that_is_done_is_followed_up_within_three_days(rig: DeskRig) -> None:
    number = (await dispose(rig, "li", "c1", OURS))["ticket"]["number"]
    assert (await rig.ask("qian", "POST", f"/api/tickets/{number}/done", {"result": "好"})).status_code == 403
    assert problem(await rig.ask("li", "POST", f"/api/tickets/{number}/done", {"result": ""})).fields
    done = await post(rig, "li", f"/api/tickets/{number}/done", {"result": "已停工整改"})
    assert (done["state"], done["result"]) == ("done", "已停工整改")
    assert (await rig.ask("li", "POST", f"/api/tickets/{number}/done", {"result": "别的"})).status_code == 409
    item = next(one for one in await owed(rig) if one["kind"] == "follow_up")
    assert (item["ticket_number"], item["number"], item["what"]) == (number, "13800001234", "楼上装修噪音")
    assert item["due_at"] == pytest.approx(done["done_at"] + 3 * DAY, abs=1)
    await post(rig, "li", f"/api/duty/{item['item_id']}/done", {"result": "业主满意", "satisfied": True})
    assert (await rig.get("li", f"/api/tickets/{number}"))["followed_up_at"] is not None
    assert all(one["kind"] != "follow_up" for one in await owed(rig))


async def test_a_shift_is_handed_over_in_writing_and_signed_for(rig: DeskRig) -> None:
    await dispose(rig, "li", "c1", COMPLAINT)
    facts = await rig.get("li", "/api/handover/facts")
    assert ([one["matter"] for one in facts["open_tickets"]], facts["open_duty"]) == (["楼上装修噪音"], 0)
    assert problem(await rig.ask("li", "POST", "/api/handover", {"notices": "  "})).fields.keys() == {"business"}
    note = await post(rig, "li", "/api/handover", {"notices": "今晚停水", "equipment": "耳麦报修"})
    assert [one["matter"] for one in note["open_tickets"]] == ["楼上装修噪音"], "as it stood then"
    assert (await rig.get("li", "/api/handover"))["unread"] == 0, "my own"
    assert (await rig.get("zhao", "/api/handover"))["unread"] == 1
    path = f"/api/handover/{note['note_id']}/sign"
    assert (await rig.ask("li", "POST", path)).status_code == 409
    signed = await post(rig, "zhao", path, {})
    assert [one["name"] for one in signed["signed"]] == ["zhao 明"]
    assert await post(rig, "zhao", path, {}) == signed
    page = await rig.get("zhao", "/api/handover")
    assert (page["unread"], page["items"]) == (0, [signed])
    assert (await rig.ask("zhao", "POST", "/api/handover/none/sign")).status_code == 404
    assert any(who == "zhao" and what == "handover" for who, what, _ in await rig.opened())


async def test_folding_the_log_anew_gives_the_same_lists(rig: DeskRig) -> None:
    number = (await dispose(rig, "li", "c1", OURS))["ticket"]["number"]
    await dispose(rig, "zhao", "c3", COMPLAINT | {"repeat_of": number})
    await dispose(rig, "li", "c2", explained("回电", time.time() + 600))
    await post(rig, "li", f"/api/tickets/{number}/done", {"result": "好了"})
    note = await post(rig, "li", "/api/handover", {"notices": "停水"})
    await post(rig, "zhao", f"/api/handover/{note['note_id']}/sign", {})

    async def rows() -> list[list[tuple[Any, ...]]]:
        async with rig.database.reading() as session:
            tables = ("call", "ticket", "duty_item", "handover_note")
            return [
                [tuple(row) for row in await session.execute(text(f'SELECT * FROM "{one}" ORDER BY 1'))]
                for one in tables
            ]

    before = await rows()
    settings = DeskSettings(data=Path("unused"), link_key="key")
    await EventLog(rig.database, Projector(settings.cadence)).rebuild()
    assert await rows() == before
