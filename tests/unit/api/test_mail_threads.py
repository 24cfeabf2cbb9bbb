"""What a letter belongs to: answers to what was asked complete a letter that waits, and only those."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.errors import Conflict, Invalid
from api.log_events import DutyExcused
from api.mail.compose import From
from api.mail.imap import Found, Raw
from api.mail.intake import Intake
from api.mail.letter import read
from api.mail.replies import Replies
from api.mail.settings import MailSettings
from api.mail.shelf import MailShelf
from api.mail.tables import LetterRow, SentMailRow
from api.mail.threads import mark_of
from api.schemas import AgentView, Complaint, Role
from api.schemas.mail import Fate
from scripts_lib.loader import load
from scripts_lib.model import Channel
from tests.unit.api import desk_samples as sample
from tests.unit.api.mail_letters import raw

LI = AgentView(agent_id="a1", login="li", name="李娜", surname="李", role=Role.AGENT)
US = From(sender="青山物业 <hotline@example.cn>", centre="青山", timezone=sample.ZONE)


class Desk:
    """An intake whose complaints become TS1, TS2 and so on, and the people's side of it."""

    def __init__(self, base: sample.Desk, settings: MailSettings) -> None:
        self.base = base
        self.made: list[Complaint] = []
        self.intake = Intake(base.log, load(), settings, US, self.open_case)
        self.shelf = MailShelf(base.database, base.log, self.open_case)
        self.replies = Replies(base.database, settings, US)
        self.uid = 0

    async def open_case(
        self,
        session: AsyncSession,
        complaint: Complaint,
        *,
        channel: Channel,
        by: AgentView,
        key: str,
        at: float | None = None,
    ) -> str:
        lacking = {name: "必填 / required" for name in ("phone", "place") if not getattr(complaint, name)}
        if lacking:
            raise Invalid("没有填好", "not complete", lacking)
        await self.base.log.append_within(
            session, DutyExcused(at=at or 0.0, item_id=f"{by.agent_id}{key}", agent_id="", reason="")
        )
        self.made.append(complaint)
        return f"TS{len(self.made)}"

    async def takes(self, letter: bytes, at: float = sample.NOON) -> LetterRow:
        """Take one letter in; its row."""
        self.uid += 1
        found = Found(
            validity=1, start=self.uid, letters=(Raw(uid=self.uid, content=letter, whole=True),), more=False
        )
        assert await self.intake.took(found, at) == [self.uid]
        return await self.row(read(letter, largest_part=1).message_id)

    async def row(self, message_id: str) -> LetterRow:
        async with self.base.database.reading() as session:
            return (await session.scalars(select(LetterRow).where(LetterRow.message_id == message_id))).one()

    async def sent(self, purpose: str) -> list[SentMailRow]:
        """Letters of ours of this purpose, oldest first."""
        query = select(SentMailRow).where(SentMailRow.purpose == purpose).order_by(SentMailRow.mail_id)
        async with self.base.database.reading() as session:
            return list(await session.scalars(query))


@asynccontextmanager
async def scene(folder: Path, **more: Any) -> AsyncIterator[Desk]:
    given = {"sender": US.sender, "smtp_host": "smtp.example.cn"} | more
    async with sample.desk(folder) as base:
        yield Desk(base, MailSettings.load(folder, **given))


