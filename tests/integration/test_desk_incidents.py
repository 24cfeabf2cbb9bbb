"""Report at once (SEC-2) on a running desk: by people and by itself, told to who has to know, taken once."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from api.schemas import NewTicket
from scripts_lib.model import Channel, Content, Weight
from tests.integration.desk_rest_rig import DeskRig, desk, problem
from tests.integration.test_desk_pages import form_token, signed_in
from tests.unit.api import desk_samples as sample

WORDS = "3 栋电梯困人，业主 13800001234"


def new(**more: object) -> dict[str, object]:
    return {"kind": "people", "words": WORDS, **more}


async def report(rig: DeskRig, who: str, **more: object) -> dict[str, Any]:
    answer = await rig.ask(who, "POST", "/api/incidents", new(**more))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()["incident"]
    return made


async def open_of(rig: DeskRig, who: str) -> list[dict[str, Any]]:
    found = await rig.get(who, "/api/incidents")
    return [one for one in found["items"] if one["taken_at"] is None]


async def until_open(rig: DeskRig, count: int) -> list[dict[str, Any]]:
    """Wait for what the desk reports by itself."""
    async with asyncio.timeout(20):
        while len(found := await open_of(rig, "chief")) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    return found


async def test_reported_in_a_call_told_at_once_and_taken_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        made = await report(rig, "li", call_id="t1")
        board = await rig.get("chief", "/api/board")
        assert [(one["kind"], one["name"]) for one in board["incidents"]] == [("people", "li 明")]
        assert WORDS not in str(board)
        assert [one["words"] for one in await open_of(rig, "chief")] == [WORDS]
        assert [one["words"] for one in await open_of(rig, "zhou")] == ["3 栋电梯困人，业主 138****1234"]
        assert [one["may_take"] for one in await open_of(rig, "li")] == [False]
        assert [await open_of(rig, who) for who in ("zhao", "ma", "qian")] == [[], [], []]
        path = f"/api/incidents/{made['incident_id']}/take"
        assert (await rig.ask("li", "POST", path, {"note": "我去"})).status_code == 403
        assert problem(await rig.ask("chief", "POST", path, {"note": " "})).fields.keys() == {"note"}
        taken = await rig.ask("chief", "POST", path, {"note": "已通知维保"})
        assert (taken.status_code, taken.json()["taker"]) == (200, "chief 明")
        assert taken.json()["waited_s"] >= 0
        assert (await rig.ask("chief", "POST", path, {"note": "已通知维保"})).status_code == 200
        assert (await rig.ask("sun", "POST", path, {"note": "我来"})).status_code == 409
        assert (await rig.get("chief", "/api/board"))["incidents"] == []
        assert ("chief", "incidents", made["incident_id"]) in await rig.opened()


async def test_what_is_not_complete_is_refused_and_a_request_again_makes_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        for wrong, field in (
            ({"words": " "}, "words"),
            ({"kind": "grave"}, "kind"),  # the desk's own
            ({"call_id": "none"}, "call_id"),
            ({"ticket_number": "TS20261123-0009"}, "ticket_number"),
        ):
            answer = await rig.ask("li", "POST", "/api/incidents", new(**wrong))
            assert problem(answer).fields.keys() == {field}, wrong
        key = {"Idempotency-Key": "k1"}
        answers = [await rig.ask("li", "POST", "/api/incidents", new(), headers=key) for _ in range(2)]
        assert [one.status_code for one in answers] == [201, 200]
        other = await rig.ask("li", "POST", "/api/incidents", new(words="别的"), headers=key)
        assert problem(other).code == "key_reused"
        assert (await rig.ask("zhao", "POST", "/api/incidents", new(), headers=key)).status_code == 201
        assert len(await open_of(rig, "chief")) == 2


async def test_grave_complaints_and_sudden_events_are_reported_once_each_without_words(tmp_path: Path) -> None:
    """CMP-4, CMP-5."""
    async with desk(tmp_path) as rig:
        await asyncio.sleep(1.5)  # the desk takes its place in the log
        numbers = []
        for changes in ({"content": Content.SUDDEN_EVENT}, {"weight": Weight.SLIGHT}):
            asked = NewTicket(complaint=sample.complaint(**changes), channel=Channel.VISIT)
            answer = await rig.ask("li", "POST", "/api/tickets", asked)
            numbers.append(answer.json()["ticket"]["number"])
        assert [(one["kind"], one["ticket_number"]) for one in await until_open(rig, 1)] == [("sudden", numbers[0])]
        for number in numbers:
            path = f"/api/tickets/{number}/weight"
            answer = await rig.ask("chief", "POST", path, {"weight": "grave", "reason": "有人受伤"})
            assert answer.status_code == 200, answer.text
        found = await until_open(rig, 2)
        assert [(one["kind"], one["ticket_number"], one["words"], one["name"]) for one in found] == [
            ("sudden", numbers[0], "", ""),
            ("grave", numbers[1], "", ""),
        ]
        story = await rig.get("chief", f"/api/tickets/{numbers[1]}/story")
        assert not any("Incident" in one["kind"] for one in story["lines"])


async def test_pages_lead_everybody_to_the_report_and_who_is_told_to_taking_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, httpx.AsyncClient(base_url=rig.url) as agent, httpx.AsyncClient() as manager:
        await signed_in(agent, "li")
        assert 'href="/incidents"' in (await agent.get("/work")).text
        token = {"_csrf_token": await form_token(agent, "/incidents"), "form_key": "f1"}
        empty = await agent.post("/incidents", data=token | {"words": "漏电"})
        assert empty.status_code == 422
        assert "漏电" in empty.text
        sent = await agent.post("/incidents", data=token | {"kind": "equipment", "words": "配电房冒烟"})
        assert (sent.status_code, sent.headers["location"]) == (303, "/incidents?done=reported")
        assert "配电房冒烟" in (await agent.get("/incidents")).text
        assert "配电房冒烟" not in (await agent.get("/work")).text
        manager.base_url = httpx.URL(rig.url)
        await signed_in(manager, "sun")
        work = (await manager.get("/work")).text
        assert "配电房冒烟" in work
        assert "立即报告：1 件等待接手" in (await manager.get("/tickets")).text
        incident_id = (await open_of(rig, "sun"))[0]["incident_id"]
        token = {"_csrf_token": await form_token(manager, "/work"), "note": "工程部已断电", "back": "/work"}
        taken = await manager.post(f"/incidents/{incident_id}/take", data=token)
        assert taken.headers["location"] == "/work?done=taken"
        assert "配电房冒烟" not in (await manager.get("/work")).text
        assert "工程部已断电" in (await agent.get("/incidents")).text
