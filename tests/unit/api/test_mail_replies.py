"""What one of us writes back, and that an answer to it completes the letter."""

from pathlib import Path

import pytest

from api.errors import Conflict, Invalid
from api.mail.letter import read
from api.mail.threads import MARK
from tests.unit.api.mail_letters import raw
from tests.unit.api.test_mail_threads import scene


async def test_writing_back(tmp_path: Path) -> None:
    async with scene(tmp_path) as desk:
        held = await desk.takes(raw("电梯坏了"))
        with pytest.raises(Invalid):
            await desk.replies.write(held.letter_id, " ")
        for _ in range(2):
            await desk.replies.write(held.letter_id, "请问是哪栋楼？", "k1")
        (row,) = await desk.sent("reply")
        back = read(row.content, largest_part=1)
        assert "请问是哪栋楼？" in back.text
        assert MARK.search(back.subject) is not None
        assert back.answers == ("<1@example.cn>", "<1@example.cn>")
        full = raw("3号楼1单元502，13800001234", Message_ID="<2@x>", In_Reply_To=row.message_id)
        assert (await desk.takes(full)).ticket_number == "TS1"


async def test_a_desk_without_outgoing_mail_says_so(tmp_path: Path) -> None:
    async with scene(tmp_path, smtp_host="") as desk:
        held = await desk.takes(raw("电梯坏了"))
        assert not desk.replies.possible
        with pytest.raises(Conflict, match="smtp_host"):
            await desk.replies.write(held.letter_id, "您好")
