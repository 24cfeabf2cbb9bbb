"""What becomes of a letter: row by row."""

import pytest

from api.mail.judge import judge, ticket_named
from api.mail.letter import Letter, read
from api.schemas.mail import Fate
from tests.unit.api.mail_letters import raw

OURS = frozenset({"hotline@example.cn"})


def letter(**headers: str) -> Letter:
    return read(raw(**headers), largest_part=100)


def fate(one: Letter, *, of_ticket: str = "", lately: int = 0) -> tuple[Fate, str]:
    judged = judge(one, ours=OURS, of_ticket=of_ticket, lately=lately, most_per_hour=3)
    return judged.fate, judged.why


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto_Submitted": "auto-replied"}, "auto_reply"),
        ({"Auto_Submitted": "auto-generated; owner=x"}, "auto_reply"),
        ({"X_Autoreply": "yes"}, "auto_reply"),
        ({"X_Auto_Response_Suppress": "All"}, "auto_reply"),
        ({"From": "no-reply@shop.example"}, "auto_reply"),
        ({"From": "MAILER-DAEMON@mx.example"}, "auto_reply"),
        ({"Return_Path": "<>"}, "bounce"),
        ({"Content_Type": "multipart/report; report-type=delivery-status; boundary=x"}, "bounce"),
        ({"Precedence": "bulk"}, "list"),
        ({"List_Id": "<news.example>"}, "list"),
        ({"From": "hotline@example.cn"}, "own"),
        ({"From": ""}, "no_sender"),
    ],
)
def test_machines_are_never_answered(headers: dict[str, str], why: str) -> None:
    one = letter(**headers)
    assert fate(one) == (Fate.IGNORED, why)
    assert fate(one, of_ticket="TS20261123-0001") == (Fate.IGNORED, why)


def test_a_persons_letter_is_a_complaint() -> None:
    assert fate(letter(Auto_Submitted="no", X_Spam_Flag="NO")) == (Fate.COMPLAINT, "")
    assert fate(letter(From="notification.wang@example.cn")) == (Fate.COMPLAINT, "")


def test_an_answer_belongs_to_its_ticket() -> None:
    assert fate(letter(), of_ticket="TS20261123-0001") == (Fate.ANSWER, "")


def test_what_a_person_decides() -> None:
    assert fate(letter(X_Spam_Flag="YES")) == (Fate.HELD, "spam")
    assert fate(letter(X_Spam_Status="Yes, score=9")) == (Fate.HELD, "spam")
    assert fate(letter(), lately=3) == (Fate.HELD, "many")
    assert fate(read(raw("", Subject=""), largest_part=1)) == (Fate.HELD, "empty")


def test_the_ticket_that_a_subject_names() -> None:
    assert ticket_named(letter(Subject="Re: [ts20261123-0001] 您的投诉已受理")) == "TS20261123-0001"
    assert ticket_named(letter(Subject="TS2026-1")) == ""
