"""Every fate and every reason has words in both languages."""

import pytest

from api.schemas.mail import Fate, LetterView
from api.schemas.outbox import OutState
from api.web.letter_words import FATES, OUT_STATES, why_of
from scripts_lib.model import Text


def letter(why: str) -> LetterView:
    return LetterView(
        letter_id="l1", received_at=0.0, sender="a@b.cn", sender_name="", subject="", fate=Fate.HELD, why=why
    )


def test_every_value_has_words() -> None:
    assert set(FATES) == set(Fate)
    assert set(OUT_STATES) == set(OutState)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("", None),
        ("phone; place", Text("缺联系电话、缺楼栋房号", "no telephone number, no home or place")),
        ("spam", Text("疑似垃圾邮件", "looks like spam")),
        ("业主撤回", Text("业主撤回", "业主撤回")),
    ],
)
def test_why_it_waits(why: str, said: Text | None) -> None:
    assert why_of(letter(why)) == said
