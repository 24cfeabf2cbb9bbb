"""What stands beside a ticket for those who may see it: recordings of its call, letters, what its resident said."""

import time
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from api.errors import Forbidden, NotFound
from api.guards import hearers, needs
from api.problems import AnyRequest
from api.recordings.routes import MEDIA, byte_range, sound
from api.rights import Right, may
from api.schemas import AgentView, RecordingView, TicketState, TicketView
from api.services import Services
from api.web.pages.survey import ASPECTS, MARKS
from api.web.render import page
from api.web.session import session_of

SETTLED = (TicketState.DONE, TicketState.FOLLOWED_UP, TicketState.CLOSED)
"""From then on its resident may be asked (SUR-1)."""


async def beside(request: AnyRequest, services: Services, ticket: TicketView) -> dict[str, Any]:
    """What the page shows besides the ticket itself."""
    by = request.user
    opinions = await services.channels.surveys.opinions(ticket.number, time.time())
    said = await services.complaints.tickets.veiled(ticket.number, opinions, by)
    asked_already = any(one.scores is not None for one in said.opinions)
    letters = await services.channels.mail.shelf.of_ticket(ticket.number) if may(by, Right.SEND_OUT) else ()
    return {
        "recordings": await _recordings(services, ticket, by),
        "letters": letters,
        "opinions": said.opinions,
        "survey_open_until": said.open_until,
        "may_survey": may(by, Right.CLOSE) and ticket.state in SETTLED and not asked_already,
        "aspects": ASPECTS,
        "marks": MARKS,
    }


async def _recordings(services: Services, ticket: TicketView, by: AgentView) -> tuple[RecordingView, ...]:
    """Those of the ticket's call; none for whoever may not hear it."""
    if not ticket.call_id:
        return ()
    try:
        return await services.calls.recordings.of_call(ticket.call_id, by)
    except Forbidden:
        return ()


@get("/tickets/{number:str}/recordings/{recording_id:str}", guards=[hearers], media_type="audio/flac")
async def recording(
    request: AnyRequest, number: FromPath[str], recording_id: FromPath[str], services: NamedDependency[Services]
) -> Response[bytes]:
    """The sound for the page's player, whole or one range of it. The opening is logged before the first byte,
    with the complaint as its reason (SEC-1); ranges of one listening are one opening."""
    ticket = await services.complaints.tickets.of_number(number, request.user)
    call_id = ticket.call_id if ticket is not None else None
    known = await _recordings(services, ticket, request.user) if ticket is not None else ()
    if call_id is None or recording_id not in [one.recording_id for one in known]:
        raise NotFound("没有这条录音，或者您无权收听", "There is no such recording, or you may not hear it")
    asked, why, session = request.headers.get("range", ""), f"投诉核查 {number}", session_of(request)
    _, flac = await services.quality.reviews.sound(call_id, recording_id, request.user, why, session)
    piece = byte_range(asked, len(flac))
    if piece is not None:
        services.calls.playing.gave(recording_id, request.user, why, session, piece, len(flac))
    return sound(flac, asked, MEDIA["flac"], f"{recording_id}.flac")


@post("/tickets/{number:str}/survey", guards=[needs(Right.CLOSE)], status_code=200)
async def survey_link(request: AnyRequest, number: FromPath[str], services: NamedDependency[Services]) -> Template:
    """A link for the resident to say how content they are; it is shown this once, and an earlier one is void."""
    if await services.complaints.tickets.of_number(number, request.user) is None:
        raise NotFound("没有这张投诉单，或者您无权查看", "There is no such ticket, or you may not see it")
    made = await services.channels.surveys.of_ticket(number, request.user)
    link = f"{str(request.base_url).rstrip('/')}{made.path}"
    return page(request, "survey_link.html", number=number, link=link, made=made)
