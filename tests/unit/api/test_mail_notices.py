"""Letters that a paper is ready: to the roles with an address, once each, with nothing of the paper in them."""

import email
from email import policy
from pathlib import Path

from sqlalchemy import select

from api.briefs.events import BriefHandedIn, BriefPrepared
from api.log_events import AnyEvent
from api.mail.compose import From
from api.mail.notices import PaperNotices
from api.mail.settings import MailSettings
from api.mail.tables import SentMailRow
from api.models import SiteRow
from api.outbox.follower import Entry
from api.reports.events import MonthReportMade
from tests.unit.api import desk_samples as sample

OF = From(sender="客服 <hotline@example.cn>", centre="青山物业客服中心", timezone=sample.ZONE)
MANAGERS = {"property_manager": "jingli@example.cn", "supervisor": "zhuguan@example.cn"}
FACTS: tuple[AnyEvent, ...] = (
    BriefPrepared(at=sample.NOON, key="2026-11-23"),
    BriefHandedIn(at=sample.NOON, key="2026-11-23", agent_id="a", name="赵强", remarks="甲住户投诉", plans=""),
    BriefHandedIn(at=sample.NOON + 9, key="2026-11-23", agent_id="a", name="赵强", remarks="乙", plans=""),
    BriefPrepared(at=sample.NOON, key="2026-11-24@east"),
    BriefHandedIn(at=sample.NOON, key="2026-W48", agent_id="a", name="赵强", remarks="", plans=""),
    MonthReportMade(at=sample.NOON, month="2026-11", whole=False, due=0.0),
    sample.started(),
)


async def letters(folder: Path, settings: MailSettings) -> list[tuple[str, str, str]]:
    async with sample.desk(folder) as desk:
        async with desk.database.writing() as session:
            session.add(SiteRow(key="east", name="东区", buildings=[]))
            entries = [Entry(number=number, event=event) for number, event in enumerate(FACTS, start=1)]
            await PaperNotices(settings, OF).take(session, entries)
        async with desk.database.reading() as session:
            rows = (await session.scalars(select(SentMailRow).order_by(SentMailRow.cause))).all()
        found = [email.message_from_bytes(row.content, policy=policy.default) for row in rows]
    return [(str(one["To"]), str(one["Subject"]), one.get_content()) for one in found]


async def test_who_has_to_know_is_told_once(tmp_path: Path) -> None:
    settings = MailSettings.load(tmp_path, smtp_host="mail.example.cn", sender=OF.sender, managers=MANAGERS)
    found = await letters(tmp_path, settings)
    assert [(to, subject) for to, subject, _ in found] == [
        ("zhuguan@example.cn", "2026年11月23日（周一）的客服日工作小结已备好，请补充意见后上报"),
        ("zhuguan@example.cn", "东区 2026年11月24日（周二）的客服日工作小结已备好，请补充意见后上报"),
        ("jingli@example.cn", "2026年11月23日（周一）的客服日工作小结已可查阅"),
        ("jingli@example.cn", "2026年11月的投诉统计月报已可查阅"),
    ]
    assert not any("甲住户" in text for _, _, text in found)
    assert all("统计报表" in text and OF.centre in text for _, _, text in found)


async def test_without_a_server_nobody_is_written_to(tmp_path: Path) -> None:
    assert await letters(tmp_path, MailSettings.load(tmp_path, managers=MANAGERS)) == []
