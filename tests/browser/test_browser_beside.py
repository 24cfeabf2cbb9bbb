"""Beside a ticket in a real browser: its call is heard by who may, and what its resident said of it is shown."""

from pathlib import Path

from api.mail.tables import LetterRow
from api.schemas.mail import Fate
from tests.browser.browser_rig import PHONE, needs_browser, visitors
from tests.integration.desk_rest_rig import DeskRig, desk
from tests.integration.test_desk_rest_homes import COMPLAINT, dispose
from tests.integration.test_desk_rest_recordings import recorded, told
from tests.unit.api import desk_samples as sample

pytestmark = needs_browser
PLAYED = """async sound => {
  sound.muted = true;
  await sound.play();
  await new Promise(done => sound.addEventListener("timeupdate", () => sound.currentTime > 0 && done()));
  return sound.duration;
}"""


async def complained(rig: DeskRig, folder: Path) -> str:
    """The number of a complaint of call c1, which was recorded; a letter belongs to it."""
    await told(rig, recorded(folder))
    made = await dispose(rig, "li", "c1", COMPLAINT | {"own_duty": True})
    number: str = made["ticket"]["number"]
    letter = {"letter_id": "l1", "message_id": "<1@x>", "received_at": sample.NOON, "fate": Fate.ANSWER}
    about = {"sender": "wang@example.cn", "sender_name": "王芳", "subject": "补充照片", "text": "见附件"}
    async with rig.database.writing() as session:
        session.add(
            LetterRow(**letter, **about, why="", ticket_number=number, decided_by="", decided_at=None, of_letter="")
        )
    return number


async def heard(rig: DeskRig) -> list[tuple[str, str]]:
    """Who opened recordings of c1, and why."""
    logins = {person.agent_id: login for login, person in rig.people.items()}
    events = (await rig.get("root", "/api/calls/c1"))["events"]
    opened = [one["data"] for one in events if one["kind"] == "RecordingOpened"]
    return [(logins[one["agent_id"]], one["why"]) for one in opened]


async def test_the_call_is_heard_from_the_ticket_by_who_may(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        number = await complained(rig, tmp_path)
        chief = await people.new("chief")
        await chief.go(f"/tickets/{number}")
        await chief.sees("补充照片")
        await chief.check()
        assert await heard(rig) == [], "nothing is heard before somebody presses play"
        assert 1.9 < await chief.page.locator("audio").evaluate(PLAYED) < 2.1
        assert set(await heard(rig)) == {("chief", f"投诉核查 {number}")}
        await chief.picture("web-ticket-recording")
        li = await people.new("li", width=PHONE, dark=True)
        await li.go(f"/tickets/{number}")
        await li.sees("补充照片")
        assert await li.page.locator("audio").count() == 0
        for path in (f"/tickets/{number}/recordings/r1", f"/tickets/{number}/recordings/other"):
            answer = await li.page.request.get(rig.url + path)
            assert answer.status in (403, 404), path
        assert {who for who, _ in await heard(rig)} == {"chief"}


async def test_the_resident_is_asked_by_link_and_the_answer_stands_on_the_ticket(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig, visitors(rig.url) as people:
        number = await complained(rig, tmp_path)
        li = await people.new("li")
        await li.go(f"/tickets/{number}")
        assert await li.page.get_by_role("button", name="生成评价链接").count() == 0, "it is not settled yet"
        settled = await rig.ask("li", "POST", f"/api/tickets/{number}/done", {"result": "已停工整改"})
        assert settled.status_code == 200, settled.text
        await li.go(f"/tickets/{number}")
        await li.press("生成评价链接")
        link = await li.page.get_by_label("链接").input_value()
        await li.check()
        resident = await people.new(width=PHONE)
        await resident.page.goto(link)
        for aspect in ("总的来说", "服务内容", "服务质量", "服务态度"):
            await resident.page.get_by_role("group", name=aspect).get_by_label("满意", exact=True).check()
        await resident.page.get_by_label("还想对我们说什么").fill("来得很快")
        await resident.press("提交评价")
        await resident.sees("谢谢")
        await li.go(f"/tickets/{number}")
        await li.sees("来得很快")
        await li.sees("总的来说 满意")
        assert await li.page.get_by_role("button", name="生成评价链接").count() == 0
        await li.check()
        (said,) = (await rig.get("li", f"/api/surveys/tickets/{number}"))["opinions"]
        assert (said["source"], said["content"], said["comment"]) == ("survey", True, "来得很快")
