"""Letters of ours: the answer to a complaint that came by e-mail, the form for a department. Pure.

They say that a machine sent them (RFC 3834), so that no other machine answers.
"""

from collections.abc import Sequence
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from zoneinfo import ZoneInfo

import msgspec

from api.mail.letter import Letter
from api.schemas import Complaint
from scripts_lib.model import Text

SMTP = policy.SMTP.clone(max_line_length=200)


class Composed(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that can be sent."""

    recipient: str
    subject: str
    message_id: str
    content: bytes


class From(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes: the address for the From header, the centre's name, the site's time zone (IANA)."""

    sender: str
    centre: str
    timezone: str
    hotline: str = ""
    """The number that residents call."""

    @property
    def to_residents(self) -> str:
        """What stands under a letter to a resident."""
        return f"{self.centre}\n服务热线：{self.hotline}\n" if self.hotline else f"{self.centre}\n"


def _letter(of: From, to: str, subject: str, text: str, at: float, more: dict[str, str]) -> Composed:
    message = EmailMessage(policy=SMTP)
    message["From"] = of.sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(datetime.fromtimestamp(at, ZoneInfo(of.timezone)))
    message["Message-ID"] = make_msgid(domain=parseaddr(of.sender)[1].rpartition("@")[2])
    for name, value in more.items():
        message[name] = value
    message.set_content(text, charset="utf-8", cte="base64")
    return Composed(
        recipient=to, subject=subject, message_id=str(message["Message-ID"]), content=message.as_bytes(policy=SMTP)
    )


def acknowledgement(of: From, letter: Letter, number: str, at: float) -> Composed:
    """The complaint has this number, and what follows (SLA-7). Nothing of the complaint is repeated."""
    when = datetime.fromtimestamp(at, ZoneInfo(of.timezone))
    text = (
        f"您好：\n\n您的来信已于 {when:%Y年%m月%d日 %H:%M} 登记，投诉单号 {number}。\n"
        "我们会在 24 小时内给您首次答复。补充情况请直接回复本邮件，并保留标题中的单号。\n\n"
        f"{of.to_residents}\n"
        "--\n"
        f"Your letter was registered as complaint {number}. You will hear from us within 24 hours.\n"
        "To add something, answer this letter and leave the number in its subject.\n"
    )
    return _letter(of, letter.sender, f"[{number}] 您的投诉已受理", text, at, _answering(letter, "auto-replied"))


LACKING = {
    "phone": ("联系电话", "your telephone number"),
    "place": ("楼栋、单元、房号", "building, unit and room"),
}
"""Fields of the form that a sender can be asked for by a letter."""


def question(of: From, letter: Letter, lacking: Sequence[str], mark: str, at: float) -> Composed:
    """The letter cannot be registered yet: what it lacks, and that an answer to this one is enough (CMP-6). `lacking`
    are names of `LACKING`; `mark` stands in the subject, for mail programs that answer without naming a letter."""
    zh = "\n".join(f"· {LACKING[one][0]}" for one in lacking)
    en = ", ".join(LACKING[one][1] for one in lacking)
    text = (
        f"您好：\n\n您的来信已收到，还缺少以下内容，暂时不能登记：\n\n{zh}\n\n"
        "请直接回复本邮件补充，收到后自动登记，并把单号发给您。紧急情况请直接拨打服务热线。\n\n"
        f"{of.to_residents}\n"
        "--\n"
        f"We have your letter, but it lacks: {en}.\n"
        "Answer this letter with it, and your complaint is registered by itself.\n"
    )
    return _letter(of, letter.sender, f"[{mark}] 请补充来信内容", text, at, _answering(letter, "auto-replied"))


def reply(of: From, letter: Letter, words: str, mark: str, at: float) -> Composed:
    """What one of us writes back to the sender of a letter. `mark` as for a question, or the ticket's number."""
    text = f"{words.strip()}\n\n{of.to_residents}"
    return _letter(of, letter.sender, f"[{mark}] 回复您的来信", text, at, _answering(letter))


def _answering(letter: Letter, automatic: str = "") -> dict[str, str]:
    named = {"In-Reply-To": letter.message_id, "References": letter.message_id}
    return named | ({"Auto-Submitted": automatic} if automatic else {})


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """What the hand-over form tells: words of the lists as people read them, times in Unix seconds."""

    number: str
    complaint: Complaint
    registered_at: float
    kind: str
    weight: str
    department: str
    sign_by: float | None = None
    done_by: float | None = None
    reason: str = ""


def handover(of: From, form: Form, to: str, at: float) -> Composed:
    """「投诉处置记录表」 as a letter: what the department needs to act, and by when (SLA-1, SLA-8)."""
    complaint = form.complaint
    rows = (
        ("单号", form.number),
        ("登记时间", _time(form.registered_at, of.timezone)),
        ("类别", form.kind),
        ("轻重", form.weight),
        ("责任部门", form.department),
        ("请签收", _time(form.sign_by, of.timezone)),
        ("请办结", _time(form.done_by, of.timezone)),
        ("联系人", complaint.contact),
        ("电话", complaint.phone),
        ("地点", complaint.place),
        ("发生时间", complaint.happened_at),
        ("被投诉", complaint.target),
        ("事由", complaint.matter),
        ("业主诉求", complaint.demand),
        ("转办说明", form.reason),
    )
    lines = "\n".join(f"{name}：{_indented(value)}" for name, value in rows if value)
    text = (
        f"投诉处置记录表\n\n{lines}\n\n"
        "请在系统里签收、填写处理情况并交回。本邮件由系统发出，内容涉及住户资料，请勿转发给无关人员。\n"
        f"\n{of.centre}\n"
    )
    return _letter(
        of,
        to,
        f"[{form.number}] {form.weight} · {form.kind} · 请签收",
        text,
        at,
        {"Auto-Submitted": "auto-generated"},
    )


def notice(of: From, to: str, words: Text, at: float) -> Composed:
    """A paper of the desk is ready. Nothing of it is in the letter: it is read after signing in."""
    text = (
        f"您好：\n\n{words.zh}。请登录系统，在“统计报表”中查看或下载。\n\n{of.centre}\n\n--\n"
        f"{words.en}. Sign in and look under Reports.\n"
    )
    return _letter(of, to, words.zh, text, at, {"Auto-Submitted": "auto-generated"})


def alarm(of: From, to: str, words: Text, at: float) -> Composed:
    """An alarm was raised or is over: what is measured, no resident's data."""
    do = Text(
        "请在主管端（hotline supervisor）按 K 确认并处理。", "Press K in hotline supervisor to take care of it."
    )
    return _urgent(of, to, f"[告警] {words.zh}", words, do, at)


def incident(of: From, to: str, words: Text, at: float) -> Composed:
    """Something was reported at once (SEC-2): what kind, by whom. What was said is read after signing in."""
    do = Text(
        "请马上登录系统，在“我的待办”查看并接手；主管端按 I。",
        "Sign in and take it in hand under My work, or press I in hotline supervisor.",
    )
    return _urgent(of, to, f"[立即报告] {words.zh}", words, do, at)


def laid(of: From, to: str, words: Text, at: float) -> Composed:
    """A complaint was laid before a manager (SLA-2, SLA-3): which, and by whom. The rest is read after signing in."""
    do = Text("请登录系统，在“我的待办”查看。", "Sign in and look under My work.")
    return _urgent(of, to, f"[呈报] {words.zh}", words, do, at)


def _urgent(of: From, to: str, subject: str, words: Text, do: Text, at: float) -> Composed:
    """What has to be seen at once, and what to do about it."""
    when = datetime.fromtimestamp(at, ZoneInfo(of.timezone))
    text = f"{when:%Y-%m-%d %H:%M:%S}\n{words.zh}\n\n{do.zh}\n\n{of.centre}\n\n--\n{words.en}\n{do.en}\n"
    headers = {"Auto-Submitted": "auto-generated", "X-Priority": "1", "Importance": "high"}
    return _letter(of, to, subject, text, at, headers)


def _time(at: float | None, timezone: str) -> str:
    return "" if at is None else f"{datetime.fromtimestamp(at, ZoneInfo(timezone)):%Y-%m-%d %H:%M}"


def _indented(value: str) -> str:
    return value.strip().replace("\n", "\n　　")
