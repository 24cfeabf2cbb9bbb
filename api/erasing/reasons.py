"""Why a person cannot be erased now, and what stays all the same: in words, both languages. Reads only.

Erasing waits until nothing about the person is under way: it must not take away what somebody still has to do, nor
the evidence of a colleague who may appeal. And it waits as long as law or contract make the site keep a complaint.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.erasing.find import Traces
from api.erasing.related import Related
from api.mail.tables import LetterRow, SentMailRow
from api.models import DutyRow, RecordingRow
from api.privacy import masked
from api.quality.case import UNDECIDED
from api.quality.tables import QualityCaseRow
from api.schemas import ENDED, DutyState, FileState, TicketView
from api.schemas.mail import Fate
from api.schemas.outbox import OutState
from scripts_lib.model import Text

DAY_S = 86_400.0
NAMED = 5
"""So many rows are named; of more, how many there are."""


async def against(
    session: AsyncSession, found: Traces, related: Related, hold_days: int, now: float
) -> tuple[Text, ...]:
    """What has to be finished first. `hold_days`: how long a closed complaint is kept as it is."""
    still_open = [one.number for one in found.tickets if one.state not in ENDED]
    since = now - hold_days * DAY_S
    held = [one.number for one in found.tickets if one.state in ENDED and _ended_at(one) > since]
    talking = [one.call_id for one in found.calls if not one.ended]
    owed = select(DutyRow.item_id).where(DutyRow.item_id.in_(related.items), DutyRow.state == DutyState.OPEN)
    cases = select(QualityCaseRow.case_id).where(
        QualityCaseRow.case_id.in_(related.cases), QualityCaseRow.state.in_(UNDECIDED)
    )
    letters = select(LetterRow.letter_id).where(LetterRow.letter_id.in_(related.letters), LetterRow.fate == Fate.HELD)
    mails = select(SentMailRow.mail_id).where(
        SentMailRow.mail_id.in_(related.sent_mail), SentMailRow.state == OutState.WAITING
    )
    recording = select(RecordingRow.recording_id).where(
        RecordingRow.recording_id.in_(related.recordings), RecordingRow.state == FileState.RUNNING
    )
    found_open = (
        (still_open, "投诉尚未办结", "complaints are not closed"),
        (held, f"投诉办结未满 {hold_days} 天，须依规留存", f"complaints were closed less than {hold_days} days ago"),
        (talking, "通话尚未结束", "calls are not over"),
        (await session.scalars(owed), "待办事项未了", "items of the duty list are open"),
        (await session.scalars(cases), "质检记录尚未裁定", "quality cases are not decided"),
        (await session.scalars(letters), "来信尚未处理", "letters wait for a decision"),
        (await session.scalars(mails), "邮件尚未发出", "letters to the person wait to be sent"),
        (await session.scalars(recording), "正在录音", "a recording is being made"),
    )
    named = ((list(ids), zh, en) for ids, zh, en in found_open)
    return tuple(_named(zh, en, ids) for ids, zh, en in named if ids)


def _ended_at(ticket: TicketView) -> float:
    ended = ticket.closing or ticket.declined
    return ended.at if ended is not None else ticket.registered_at


def _named(zh: str, en: str, ids: Sequence[str]) -> Text:
    names = ", ".join(ids[:NAMED]) + (", …" if len(ids) > NAMED else "")
    return Text(f"{zh}（{len(ids)}）：{names}", f"{len(ids)}: {en}: {names}")


FORMS = Text(
    "投诉单长期保存：编号、类别、时限、经办人和时间保留，个人内容删除",
    "complaint forms are kept for good: number, kind, clocks, who did what when; not the person's words",
)
FIGURES = Text(
    "统计数字不变：住户号留作重复投诉统计，电话号码换成代号",
    "figures stay: the home counts for repeats, numbers are replaced by pseudonyms",
)
OTHERS = Text("同住其他人的记录和本户偏好保留", "records of others of the home and its preferences stay")
MAILBOX = Text("信件原件在邮箱里，请到邮箱中删除", "the letters themselves lie in the mailbox: delete them there")
ALWAYS = (
    Text(
        "同事自由填写的文字（交班记录、点评等）：写有其电话或投诉单号的才会替换",
        "words of colleagues (notes of hand-over, reviews) are replaced where they name a number of the person's",
    ),
    Text("查阅记录保留：只含编号，不含姓名和号码", "the audit log stays: it names rows, never a name or a number"),
    Text(
        "备份、已打印或下载的文件、坐席电脑上的草稿不在本系统内，请另行处理",
        "backups, papers that were printed or downloaded, and drafts on agents' PCs are out of reach",
    ),
)
"""What stays of everybody."""


def kept(found: Traces, related: Related, elsewhere: Iterable[str]) -> tuple[Text, ...]:
    """What stays, and why. `elsewhere` are recordings that lie on another machine."""
    return (
        *([FORMS] if found.tickets else ()),
        *([FIGURES] if found.calls or found.tickets else ()),
        *(_shared(number) for number in sorted(found.shared)),
        *([OTHERS] if found.resident is not None and not found.alone else ()),
        *([MAILBOX] if related.letters else ()),
        *(_elsewhere(one) for one in elsewhere),
        *ALWAYS,
    )


def _shared(number: str) -> Text:
    return Text(
        f"号码 {masked(number)} 另有住户登记，或为本中心号码，予以保留",
        f"{masked(number)} stays: another resident of the book has it too, or it is the hotline's own",
    )


def _elsewhere(recording_id: str) -> Text:
    return Text(
        f"录音 {recording_id} 在另一台机器上，请在那里删除",
        f"recording {recording_id} lies on another machine: delete it there",
    )
