"""Letters that a complaint was laid before a manager (SLA-2, SLA-3): to whom, and none for what is old."""

import email
from email import policy
from pathlib import Path

import pytest
from sqlalchemy import select

from api.mail.alarm_letters import STALE_S
from api.mail.compose import From
from api.mail.laid_letters import LaidLetters
from api.mail.settings import MailSettings
from api.mail.tables import SentMailRow
from api.outbox.follower import Entry
from api.tickets.events import TicketPassedUp
from tests.unit.api import desk_samples as sample

OF = From(sender="客服 <hotline@example.cn>", centre="青山物业客服中心", timezone=sample.ZONE)
FACTS = tuple(
    TicketPassedUp(at=sample.NOON, number=f"TS20261123-000{number}", name="赵强", role=role, note="王芳 13800001234")
    for number, role in enumerate(("general_manager", "property_manager", "caretaker"), start=1)
)


@pytest.mark.parametrize("late_s", [1.0, STALE_S + 1])
async def test_the_manager_with_an_address_is_told_at_once(tmp_path: Path, late_s: float) -> None:
    managers = {"general_manager": "zong@example.cn"}
    settings = MailSettings.load(tmp_path, smtp_host="mail.example.cn", sender=OF.sender, managers=managers)
    async with sample.desk(tmp_path) as desk:
        async with desk.database.writing() as session:
            entries = [Entry(number=number, event=event) for number, event in enumerate(FACTS, start=1)]
            await LaidLetters(settings, OF, lambda: sample.NOON + late_s).take(session, entries)
        async with desk.database.reading() as session:
            rows = (await session.scalars(select(SentMailRow))).all()
    letters = [email.message_from_bytes(row.content, policy=policy.default) for row in rows]
    told = [(one["To"], str(one["Subject"])) for one in letters]
    assert told == ([("zong@example.cn", "[呈报] 赵强呈报重大投诉 TS20261123-0001")] if late_s < STALE_S else [])
    assert not any("13800001234" in one.get_content() for one in letters)
