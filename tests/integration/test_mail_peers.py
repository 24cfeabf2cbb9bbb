"""Letters from a real Dovecot and to a real SMTP server: each once, with and without TLS, whatever breaks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from api.errors import Invalid
from api.log_events import DutyExcused
from api.mail.compose import From
from api.mail.imap import MAILBOX_ERRORS, look
from api.mail.intake import Intake
from api.mail.letter import read
from api.mail.outgoing import Outgoing
from api.mail.postman import Postman
from api.mail.settings import MailSettings
from api.mail.smtp import send
from api.outbox.follower import LogFollower
from api.schemas import AgentView, Complaint
from scripts_lib.loader import load
from scripts_lib.model import Channel
from tests.integration.mail_rig import FOLDER, PASSWORD, Dovecot, dovecot, postbox
from tests.unit.api import desk_samples as sample
from tests.unit.api.mail_letters import mixed, raw

pytestmark = pytest.mark.real_peer
FULL = "3号楼1单元502厨房漏水，电话13800001234"


class Scene:
    """A postman between a mailbox and a desk's database; complaints become tickets TS1, TS2 and so on."""

    def __init__(self, desk: sample.Desk, settings: MailSettings) -> None:
        self.desk = desk
        self.settings = settings
        self.registered: list[Complaint] = []
        self.breaks = False
        self.outgoing = Outgoing(desk.database)
        of = From(sender=settings.sender, centre="青山", timezone=sample.ZONE)
        intake = Intake(desk.log, load(), settings, of, self.register)
        forms = LogFollower(desk.database, "mail", (), self.nothing)
        self.postman = Postman(settings, intake, self.outgoing, forms)

    async def nothing(self, *_: Any) -> None:
        """No forms here."""

    async def register(
        self,
        session: AsyncSession,
        complaint: Complaint,
        *,
        channel: Channel,
        by: AgentView,
        key: str,
        at: float | None = None,
    ) -> str:
        await self.desk.log.append_within(session, DutyExcused(at=at or 0.0, item_id=key, agent_id="", reason=""))
        if not complaint.phone:
            raise Invalid("缺电话", "no phone", {"phone": "必填 / required"})
        if self.breaks:
            raise RuntimeError("the desk dies here")
        self.registered.append(complaint)
        return f"TS{len(self.registered)}"

    async def fates(self) -> list[tuple[Any, ...]]:
        """Sender, fate, why and ticket of each letter, oldest first."""
        return [(row[3], row[7], row[8], row[9]) for row in await self.desk.rows("mail_letter")]


def settings(folder: Path, box: Dovecot | None = None, **more: Any) -> MailSettings:
    given: dict[str, Any] = {"sender": "青山物业 <hotline@example.cn>"}
    if box is not None:
        given |= {
            "imap_host": "127.0.0.1",
            "imap_port": box.port,
            "imap_security": "plain",
            "imap_user": "hotline",
            "imap_password": PASSWORD,
            "imap_folder": FOLDER,
            "imap_from_start": True,
            "ca_file": box.authority,
        }
    return MailSettings.load(folder, **(given | more))


@asynccontextmanager
async def scene(folder: Path, **more: Any) -> AsyncIterator[tuple[Scene, Dovecot]]:
    async with dovecot() as box, sample.desk(folder) as desk:
        await asyncio.to_thread(box.put)
        yield Scene(desk, settings(folder, box, **more)), box


async def test_each_letter_becomes_what_it_is_and_is_marked_as_seen(tmp_path: Path) -> None:
    async with scene(tmp_path) as (mail, box):
        letters = (
            raw(FULL),
            raw("在休假", Message_ID="<2@x>", Auto_Submitted="auto-replied"),
            raw(FULL, Message_ID="<3@x>", X_Spam_Flag="YES"),
            raw("电梯坏了", Message_ID="<4@x>"),
            raw(FULL),  # the first one again
        )
        await asyncio.to_thread(box.put, *letters)
        assert await mail.postman.fetch(sample.NOON) is False
        assert await mail.fates() == [
            ("wang@example.cn", "complaint", "", "TS1"),
            ("wang@example.cn", "ignored", "auto_reply", ""),
            ("wang@example.cn", "held", "spam", ""),
            ("wang@example.cn", "held", "phone", ""),
        ]
        assert await asyncio.to_thread(box.flags) == [True] * 5
        await mail.postman.fetch(sample.NOON + 60)
        assert len(mail.registered) == 1
        await asyncio.to_thread(box.made_anew)
        await mail.postman.fetch(sample.NOON + 120)
        assert len(await mail.fates()) == 4, "a mailbox that was made anew brings nothing twice"


async def test_a_desk_that_dies_in_between_loses_and_doubles_nothing(tmp_path: Path) -> None:
    async with scene(tmp_path) as (mail, box):
        await asyncio.to_thread(box.put, raw(FULL), raw(FULL, Message_ID="<2@x>"))
        mail.breaks = True
        with pytest.raises(RuntimeError):
            await mail.postman.fetch(sample.NOON)
        assert await mail.fates() == []
        assert await asyncio.to_thread(box.flags) == [False, False]
        mail.breaks = False
        await mail.postman.fetch(sample.NOON)
        assert [one[3] for one in await mail.fates()] == ["TS1", "TS2"]


