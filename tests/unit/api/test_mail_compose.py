"""Letters of ours, read back with the standard library's parser."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import msgspec

from api.mail.compose import Composed, Form, From, acknowledgement, handover, question, reply
from api.mail.judge import judge
from api.mail.letter import read
from tests.unit.api import desk_samples as sample
from tests.unit.api.mail_letters import raw

US = From(sender="青山物业客服中心 <hotline@example.cn>", centre="青山物业客服中心", timezone=sample.ZONE)


def parsed(letter: Composed) -> EmailMessage:
    message = message_from_bytes(letter.content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_answer_names_the_number_and_repeats_nothing() -> None:
    letter = read(raw(), largest_part=1)
    made = acknowledgement(US, letter, "TS20261123-0001", sample.NOON)
    message = parsed(made)
    assert message["In-Reply-To"] == letter.message_id
    assert message["From"].addresses[0].addr_spec == "hotline@example.cn"
    text = message.get_content()
    assert "TS20261123-0001" in message["Subject"]
    assert "2026年11月23日 12:00" in text
    assert "漏水" not in text
    assert made.message_id.endswith("@example.cn>")


def test_our_own_letters_are_never_taken_for_complaints() -> None:
    made = acknowledgement(US, read(raw(), largest_part=1), "TS20261123-0001", sample.NOON)
    back = read(made.content, largest_part=1)
    assert judge(back, ours=frozenset(), of_ticket="", lately=0, most_per_hour=9).why == "auto_reply"


def test_what_a_letter_lacks_is_asked_for_in_its_thread() -> None:
    letter = read(raw(), largest_part=1)
    message = parsed(question(US, letter, ["phone", "place"], "LX-1A2B3C4D", sample.NOON))
    assert (message["In-Reply-To"], message["Auto-Submitted"]) == (letter.message_id, "auto-replied")
    assert "LX-1A2B3C4D" in message["Subject"]
    assert "· 联系电话\r\n· 楼栋、单元、房号" in message.get_content()


def test_what_one_of_us_writes_is_no_machines_letter() -> None:
    message = parsed(reply(US, read(raw(), largest_part=1), "请问是哪栋楼？", "TS1", sample.NOON))
    assert message["Auto-Submitted"] is None
    assert message.get_content().startswith("请问是哪栋楼？\r\n\r\n青山物业客服中心")


def test_the_form_for_a_department() -> None:
    form = Form(
        number="TS20261123-0001",
        complaint=sample.complaint(matter="厨房漏水\n地板泡了"),
        registered_at=sample.NOON,
        kind="漏水跑水",
        weight="重要",
        department="工程部",
        sign_by=sample.NOON + 600,
    )
    message = parsed(handover(US, form, "eng@example.cn", sample.NOON))
    text = message.get_content()
    for part in ("单号：TS20261123-0001", "请签收：2026-11-23 12:10", "电话：13800001234", "工程部", "地板泡了"):
        assert part in text
    assert "发生时间：今天早上" in text
    assert "被投诉" not in text, "an empty field is left out"
    assert message["Subject"] == "[TS20261123-0001] 重要 · 漏水跑水 · 请签收"


def test_words_of_a_form_cannot_add_headers() -> None:
    evil = msgspec.structs.replace(
        Form(number="TS1", complaint=sample.complaint(), registered_at=0.0, kind="x", weight="y", department="z"),
        complaint=sample.complaint(contact="a\r\nBcc: all@example.cn"),
    )
    message = parsed(handover(US, evil, "eng@example.cn", sample.NOON))
    assert message["Bcc"] is None
