"""Letters that something was reported at once (SEC-2): to whom, once each, without what was said."""

import email
from email import policy
from pathlib import Path

from sqlalchemy import select

from api.incidents.events import IncidentReported
from api.mail.alarm_letters import STALE_S
from api.mail.compose import From
from api.mail.incident_letters import IncidentLetters
from api.mail.settings import MailSettings
from api.mail.tables import SentMailRow
from api.outbox.follower import Entry
from api.schemas.incidents import IncidentKind
from tests.unit.api import desk_samples as sample

OF = From(sender="客服 <hotline@example.cn>", centre="青山物业客服中心", timezone=sample.ZONE)
MANAGERS = {
    "property_manager": "jingli@example.cn",
    "deputy_general_manager": "fuzong@example.cn",
    "general_manager": "zong@example.cn",
}
WORDS = "3-1-502 王芳 13800001234 摔伤"


def reported(incident_id: str, kind: IncidentKind, name: str = "李明", number: str = "") -> IncidentReported:
    return IncidentReported(
        at=sample.NOON,
        incident_id=incident_id,
        kind=kind,
        words=WORDS if name else "",
        agent_id="a",
        name=name,
        ticket_number=number,
    )


FACTS = (
    reported("i1", IncidentKind.PEOPLE),
    reported("i2", IncidentKind.EQUIPMENT),
    reported("ticket:TS20261123-0001", IncidentKind.GRAVE, name="", number="TS20261123-0001"),
)


async def letters(folder: Path, late_s: float = 1.0, **more: object) -> list[tuple[str, str, str]]:
    settings = MailSettings.load(folder, smtp_host="mail.example.cn", sender=OF.sender, managers=MANAGERS, **more)
    writer = IncidentLetters(settings, OF, lambda: sample.NOON + late_s)
    async with sample.desk(folder) as desk:
        for _ in range(2):  # read again after a crash
            async with desk.database.writing() as session:
                entries = [Entry(number=number, event=event) for number, event in enumerate(FACTS, start=1)]
                await writer.take(session, entries)
        async with desk.database.reading() as session:
            rows = (await session.scalars(select(SentMailRow).order_by(SentMailRow.mail_id))).all()
        found = [email.message_from_bytes(row.content, policy=policy.default) for row in rows]
    return [(str(one["To"]), str(one["Subject"]), one.get_content()) for one in found]


async def test_who_has_to_know_is_told_once_and_nothing_of_the_resident(tmp_path: Path) -> None:
    """SEC-1, SEC-2."""
    found = await letters(tmp_path, alarms=("zhuguan@example.cn", "jingli@example.cn"))
    people, equipment, grave = (
        "[立即报告] 危及人身（李明报告）",
        "[立即报告] 危及设备（李明报告）",
        "[立即报告] 重大投诉 TS20261123-0001（系统报告）",
    )
    assert sorted((subject, to.partition("@")[0]) for to, subject, _ in found) == sorted(
        [
            *((people, to) for to in ("zhuguan", "jingli", "fuzong")),
            *((equipment, to) for to in ("zhuguan", "jingli")),
            *((grave, to) for to in ("zhuguan", "jingli", "fuzong")),
        ]
    )
    assert not any(word in text for _, _, text in found for word in ("王芳", "13800001234", "3-1-502", "摔伤"))
    assert all("接手" in text for _, _, text in found)


async def test_what_is_old_when_it_is_read_is_told_to_nobody(tmp_path: Path) -> None:
    assert await letters(tmp_path, late_s=STALE_S + 1) == []
