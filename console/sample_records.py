"""The records of the sample desk: one home with its past, clocks, a note of hand-over. Everything invented."""

from msgspec.structs import replace

from api.schemas import (
    Caller,
    ClocksAsked,
    ClocksShown,
    Complaint,
    Direction,
    Disposition,
    DutyCall,
    DutyDone,
    DutyItem,
    DutyKind,
    DutyState,
    HandoverFacts,
    HandoverNote,
    HandoverPage,
    HomeCall,
    HomeCard,
    HomeTicket,
    NewHandover,
    Page,
    Promised,
    ResidentPage,
    ResidentView,
    Signature,
    TicketDone,
    TicketState,
    TicketView,
)
from api.schemas.incidents import IncidentMade, IncidentView, NewIncident
from console.errors import ConsoleError
from scripts_lib.model import Channel, Clock, Content, Nature, Text, Weight

WALL = 1_795_482_000.0
"""The sample's time of day, Unix seconds: 24 November 2026, 09:00 in Shanghai."""
DAY = 86_400.0
RESIDENT = ResidentView(
    resident_id="r-1", name="王建国", building="3", unit="2", room="501", phones=("13800135678",), note="独居老人"
)
OTHER = ResidentView(resident_id="r-2", name="陈晓燕", building="7", unit="1", room="1203", phones=("13900138888",))
SON = ResidentView(resident_id="r-3", name="王磊", building="3", unit="2", room="501", phones=("13700130001",))
CLOCKS = (
    Clock(rule="SLA-1", what=Text("送达被投诉部门签收", "Handed to the department"), start=WALL, due=WALL + 600),
    Clock(rule="SLA-2", what=Text("报主管经理", "Passed to the manager in charge"), start=WALL, due=WALL + 3600),
    Clock(rule="SLA-7", what=Text("首次答复住户", "First reply to the resident"), start=WALL, due=WALL + 86400),
    Clock(rule="SLA-5", what=Text("办结", "Done"), start=WALL, due=WALL + 3 * 86400),
)
OPEN_TICKET = HomeTicket(
    number="TS20261122-0003",
    state=TicketState.REGISTERED,
    registered_at=WALL - 2 * DAY,
    kind="renovation_noise",
    weight=Weight.SLIGHT,
    matter="楼上 601 午休时间电钻施工",
    contact="王建国",
    next_due=WALL - 3600,
    overdue=True,
)
CARD = HomeCard(
    resident=RESIDENT,
    household=(SON,),
    calls=(
        HomeCall(
            call_id="c-90",
            at=WALL - 2 * DAY,
            direction=Direction.INCOMING,
            talked=True,
            agent_name="赵芳",
            disposition=Disposition.COMPLAINT,
            ticket_number="TS20261122-0003",
            about="楼上 601 午休时间电钻施工",
        ),
        HomeCall(
            call_id="c-80",
            at=WALL - 9 * DAY,
            direction=Direction.INCOMING,
            talked=True,
            agent_name="李敏",
            disposition=Disposition.EXPLAINED,
            about="询问停车月卡办理",
        ),
    ),
    tickets=(OPEN_TICKET,),
    promise=Promised(
        what="今天上午答复楼上施工的处理结果",
        by=WALL + 2 * 3600,
        made_at=WALL - DAY,
        agent_name="赵芳",
        call_id="c-90",
        ticket_number="TS20261122-0003",
    ),
)
NOTE = HandoverNote(
    note_id="h-1",
    at=WALL - 3600,
    agent_id="a-1002",
    name="赵芳",
    note=NewHandover(
        business="",
        notices="今晚 22:00 至次日 5:00，3 号楼停水检修",
        suggestions="7 号楼住户建议增设快递柜",
        complaints="3-2-501 楼上施工一事，工程部今天上午答复",
        equipment="2 号座席耳麦有杂音，已报修",
    ),
    open_tickets=(OPEN_TICKET,),
    open_duty=2,
    signed=(Signature(agent_id="a-1001", name="李敏", at=WALL - 1800),),
)


TICKET = TicketView(
    number=OPEN_TICKET.number,
    state=TicketState.IN_HAND,
    channel=Channel.CALL,
    registered_at=OPEN_TICKET.registered_at,
    registered_by="a-1001",
    call_id="c-90",
    complaint=Complaint(
        kind=OPEN_TICKET.kind,
        content=Content.ATTITUDE,
        weight=Weight.SLIGHT,
        nature=Nature.VALID,
        department="engineering",
        contact=RESIDENT.name,
        phone=RESIDENT.phones[0],
        place="3栋2单元501室",
        happened_at="中午",
        target="601 室施工队",
        matter=OPEN_TICKET.matter,
        demand="午休时间停工",
    ),
    clocks=CLOCKS,
    rules_version="sample",
    weight=Weight.SLIGHT,
    nature=Nature.VALID,
    department="engineering",
    own_duty=False,
    owner="a-1001",
)


