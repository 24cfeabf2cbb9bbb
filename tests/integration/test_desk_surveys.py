"""Questionnaires through a running desk: the link's page in a browser's way, and the figures that come of it."""

import re
from pathlib import Path
from typing import Any

import httpx

from tests.integration.desk_rest_rig import DeskRig, desk, problem
from tests.unit.api import desk_samples as sample

MARKS = {"overall": "5", "content": "4", "quality": "5", "attitude": "2", "comment": "电梯修得快"}


async def link_of(rig: DeskRig) -> dict[str, Any]:
    """A link for a settled complaint of li's call."""
    saved = await rig.ask("li", "POST", "/api/calls/c1/disposition", sample.complaint(own_duty=True))
    number = saved.json()["ticket"]["number"]
    assert (await rig.ask("li", "POST", f"/api/surveys/tickets/{number}")).status_code == 409
    done = await rig.ask("li", "POST", f"/api/tickets/{number}/done", {"result": "修好了"})
    assert done.status_code == 200, done.text
    answer = await rig.ask("li", "POST", f"/api/surveys/tickets/{number}")
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def hidden_field(text: str) -> dict[str, str]:
    """The form's token against forged requests."""
    found = re.search(r'name="(_csrf[^"]*)" value="([^"]+)"', text)
    assert found is not None, text
    return {found[1]: found[2]}


async def test_a_resident_answers_by_link_once_and_sees_nobodys_data(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        link = await link_of(rig)
        async with httpx.AsyncClient(base_url=rig.url) as resident:
            shown = await resident.get(link["path"])
            assert shown.status_code == 200
            assert "很满意" in shown.text
            hidden = hidden_field(shown.text)
            told = shown.text.replace(link["path"], "")
            for token in hidden.values():  # 128 random hex digits: one in thirty has a 502
                told = told.replace(token, "")
            for secret in ("王", "13800001234", "502", link["ticket_number"]):
                assert secret not in told
            missing = await resident.post(link["path"], data=hidden | {"overall": "5"})
            assert missing.status_code == 422
            thanked = await resident.post(link["path"], data=hidden | MARKS)
            assert thanked.status_code == 200
            assert "谢谢您" in thanked.text
            assert (await resident.get(link["path"])).status_code == 409
            assert (await resident.get("/survey/" + "x" * 32)).status_code == 404
        found = await rig.get("chief", "/api/surveys/results")
        assert (found["total"]["all"]["asked"], found["total"]["all"]["share"]) == (1, 1.0)
        assert found["total"]["aspects"]["attitude"]["share"] == 0.0


async def test_answers_by_rest_need_no_sign_in_and_results_a_right(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        link = await link_of(rig)
        answer = {"scores": {"overall": 1, "content": 1, "quality": 1, "attitude": 1}}
        path = f"/api/surveys/answers/{link['token']}"
        assert (await rig.ask("", "POST", path, answer)).status_code == 204
        assert problem(await rig.ask("", "POST", path, answer)).code == "conflict"
        assert problem(await rig.ask("li", "GET", "/api/surveys/results")).code == "forbidden"
        assert problem(await rig.ask("", "GET", "/api/surveys/results")).code == "not_signed_in"


async def test_a_questionnaire_for_buildings_and_the_page_of_figures(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        made = await rig.ask("chief", "POST", "/api/surveys", {"title": "冬季供暖", "buildings": ["3"]})
        assert made.status_code == 201, made.text
        (link,) = made.json()["links"]
        answer = {"scores": {"overall": 5, "content": 5, "quality": 5, "attitude": 5}}
        assert (await rig.ask("", "POST", f"/api/surveys/answers/{link['token']}", answer)).status_code == 204
        (listed,) = (await rig.get("chief", "/api/surveys"))["items"]
        assert (listed["invited"], listed["answered"]) == (1, 1)
        shown = await rig.http.get("/satisfaction", cookies={"sanxiang_session": rig.tokens["chief"]})
        assert shown.status_code == 200, shown.text
        assert "100.0%" in shown.text
        async with httpx.AsyncClient(base_url=rig.url, cookies={"sanxiang_session": rig.tokens["chief"]}) as browser:
            hidden = hidden_field((await browser.get("/satisfaction")).text)
            typed = hidden | {"title": "夏季供水", "buildings": "3、99", "days": "x", "department": "engineering"}
            wrong = await browser.post("/satisfaction/questionnaires", data=typed)
            assert (wrong.status_code, "夏季供水" in wrong.text) == (422, True)
            links = await browser.post("/satisfaction/questionnaires", data=typed | {"days": "14"})
            assert len(re.findall(rf"{rig.url}/survey/\S+", links.text)) == 1
            assert "夏季供水" in (await browser.get("/satisfaction")).text