async def test_what_lay_there_before_is_left_unless_asked_for(tmp_path: Path) -> None:
    async with scene(tmp_path, imap_from_start=False) as (mail, box):
        await asyncio.to_thread(box.put, raw(FULL))
        await mail.postman.fetch(sample.NOON)
        await asyncio.to_thread(box.put, raw(FULL, Message_ID="<2@x>"))
        await mail.postman.fetch(sample.NOON)
        assert len(await mail.fates()) == 1


async def test_large_letters_and_attachments(tmp_path: Path) -> None:
    async with scene(tmp_path, largest_mb=0.1, attachment_mb=0.001) as (mail, box):
        small = mixed(
            ("text/plain", FULL.encode(), ""), ("image/png", b"x" * 2000, "a.png"), ("text/x", b"y", "b.txt")
        )
        large = mixed(("text/plain", FULL.encode(), ""), ("image/png", b"x" * 200_000, "c.png"))
        await asyncio.to_thread(box.put, small, large.replace(b"<m@", b"<l@"))
        await mail.postman.fetch(sample.NOON)
        kept = [(row[2], row[4], row[5]) for row in await mail.desk.rows("mail_attachment")]
        assert kept == [("a.png", 2000, None), ("b.txt", 1, b"y")]
        assert (await mail.fates())[1][1:3] == ("held", "phone")


async def test_a_wrong_password_or_a_mailbox_that_is_away_is_told(tmp_path: Path) -> None:
    async with dovecot() as box:
        await asyncio.to_thread(box.put)
        with pytest.raises(MAILBOX_ERRORS):
            await asyncio.to_thread(look, settings(tmp_path, box, imap_password="wrong"), None)
    with pytest.raises(MAILBOX_ERRORS):
        await asyncio.to_thread(look, settings(tmp_path, box), None)


async def test_tls_is_checked(tmp_path: Path) -> None:
    async with dovecot() as box:
        await asyncio.to_thread(box.put, raw(FULL))
        for more in ({"imap_security": "tls", "imap_port": box.tls_port}, {"imap_security": "starttls"}):
            found = await asyncio.to_thread(look, settings(tmp_path, box, **more), None)
            assert len(found.letters) == 1
            with pytest.raises(MAILBOX_ERRORS, match="certificate verify failed"):
                await asyncio.to_thread(look, settings(tmp_path, box, ca_file=None, **more), None)
        for security in ("plain", "tls", "starttls"):
            async with postbox(box.authority.parent, security=security) as sent:
                out = settings(tmp_path, **smtp(sent.port, security), ca_file=box.authority)
                assert (await asyncio.to_thread(send, out, raw(), "a@example.cn")).taken
                assert sent.got[0].rcpt_tos == ["a@example.cn"]
                if security != "plain":
                    refused = await asyncio.to_thread(
                        send, settings(tmp_path, **smtp(sent.port, security)), raw(), "a@b"
                    )
                    assert "certificate verify failed" in refused.why


def smtp(port: int, security: str = "plain") -> dict[str, Any]:
    return {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": security,
        "smtp_user": "hotline",
        "smtp_password": PASSWORD,
    }


async def test_the_sender_is_told_the_number_once_and_an_answer_to_that_is_the_tickets(tmp_path: Path) -> None:
    async with postbox(tmp_path) as sent, scene(tmp_path, **smtp(sent.port)) as (mail, box):
        await asyncio.to_thread(box.put, raw(FULL))
        await mail.postman.fetch(sample.NOON)
        assert await mail.postman.send_due(sample.NOON) == 1
        assert await mail.postman.send_due(sample.NOON) == 0
        (envelope,) = sent.got
        assert envelope.rcpt_tos == ["wang@example.cn"]
        assert isinstance(envelope.content, bytes)
        ours = read(envelope.content, largest_part=1)
        assert "TS1" in ours.subject
        await asyncio.to_thread(box.put, raw("补充一点", Message_ID="<2@x>", In_Reply_To=ours.message_id))
        await mail.postman.fetch(sample.NOON)
        assert (await mail.fates())[1] == ("wang@example.cn", "answer", "", "TS1")


async def test_what_a_server_refuses(tmp_path: Path) -> None:
    async with postbox(tmp_path) as sent:
        out = settings(tmp_path, **smtp(sent.port))
        sent.says = {"gone@example.cn": "550 no such user", "full@example.cn": "452 mailbox full"}
        gone = await asyncio.to_thread(send, out, raw(), "gone@example.cn")
        full = await asyncio.to_thread(send, out, raw(), "full@example.cn")
        assert (gone.taken, gone.for_good, gone.why) == (False, True, "550 no such user")
        assert (full.taken, full.for_good) == (False, False)
        wrong = await asyncio.to_thread(
            send, settings(tmp_path, **smtp(sent.port) | {"smtp_password": "x"}), raw(), "a@b"
        )
        assert (wrong.taken, wrong.for_good) == (False, False)
        assert PASSWORD not in wrong.why
    away = await asyncio.to_thread(send, out, raw(), "a@example.cn")
    assert (away.taken, away.for_good) == (False, False)
