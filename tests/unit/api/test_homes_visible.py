"""Who needs no numbers sees none in the file of a home (SEC-1)."""

import msgspec

from api.homes.visible import residents_shown, shown
from api.schemas import AgentView, HomeTicket, ResidentView, Role, TicketState
from api.schemas.home_file import HomeFile, Preferences
from api.schemas.visits import VisitOutcome, VisitView
from scripts_lib.model import Weight

WANG = ResidentView(
    resident_id="r1",
    name="王芳",
    building="3",
    unit="1",
    room="502",
    phones=("13800001234",),
    note="女儿 13900005678",
)
LIFT = HomeTicket(
    number="TS1",
    state=TicketState.SENT,
    registered_at=0.0,
    kind="lift_fault",
    weight=Weight.SLIGHT,
    matter="电梯坏了",
    contact="王芳",
)
VISIT = VisitView(
    visit_id="v1", at=0.0, home="3|1|502", agent_id="a1", name="李娜", outcome=VisitOutcome.MET, spoke_with="王芳"
)
FILE = HomeFile(
    home="3|1|502",
    residents=(WANG,),
    preferences=Preferences(),
    calls=(),
    calls_total=0,
    complaints=(LIFT,),
    complaints_total=1,
    repairs=(LIFT,),
    visits=(VISIT,),
    visits_total=1,
)


def person(role: Role) -> AgentView:
    return AgentView(agent_id="p", login="p", name="张三", surname="张", role=role)


def test_the_desk_sees_everything() -> None:
    assert shown(FILE, person(Role.AGENT)) == FILE
    assert residents_shown((WANG,), person(Role.SITE_HEAD)) == (WANG,)


def test_others_see_neither_numbers_nor_names() -> None:
    told = msgspec.json.encode(shown(FILE, person(Role.QA))).decode()
    for secret in ("13800001234", "13900005678", "王芳"):
        assert secret not in told
    assert "138****1234" in told
    assert "李娜" in told, "who visited is one of us"