async def test_who_wrote_is_asked_once_and_the_answer_completes_the_letter(tmp_path: Path) -> None:
    async with scene(tmp_path) as desk:
        held = await desk.takes(raw("电梯坏了"))
        assert (held.fate, held.why) == (Fate.HELD, "phone; place")
        (asked,) = await desk.sent("ask")
        assert asked.recipient == "wang@example.cn"
        assert mark_of(held.letter_id) in asked.subject
        first = await desk.takes(raw("电话13800001234", Message_ID="<2@x>", In_Reply_To=asked.message_id))
        assert (first.fate, first.of_letter, first.ticket_number) == (Fate.ANSWER, held.letter_id, "")
        assert (await desk.row(held.message_id)).why == "place"
        assert len(await desk.sent("ask")) == 1, "nobody is asked twice"
        other = raw("3号楼1单元502", Message_ID="<3@x>", From="lao@wang.example", References=asked.message_id)
        last = await desk.takes(other, sample.NOON + 60)
        whole = await desk.row(held.message_id)
        assert (whole.fate, whole.ticket_number, last.ticket_number) == (Fate.COMPLAINT, "TS1", "TS1")
        assert (await desk.row(first.message_id)).ticket_number == "TS1"
        assert (desk.made[0].phone, desk.made[0].place) == ("13800001234", "3-1-502")
        assert desk.made[0].matter.startswith("厨房漏水\n电梯坏了")
        (told,) = await desk.sent("acknowledge")
        assert told.recipient == "lao@wang.example"
        later = await desk.takes(raw("还没来人", Message_ID="<4@x>", In_Reply_To=asked.message_id))
        assert (later.fate, later.ticket_number) == (Fate.ANSWER, "TS1")


@pytest.mark.parametrize("headers", [{"In_Reply_To": "<1@example.cn>"}, {"Subject": "Re: [{mark}] 补充"}])
async def test_without_our_letters_id_only_the_same_sender_completes_it(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    async with scene(tmp_path) as desk:
        held = await desk.takes(raw("电梯坏了"))
        named = {name: value.format(mark=mark_of(held.letter_id)) for name, value in headers.items()}
        full = "3号楼1单元502，13800001234"
        stranger = await desk.takes(raw(full, Message_ID="<2@x>", From="li@example.cn", **named))
        assert (stranger.fate, stranger.of_letter) == (Fate.COMPLAINT, "")
        theirs = await desk.takes(raw(full, Message_ID="<3@x>", **named))
        assert (theirs.fate, theirs.of_letter, theirs.ticket_number) == (Fate.ANSWER, held.letter_id, "TS2")


async def test_machines_complete_nothing_and_a_flood_is_not_asked_back(tmp_path: Path) -> None:
    async with scene(tmp_path, most_per_hour=2) as desk:
        for number in range(3):
            await desk.takes(raw("电梯坏了", Message_ID=f"<{number}@x>"))
        assert len(await desk.sent("ask")) == 2
        asked = (await desk.sent("ask"))[0].message_id
        away = await desk.takes(
            raw("我在休假，电话13800001234", Message_ID="<9@x>", In_Reply_To=asked, Auto_Submitted="auto-replied")
        )
        assert (away.fate, away.of_letter) == (Fate.IGNORED, "")


async def test_nobody_is_asked_where_the_desk_sends_nothing(tmp_path: Path) -> None:
    async with scene(tmp_path, acknowledge=False) as desk:
        await desk.takes(raw("电梯坏了"))
        assert await desk.sent("ask") == []


async def test_what_a_person_decides_holds_for_what_was_added(tmp_path: Path) -> None:
    async with scene(tmp_path) as desk:
        held = await desk.takes(raw("电梯坏了"))
        added = await desk.takes(raw("快点", Message_ID="<2@x>", In_Reply_To="<1@example.cn>"))
        thread = await desk.shelf.thread(held.letter_id)
        assert [one.letter_id for one in thread.more] == [added.letter_id]
        assert [one.purpose for one in thread.sent] == ["ask"]
        assert "快点" in (await desk.shelf.proposed(held.letter_id, load())).matter
        assert (await desk.shelf.counts()) == {Fate.HELD: 1, Fate.ANSWER: 1}
        await desk.shelf.file(held.letter_id, "TS9", LI.agent_id)
        assert [(await desk.row(one.message_id)).ticket_number for one in (held, added)] == ["TS9", "TS9"]
        with pytest.raises(Conflict):
            await desk.shelf.file(held.letter_id, "TS9", LI.agent_id)
        other = await desk.takes(raw("停电", Message_ID="<5@x>"))
        more = await desk.takes(raw("算了", Message_ID="<6@x>", In_Reply_To="<5@x>"))
        await desk.shelf.dismiss(other.letter_id, "业主撤回", LI.agent_id)
        assert (await desk.row(more.message_id)).fate == Fate.DISMISSED
