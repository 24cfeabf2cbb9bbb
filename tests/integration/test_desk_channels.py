"""Every channel through a running desk: a letter, a visit, the file of the home (CHAN-1, FILE-1)."""

import asyncio
from pathlib import Path

import pytest

from api.mail.letter import read
from tests.integration.desk_rest_rig import desk, problem
from tests.integration.mail_rig import FOLDER, PASSWORD, dovecot, postbox
from tests.integration.test_desk_webhooks import until
from tests.unit.api import desk_samples as sample
from tests.unit.api.mail_letters import raw

HOME = "3|1|502"


@pytest.mark.real_peer
async def test_a_letter_becomes_a_ticket_and_its_form_reaches_the_department(tmp_path: Path) -> None:
    async with dovecot() as box, postbox(tmp_path) as sent:
        await asyncio.to_thread(
            box.put, raw("3号楼1单元502厨房漏水，电话13800001234"), raw("电梯坏了", Message_ID="<2@x>")
        )
        (tmp_path / "hotline.toml").write_text(settings(box.port, sent.port), encoding="utf-8")
        async with desk(tmp_path) as rig:

            async def answered() -> bool:
                return len(sent.got) == 2  # the number of the one, what the other lacks

            await until(answered)
            held, taken = (await rig.get("li", "/api/mail/letters"))["items"]
            assert (taken["fate"], held["fate"], held["why"]) == ("complaint", "held", "phone; place")
            ticket = await rig.get("chief", f"/api/tickets/{taken['ticket_number']}")
            assert (ticket["ticket"]["channel"] if "ticket" in ticket else ticket["channel"]) == "email"
            path = f"/api/mail/letters/{held['letter_id']}"
            registered = await rig.ask("chief", "POST", f"{path}/register", sample.complaint())
            assert registered.json()["fate"] == "complaint", registered.text
            form = await rig.ask("chief", "POST", f"/api/tickets/{taken['ticket_number']}/send", {})
            assert form.status_code == 200, form.text

            async def form_sent() -> bool:
                return len(sent.got) == 3

            await until(form_sent)
            letter = read(sent.got[2].content or b"", largest_part=1)  # type: ignore[arg-type]
            assert letter.to == ("eng@example.cn",)
            assert "厨房漏水" in letter.text
            assert (await rig.get("li", "/api/mail/sent"))["items"][0]["purpose"] == "handover"
            assert problem(await rig.ask("qian", "GET", "/api/mail/letters")).code == "forbidden"


@pytest.mark.real_peer
async def test_the_answer_to_what_was_asked_completes_a_letter_by_itself(tmp_path: Path) -> None:
    async with dovecot() as box, postbox(tmp_path) as sent:
        await asyncio.to_thread(box.put, raw("电梯坏了"))
        (tmp_path / "hotline.toml").write_text(settings(box.port, sent.port), encoding="utf-8")
        async with desk(tmp_path) as rig:

            async def asked() -> bool:
                return len(sent.got) == 1

            await until(asked)
            question = read(sent.got[0].content or b"", largest_part=1)  # type: ignore[arg-type]
            assert "联系电话" in question.text
            assert "楼栋" in question.text
            words = "电话13800001234，3号楼1单元502\n\n> 您的来信已收到，还缺少以下内容"
            answer = raw(words, Subject="回复", Message_ID="<2@x>", In_Reply_To=question.message_id)
            await asyncio.to_thread(box.put, answer)

            async def told() -> bool:
                return len(sent.got) == 2

            await until(told)
            added, first = (await rig.get("li", "/api/mail/letters"))["items"]
            assert (first["fate"], added["fate"]) == ("complaint", "answer")
            number = first["ticket_number"]
            assert added["ticket_number"] == number
            assert number in read(sent.got[1].content or b"", largest_part=1).subject  # type: ignore[arg-type]
            complaint = (await rig.get("chief", f"/api/tickets/{number}"))["complaint"]
            assert (complaint["phone"], complaint["place"], complaint["kind"]) == (
                "13800001234",
                "3-1-502",
                "lift_fault",
            )


def settings(imap: int, smtp: int) -> str:
    return f"""
[mail]
imap_host = "127.0.0.1"
imap_port = {imap}
imap_security = "plain"
imap_user = "hotline"
imap_password = "{PASSWORD}"
imap_folder = "{FOLDER}"
imap_from_start = true
poll_s = 1
smtp_host = "127.0.0.1"
smtp_port = {smtp}
smtp_security = "plain"
smtp_user = "hotline"
smtp_password = "{PASSWORD}"
sender = "青山物业 <hotline@example.cn>"
[mail.departments]
engineering = "eng@example.cn"
"""


async def test_a_visit_opens_a_case_and_both_stand_in_the_file_of_the_home(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        planned = await rig.get("li", "/api/visits/plan")
        assert planned["homes"] == 1
        note = {"home": HOME, "outcome": "met", "said": "厨房漏水", "complaint": sample.complaint()}
        for _ in range(2):
            noted = await rig.ask("li", "POST", "/api/visits", note, headers={"Idempotency-Key": "v1"})
            assert noted.status_code == 201, noted.text
        prefers = {"home": HOME, "text": "晚上七点后联系"}
        assert (await rig.ask("li", "PUT", "/api/homes/preferences", prefers)).status_code == 200
        file = await rig.get("li", "/api/homes/file", home=HOME)
        assert [one["name"] for one in file["residents"]] == ["王芳"]
        assert file["visits"][0]["ticket_number"] == file["complaints"][0]["number"] == noted.json()["ticket_number"]
        assert (file["visits_total"], file["complaints_total"], len(file["repairs"])) == (1, 1, 1)
        assert file["calls_total"] > 0
        assert file["preferences"]["text"] == "晚上七点后联系"
        listed = await rig.get("li", "/api/homes", building="3")
        assert listed["items"] == [{"home": HOME, "residents": 1, "open_complaints": 1}]
        assert (await rig.get("li", "/api/homes", q="王芳"))["items"] == listed["items"]
        assert (await rig.get("li", "/api/homes", q="nobody"))["items"] == []
        assert problem(await rig.ask("li", "GET", "/api/homes/file", params={"home": "9|9|9"})).code == "not_found"
        assert ("li", "home_file", HOME) in await rig.opened()
