"""The desk's REST, as far as a console uses it. Errors become the tree of `console.errors`."""

from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote, urlencode

import httpx
import msgspec

from api.schemas import (
    AskMoreTime,
    Board,
    CallDetail,
    Caller,
    CallerIs,
    CallPage,
    ClocksAsked,
    ClocksShown,
    Credentials,
    DayPlan,
    DutyCall,
    DutyDone,
    DutyItem,
    DutyPage,
    Excuse,
    HandoverFacts,
    HandoverNote,
    HandoverPage,
    NewHandover,
    Outcome,
    Problem,
    Report,
    ResidentPage,
    Saved,
    Session,
    TicketDone,
    TicketPage,
    TicketView,
    WithNote,
)
from api.schemas.incidents import IncidentMade, IncidentPage, IncidentView, NewIncident, TakeIncident
from api.schemas.shifts import NewCrew, ShiftDay, ShiftPlan
from console.address import trusted, unreached
from console.errors import CodeNeeded, DeskProblem, ProtocolMismatch, SessionExpired, SignInRefused
from scripts_lib.model import Rules

T = TypeVar("T")
WRONG_CODE = "wrong_code"
SECOND_STEP = ("code_needed", WRONG_CODE)
"""What the desk says where somebody has turned the second step on."""


class Rest:
    """One HTTP client with the session's token. Times out after ten seconds."""

    def __init__(self, address: str, transport: httpx.AsyncBaseTransport | None = None, lang: str = "zh") -> None:
        self._address = address
        # trust_env=False: the desk is on the site's own network, whatever the PC's proxy settings say.
        self._http = httpx.AsyncClient(
            base_url=address, timeout=10, trust_env=False, transport=transport, verify=trusted()
        )
        self.token = ""
        self._lang = lang
        self._etag = ""
        self._rules: Rules | None = None

    async def sign_in(self, login: str, password: str, code: str = "") -> Session:
        """POST /api/session; keeps the token for what follows. Raises SignInRefused, CodeNeeded."""
        body = Credentials(login=login, password=password, code=code)
        response = await self._send("POST", "/api/session", body=body)
        if response.status_code == HTTPStatus.UNAUTHORIZED and (step := problem(response).code) in SECOND_STEP:
            raise CodeNeeded(wrong=step == WRONG_CODE)
        if response.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.BAD_REQUEST):
            raise SignInRefused
        session = self._read(response, Session)
        self.token = session.token
        return session

    def use_token(self, token: str) -> None:
        """Use a token that was got elsewhere."""
        self.token = token

    async def rules(self) -> Rules:
        """GET /api/rules, with the version held as `If-None-Match`."""
        headers = {"If-None-Match": self._etag} if self._rules is not None and self._etag else {}
        response = await self._send("GET", "/api/rules", headers=headers)
        if response.status_code == HTTPStatus.NOT_MODIFIED and self._rules is not None:
            return self._rules
        self._rules = self._read(response, Rules)
        self._etag = response.headers.get("ETag", "")
        return self._rules

    async def dispose(self, call_id: str, outcome: Outcome) -> Saved:
        """POST /api/calls/{call_id}/disposition."""
        return self._read(await self._send("POST", f"/api/calls/{call_id}/disposition", body=outcome), Saved)

    async def call(self, call_id: str) -> CallDetail:
        """GET /api/calls/{call_id}."""
        return self._read(await self._send("GET", f"/api/calls/{call_id}"), CallDetail)

    async def calls(self, *, limit: int, offset: int) -> CallPage:
        """GET /api/calls."""
        return self._read(await self._send("GET", f"/api/calls?limit={limit}&offset={offset}"), CallPage)

    async def duty(self) -> DutyPage:
        """GET /api/duty."""
        return self._read(await self._send("GET", "/api/duty?limit=100"), DutyPage)

    async def excuse(self, item_id: str, reason: str) -> DutyItem:
        """POST /api/duty/{item_id}/excuse."""
        return self._read(
            await self._send("POST", f"/api/duty/{item_id}/excuse", body=Excuse(reason=reason)), DutyItem
        )

    # --- console.records.Records ---

    async def caller(self, call_id: str, resident_id: str = "") -> Caller:
        """GET /api/calls/{call_id}/caller."""
        chosen = f"?{urlencode({'resident_id': resident_id})}" if resident_id else ""
        return self._read(await self._send("GET", f"/api/calls/{call_id}/caller{chosen}"), Caller)

    async def keep_number(self, call_id: str, resident_id: str) -> Caller:
        """POST /api/calls/{call_id}/caller."""
        body = CallerIs(resident_id=resident_id)
        return self._read(await self._send("POST", f"/api/calls/{call_id}/caller", body=body), Caller)

    async def residents(self, words: str) -> ResidentPage:
        """GET /api/residents?q=."""
        return self._read(await self._send("GET", f"/api/residents?{urlencode({'q': words})}"), ResidentPage)

    async def clocks(self, asked: ClocksAsked) -> ClocksShown:
        """POST /api/tickets/clocks."""
        return self._read(await self._send("POST", "/api/tickets/clocks", body=asked), ClocksShown)

    async def duty_call(self, item_id: str) -> DutyCall:
        """POST /api/duty/{item_id}/call."""
        return self._read(await self._send("POST", f"/api/duty/{item_id}/call"), DutyCall)

    async def duty_done(self, item_id: str, done: DutyDone) -> DutyItem:
        """POST /api/duty/{item_id}/done."""
        return self._read(await self._send("POST", f"/api/duty/{item_id}/done", body=done), DutyItem)

    async def ticket_done(self, number: str, done: TicketDone) -> TicketView:
        """POST /api/tickets/{number}/done."""
        path = f"/api/tickets/{quote(number, safe='')}/done"
        return self._read(await self._send("POST", path, body=done), TicketView)

    async def handover(self) -> HandoverPage:
        """GET /api/handover."""
        return self._read(await self._send("GET", "/api/handover?limit=20"), HandoverPage)

    async def handover_facts(self) -> HandoverFacts:
        """GET /api/handover/facts."""
        return self._read(await self._send("GET", "/api/handover/facts"), HandoverFacts)

    async def write_handover(self, note: NewHandover) -> HandoverNote:
        """POST /api/handover."""
        return self._read(await self._send("POST", "/api/handover", body=note), HandoverNote)

    async def sign_handover(self, note_id: str) -> HandoverNote:
        """POST /api/handover/{note_id}/sign."""
        return self._read(await self._send("POST", f"/api/handover/{note_id}/sign"), HandoverNote)

    async def report_incident(self, new: NewIncident, key: str) -> IncidentMade:
        """POST /api/incidents."""
        headers = {"Idempotency-Key": key}
        return self._read(await self._send("POST", "/api/incidents", body=new, headers=headers), IncidentMade)

    async def incidents(self) -> IncidentPage:
        """GET /api/incidents."""
        return self._read(await self._send("GET", "/api/incidents?limit=100"), IncidentPage)

    # --- a supervisor's ---

    async def take_incident(self, incident_id: str, note: str) -> IncidentView:
        """POST /api/incidents/{incident_id}/take."""
        path = f"/api/incidents/{quote(incident_id, safe='')}/take"
        return self._read(await self._send("POST", path, body=TakeIncident(note=note)), IncidentView)

    async def acknowledge(self, alarm_id: str) -> Board:
        """POST /api/alarms/{alarm_id}/acknowledge."""
        return self._read(await self._send("POST", f"/api/alarms/{quote(alarm_id, safe='')}/acknowledge"), Board)

    async def report(self, asked: dict[str, str]) -> Report:
        """GET /api/reports, by its parameters."""
        return self._read(await self._send("GET", f"/api/reports?{urlencode(asked)}"), Report)

    async def plan(self, day: str) -> DayPlan:
        """GET /api/reports/plan."""
        return self._read(await self._send("GET", f"/api/reports/plan?{urlencode({'day': day})}"), DayPlan)

    async def shifts(self, day: str) -> ShiftPlan:
        """GET /api/shifts."""
        return self._read(await self._send("GET", f"/api/shifts?{urlencode({'day': day})}"), ShiftPlan)

    async def staff_shift(self, day: str, shift: str, agent_ids: tuple[str, ...]) -> ShiftDay:
        """PUT /api/shifts/{day}/{shift}."""
        path = f"/api/shifts/{quote(day, safe='')}/{quote(shift, safe='')}"
        return self._read(await self._send("PUT", path, body=NewCrew(agent_ids=agent_ids)), ShiftDay)

    async def open_tickets(self) -> TicketPage:
        """GET /api/tickets: those that are open, the first hundred by their due times."""
        return self._read(await self._send("GET", "/api/tickets?still_open=true&limit=100"), TicketPage)

    async def ask_more_time(self, number: str, clock_id: str, until: float, why: str) -> TicketView:
        """POST /api/tickets/{number}/extensions."""
        body = AskMoreTime(clock_id=clock_id, until=until, why=why)
        path = f"/api/tickets/{quote(number, safe='')}/extensions"
        return self._read(await self._send("POST", path, body=body), TicketView)

    async def settle_doubt(self, number: str, note: str) -> TicketView:
        """POST /api/tickets/{number}/doubt."""
        path = f"/api/tickets/{quote(number, safe='')}/doubt"
        return self._read(await self._send("POST", path, body=WithNote(note=note)), TicketView)

    async def pass_up(self, number: str) -> TicketView:
        """POST /api/tickets/{number}/pass-up."""
        path = f"/api/tickets/{quote(number, safe='')}/pass-up"
        return self._read(await self._send("POST", path, body=WithNote()), TicketView)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _send(
        self, method: str, path: str, *, body: msgspec.Struct | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        sent = {"Accept": "application/json", "Accept-Language": self._lang, **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        content = None
        if body is not None:
            content = msgspec.json.encode(body)
            sent["Content-Type"] = "application/json"
        try:
            return await self._http.request(method, path, content=content, headers=sent)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise unreached(self._address, error) from error

    def _read(self, response: httpx.Response, shape: type[T]) -> T:
        if response.is_success:
            try:
                return msgspec.json.decode(response.content, type=shape)
            except msgspec.DecodeError as error:
                raise ProtocolMismatch(str(error)) from error
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            raise SessionExpired
        raise problem(response)


def problem(response: httpx.Response) -> DeskProblem:
    """The error that a refused REST call becomes; without a problem body, the bare status."""
    try:
        told = msgspec.json.decode(response.content, type=Problem)
    except msgspec.DecodeError:
        return DeskProblem(response.status_code, "http", response.reason_phrase)
    return DeskProblem(told.status, told.code, told.detail or told.title, dict(told.fields))
