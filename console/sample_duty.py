"""What is owed on the sample desk: missed callers, promises late and in time, a follow-up (LINE-8, SLA-10)."""

from msgspec.structs import replace

from api.schemas import DutyItem, DutyKind, DutyState
from console.sample_records import OTHER, RESIDENT, WALL

HOUR = 3600.0
MISSED = DutyItem(
    item_id="c-8",
    kind=DutyKind.ABANDONED,
    state=DutyState.OPEN,
    number="13600136000",
    first_at=WALL - 900,
    last_at=WALL - 600,
    count=2,
    longest_ms=18_000,
    calls=("c-8", "c-9"),
    tried=1,
    tried_at=WALL - 300,
)
WITHHELD = replace(MISSED, item_id="c-7", number="", kind=DutyKind.WITHHELD, tried=0, first_at=WALL - 5000)
MESSAGE = replace(MISSED, item_id="c-6", kind=DutyKind.VOICEMAIL, tried=0, count=1, first_at=WALL - 400)
LATE = replace(
    MISSED,
    item_id="promise:c-90",
    kind=DutyKind.PROMISE,
    number="13800135678",
    resident=RESIDENT,
    due_at=WALL - 6600,
    what="答复楼上 601 施工的处理结果",
    ticket_number="TS20261122-0003",
    tried=0,
)
SOON = replace(
    LATE, item_id="promise:c-91", due_at=WALL + 1500, resident=None, what="当前通话结束后回拨", ticket_number=""
)
TODAY = replace(SOON, item_id="promise:c-92", due_at=WALL + 5 * HOUR)
FOLLOW_UP = replace(
    LATE,
    item_id="follow-up:TS20261120-0002",
    kind=DutyKind.FOLLOW_UP,
    number="13900138888",
    resident=OTHER,
    due_at=WALL + 48 * HOUR,
    what="一层大堂感应灯不亮",
    ticket_number="TS20261120-0002",
)
ALL = (WITHHELD, MISSED, MESSAGE, FOLLOW_UP, TODAY, SOON, LATE)
