"""The public complaint form: no sign-in, the same registration as every channel, its number given back (CHAN-1).

Against floods: so many an hour from one source and from all together, and a field that people do not see. Nothing is
lost in silence: whoever is refused is told why, with what was typed.
"""

import re
import time
import uuid
from collections.abc import Mapping
from typing import Any

import structlog
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.errors import DeskError, Invalid, NotFound
from api.problems import AnyRequest
from api.schemas import AgentView, NewTicket, OpenReason, Role
from api.services import Services
from api.web.allowance import Allowance
from api.web.complaints import complaint_of
from api.web.errors import TooOften
from api.web.forms import typed
from api.web.render import form_page, page
from api.web.session import PUBLIC
from scripts_lib.model import Channel

log = structlog.get_logger()
OPEN = {PUBLIC: True}
TRAP = "website"
"""Programs fill in every field; people do not see this one."""
ASKED = ("contact", "phone", "place", "happened_at", "matter", "demand", "kind")
RESIDENT = AgentView(agent_id="", login="", name="网上投诉", surname="", role=Role.AGENT)
"""Who registers what residents send in: nobody of us, so the ticket waits for whoever takes it first (LINE-10)."""
NUMBER = re.compile(r"TS[0-9]{8}-[0-9]{4,6}")


@get("/complain", opt=OPEN)
async def complain(request: AnyRequest) -> Template:
    """The empty form."""
    return _form(request, {"form_key": str(uuid.uuid4())})


@post("/complain", opt=OPEN, status_code=200)
async def complain_sent(
    request: AnyRequest, services: NamedDependency[Services], allowance: NamedDependency[Allowance]
) -> Response[Any]:
    """Register it, and give its number back."""
    sent = await typed(request)
    source = request.client.host if request.client is not None else ""
    try:
        number = await _registered(sent, source, services, allowance)
    except DeskError as error:
        return _form(request, sent, error)
    return Redirect(f"/complain/{number}", status_code=303)


@get("/complain/{number:str}", opt=OPEN)
async def received(request: AnyRequest, number: FromPath[str]) -> Template:
    """The number, to write down. Says nothing of the ticket: whoever asks may be anybody."""
    if NUMBER.fullmatch(number) is None:
        raise NotFound("没有这个页面", "There is no such page")
    return page(request, "complain_received.html", number=number)


async def _registered(sent: Mapping[str, str], source: str, services: Services, allowance: Allowance) -> str:
    """The number of the new ticket. Raises TooOften, Invalid."""
    now = time.monotonic()
    wait = allowance.wait(source, now)
    if wait:
        log.warning("web_complaint_too_often", wait_s=round(wait))
        raise TooOften(wait)
    if sent.get(TRAP):
        why = {TRAP: "请清空这一栏 / leave this empty"}
        raise Invalid("有一栏是防机器人用的，请清空后再提交", "One field is a trap for programs: empty it", why)
    asked = {name: sent.get(name, "") for name in ASKED}
    complaint = complaint_of(asked, services.library.rules.catalogue, services.settings.zone)
    services.complaints.registration.check(complaint, time.time())
    allowance.sent(source, now)
    new = NewTicket(complaint=complaint, channel=Channel.WEB_FORM, why_open=OpenReason.ACT)
    made = await services.complaints.registration.create(new, RESIDENT, sent.get("form_key", ""))
    return made.ticket.number


def _form(request: AnyRequest, filled: Mapping[str, str], error: DeskError | None = None) -> Template:
    return form_page(
        request,
        "complain.html",
        error,
        typed=filled,
        trap=TRAP,
    )


PAGES = (complain, complain_sent, received)
