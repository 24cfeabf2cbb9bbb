"""Shifts and open complaints of the sample supervisor's desk: somebody is late, missing, covering. Invented."""

from datetime import date

from msgspec.structs import replace

from api.schemas import Complaint, Page, Role, TicketPage, TicketState, TicketView
from api.schemas.shifts import Attendance, CrewMember, OnShift, ShiftDay, ShiftPlan, ShiftView
from api.schemas.ticket_life import Extension
from console.sample_records import WALL
from console.stand_in import Changes, Reads, StandIn
from scripts_lib.model import Channel, Clock, Content, Nature, Text, Weight

HOUR = 3600.0
MORNING = WALL - 3 * HOUR
STAFF = tuple(
    CrewMember(agent_id=f"a-{at}", name=name) for at, name in enumerate(("李明", "赵敏", "王芳", "欧阳建国"), start=1)
)
DAY = ShiftDay(
    day=date(2026, 11, 24),
    shifts=(
        ShiftView(
            key="night",
            zh="夜班",
            en="Night",
            since=MORNING - 8 * HOUR,
            until=MORNING,
            crew=(
                OnShift(
                    agent_id="a-5",
                    name="孙涛",
                    attendance=Attendance.DONE,
                    came_at=MORNING - 8 * HOUR - 300,
                    left_at=MORNING + 120,
                ),
            ),
        ),
        ShiftView(
            key="morning",
            zh="早班",
            en="Morning",
            since=MORNING,
            until=MORNING + 8 * HOUR,
            crew=(
                OnShift(agent_id="a-1", name="李明", attendance=Attendance.PRESENT, came_at=MORNING - 240),
                OnShift(agent_id="a-2", name="赵敏", attendance=Attendance.LATE, came_at=MORNING + 720, late_s=720),
                OnShift(agent_id="a-3", name="王芳", attendance=Attendance.MISSING),
            ),
            unplanned=(
                OnShift(agent_id="a-4", name="欧阳建国", attendance=Attendance.PRESENT, came_at=MORNING + HOUR),
            ),
        ),
        ShiftView(key="evening", zh="中班", en="Evening", since=MORNING + 8 * HOUR, until=MORNING + 16 * HOUR),
    ),
)


def _ticket(number: str, matter: str, weight: Weight, due: float, what: Text, **more: object) -> TicketView:
    complaint = Complaint(
        kind="public_facilities",
        content=Content.EQUIPMENT,
        weight=weight,
        nature=Nature.VALID,
        department="engineering",
        contact="王芳",
        phone="13800001234",
        place="3栋2单元501",
        happened_at="今早六点",
        target="工程部",
        matter=matter,
        demand="尽快修好",
    )
    slow = weight is Weight.IMPORTANT
    clock = Clock(
        rule="SLA-5" if slow else "SLA-4",
        what=what,
        start=WALL - HOUR,
        due=due,
        clock_id="SLA-5:done" if slow else "SLA-4:done",
        extend_by="general_manager" if slow else "property_manager",
    )
    made = TicketView(
        number=number,
        state=TicketState.IN_HAND,
        channel=Channel.CALL,
        registered_at=WALL - HOUR,
        registered_by="a-1",
        call_id=None,
        complaint=complaint,
        clocks=(clock,),
        rules_version="sample",
        weight=weight,
        nature=Nature.VALID,
        department="engineering",
        own_duty=False,
        owner="a-1",
    )
    return replace(made, **more)


DONE = Text("处理完毕", "done")
TICKETS = (
    _ticket("TS20261124-0007", "地下车库照明不亮，夜里看不见路", Weight.SLIGHT, WALL + 30 * HOUR, DONE),
    _ticket("TS20261123-0003", "电梯困人后一直没有回访", Weight.IMPORTANT, WALL - 2 * HOUR, DONE, level=1),
    _ticket(
        "TS20261124-0002",
        "厨房天花板漏水",
        Weight.IMPORTANT,
        WALL + 2 * HOUR,
        DONE,
        extensions=(
            Extension(
                extension_id="e-1",
                clock_id="SLA-5:done",
                until=WALL + 74 * HOUR,
                why="等配件",
                asked_at=WALL - 600,
                asked_by="a-1",
                role=Role.GENERAL_MANAGER,
            ),
        ),
    ),
)


class SampleTeam(StandIn):
    """Shifts and limits. A day that is read is noted as well, so that a test sees which."""

    async def shifts(self, day: str) -> ShiftPlan:
        """The sample day, whichever is asked for."""
        self.asked.append(("shifts", day))
        return ShiftPlan(days=(replace(DAY, day=date.fromisoformat(day)),), staff=STAFF)

    staff_shift = Changes(DAY)
    open_tickets = Reads(TicketPage(page=Page(total=len(TICKETS), limit=100, offset=0), items=TICKETS))
    ask_more_time = Changes(TICKETS[0])
    pass_up = Changes(TICKETS[0])
    settle_doubt = Changes(TICKETS[0])
