"""What is kept for a time goes after it; complaints, what waits and what was given up stay."""

from pathlib import Path

import pytest

from api.mail.tables import AttachmentRow, LetterRow, SentMailRow
from api.retention.sweep import DAY_S, KeptFor, Sweep
from api.schemas.mail import Fate
from api.schemas.outbox import OutState
from tests.unit.api import desk_samples as sample


def letter(fate: Fate, at: float = sample.NOON) -> LetterRow:
    return LetterRow(
        letter_id=f"{fate}-{at}",
        message_id=f"<{fate}-{at}>",
        received_at=at,
        sender="a@example.cn",
        sender_name="",
        subject="",
        text="",
        fate=fate,
        why="",
        ticket_number="TS1" if fate is Fate.COMPLAINT else "",
        decided_by="",
        decided_at=None,
    )


def sent(state: OutState) -> SentMailRow:
    return SentMailRow(
        mail_id=state,
        purpose="handover",
        cause=state,
        recipient="eng@example.cn",
        subject="",
        message_id="",
        content=b"",
        ticket_number="",
        state=state,
        created_at=sample.NOON,
        next_at=sample.NOON,
        tries=1,
        last_error="",
        sent_at=sample.NOON if state is OutState.SENT else None,
    )


async def fill(desk: sample.Desk) -> None:
    part = {"name": "a", "media_type": "a/b", "size": 1, "content": b"x"}
    async with desk.database.writing() as session:
        session.add_all([letter(one) for one in Fate] + [sent(one) for one in OutState])
        await session.flush()
        session.add(AttachmentRow(part_id="p", letter_id=f"{Fate.IGNORED}-{sample.NOON}", **part))


@pytest.mark.parametrize(("days", "gone"), [(29, False), (31, True)])
async def test_what_has_had_its_time(tmp_path: Path, days: int, gone: bool) -> None:
    async with sample.desk(tmp_path) as desk:
        await fill(desk)
        await Sweep(desk.database, KeptFor(sent_days=30, letter_days=30)).once(sample.NOON + days * DAY_S)
        fates = {row[7] for row in await desk.rows("mail_letter")}
        states = {row[0] for row in await desk.rows("mail_sent")}
        kept = {Fate.COMPLAINT, Fate.ANSWER, Fate.HELD}
        assert fates == (kept if gone else set(Fate))
        assert states == ({OutState.WAITING, OutState.DEAD} if gone else set(OutState))
        assert len(await desk.rows("mail_attachment")) == (0 if gone else 1)


async def test_nothing_goes_where_the_rule_is_for_ever(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        await fill(desk)
        await Sweep(desk.database, KeptFor(sent_days=0, letter_days=0)).once(4e9)
        assert len(await desk.rows("mail_letter")) == len(Fate)
        assert len(await desk.rows("mail_sent")) == len(OutState)