class SampleRecords:
    """Answers from what a test or a picture has put into it. `errors` names what a method meets instead."""

    def __init__(self) -> None:
        self.card = CARD
        self.matches: tuple[ResidentView, ...] = (RESIDENT,)
        self.book: tuple[ResidentView, ...] = (RESIDENT, SON, OTHER)
        self.notes: tuple[HandoverNote, ...] = (NOTE,)
        self.owed: tuple[DutyItem, ...] = ()
        self.asked: list[tuple[object, ...]] = []
        self.errors: dict[str, ConsoleError] = {}

    def _ask(self, *request: object) -> None:
        self.asked.append(request)
        if str(request[0]) in self.errors:
            raise self.errors[str(request[0])]

    async def caller(self, call_id: str, resident_id: str = "") -> Caller:
        """The sample home when one resident matches or was chosen."""
        self._ask("caller", call_id, resident_id)
        if resident_id:
            chosen = next(one for one in self.book if one.resident_id == resident_id)
            same = self.card.resident is not None and self.card.resident.resident_id == resident_id
            return Caller(matches=self.matches, card=self.card if same else HomeCard(resident=chosen))
        return Caller(matches=self.matches, card=self.card if len(self.matches) == 1 else HomeCard())

    async def keep_number(self, call_id: str, resident_id: str) -> Caller:
        """From now on the number is that resident's."""
        self._ask("keep_number", call_id, resident_id)
        self.matches = (*self.matches, *(one for one in self.book if one.resident_id == resident_id))
        return await self.caller(call_id, resident_id)

    async def residents(self, words: str) -> ResidentPage:
        """Those of the book whose name or home contains the words."""
        self._ask("residents", words)
        found = tuple(
            one for one in self.book if words in one.name or words in f"{one.building}-{one.unit}-{one.room}"
        )
        return ResidentPage(page=Page(total=len(found), limit=20, offset=0), items=found)

    async def clocks(self, asked: ClocksAsked) -> ClocksShown:
        """The sample clocks whatever is asked."""
        self._ask("clocks", asked)
        return ClocksShown(at=WALL, clocks=CLOCKS)

    async def duty_call(self, item_id: str) -> DutyCall:
        """Recorded."""
        self._ask("duty_call", item_id)
        return DutyCall(call_id="c-50")

    async def duty_done(self, item_id: str, done: DutyDone) -> DutyItem:
        """Done."""
        self._ask("duty_done", item_id, done)
        item = self.settle(item_id)
        return replace(item, state=DutyState.DONE, reason=done.result)

    async def ticket_done(self, number: str, done: TicketDone) -> TicketView:
        """Done; its follow-up is owed."""
        self._ask("ticket_done", number, done)
        item = next(one for one in self.owed if one.ticket_number == number)
        owed = replace(item, item_id=f"follow-up:{number}", kind=DutyKind.FOLLOW_UP, due_at=WALL + 3 * DAY)
        self.owed = (*self.owed, owed)
        return replace(TICKET, number=number, state=TicketState.DONE, done_at=WALL, result=done.result)

    def settle(self, item_id: str) -> DutyItem:
        """It is open no longer."""
        item = next(one for one in self.owed if one.item_id == item_id)
        self.owed = tuple(one for one in self.owed if one.item_id != item_id)
        return item

    async def handover(self) -> HandoverPage:
        """The notes; what nobody signed is unread."""
        self._ask("handover")
        unread = sum(not note.signed for note in self.notes)
        return HandoverPage(page=Page(total=len(self.notes), limit=20, offset=0), unread=unread, items=self.notes)

    async def handover_facts(self) -> HandoverFacts:
        """The sample home's open ticket."""
        self._ask("handover_facts")
        return HandoverFacts(open_tickets=(OPEN_TICKET,), open_duty=2)

    async def write_handover(self, note: NewHandover) -> HandoverNote:
        """Written by the sample agent."""
        self._ask("write_handover", note)
        written = HandoverNote(note_id=f"h-{len(self.notes) + 1}", at=WALL, agent_id="a-1001", name="李敏", note=note)
        self.notes = (written, *self.notes)
        return written

    async def report_incident(self, new: NewIncident, key: str) -> IncidentMade:
        """Reported by the sample agent."""
        self._ask("report_incident", new)
        return IncidentMade(
            incident=IncidentView(
                incident_id=key,
                kind=new.kind,
                words=new.words,
                at=WALL,
                name="李敏",
                call_id=new.call_id,
                ticket_number=new.ticket_number,
                taken_at=None,
                taker="",
                note="",
                waited_s=None,
                may_take=False,
            )
        )

    async def sign_handover(self, note_id: str) -> HandoverNote:
        """Signed by the sample agent."""
        self._ask("sign_handover", note_id)
        note = next(one for one in self.notes if one.note_id == note_id)
        signed = replace(note, signed=(*note.signed, Signature(agent_id="a-1001", name="李敏", at=WALL)))
        self.notes = tuple(signed if one.note_id == note_id else one for one in self.notes)
        return signed
