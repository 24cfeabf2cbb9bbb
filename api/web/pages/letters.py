"""Letters that came by e-mail: which wait for a person, what one says, and what becomes of it (CHAN-1)."""

import uuid
from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.errors import DeskError, NotFound
from api.guards import needs
from api.mail.routes import to_be_saved
from api.problems import AnyRequest
from api.rights import Right, may
from api.schemas import AgentView
from api.schemas.mail import Fate
from api.services import Services
from api.web.complaints import complaint_of, typed_of
from api.web.forms import typed
from api.web.letter_words import FATES, OUT_STATES, PURPOSES, why_of
from api.web.paging import PAGE, page_number, pages_of
from api.web.registry import MenuEntry
from api.web.render import form_page, page
from scripts_lib.model import Text

GUARDS = [needs(Right.SEND_OUT)]
SAID = {
    "dismissed": Text("已记为不是投诉", "Noted: no complaint"),
    "filed": Text("已归入投诉单", "It belongs to the complaint now"),
    "replied": Text("回信已交付发送", "The answer is on its way"),
}
OPEN = (Fate.HELD, Fate.IGNORED)
"""What may still be decided."""


@get("/letters", guards=GUARDS)
async def letters(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """Those that wait, or those of one fate (`fate`); newest first."""
    wanted = request.query_params.get("fate", Fate.HELD)
    fate = next((one for one in Fate if one == wanted), None)
    number = page_number(request)
    total, found = await services.channels.mail.shelf.letters(fate, limit=PAGE, offset=(number - 1) * PAGE)
    await services.residents.book.opened(request.user.agent_id, "letters", "")
    return page(
        request,
        "letters.html",
        letters=[(one, why_of(one)) for one in found],
        fates=FATES,
        counts=await services.channels.mail.shelf.counts(),
        fate=fate,
        fault=services.channels.mail.postman.fault,
        number=number,
        pages_in_all=pages_of(total),
        address=f"/letters?fate={fate or 'all'}&",
        said=SAID.get(request.query_params.get("said", "")),
    )


@get("/letters/{letter_id:str}", guards=GUARDS)
async def letter(request: AnyRequest, letter_id: FromPath[str], services: NamedDependency[Services]) -> Template:
    """One letter; its opening is logged (SEC-1)."""
    await services.residents.book.opened(request.user.agent_id, "letter", letter_id)
    said = SAID.get(request.query_params.get("said", ""))
    return await _shown(request, letter_id, services, said=said)


@post("/letters/{letter_id:str}/register", guards=GUARDS, status_code=200)
async def register(
    request: AnyRequest, letter_id: FromPath[str], services: NamedDependency[Services]
) -> Response[Any]:
    """It is a complaint."""
    sent = await typed(request)
    try:
        complaint = complaint_of(sent, services.library.rules.catalogue, services.settings.zone)
        made = await services.channels.mail.shelf.register(letter_id, complaint, request.user)
    except DeskError as error:
        return await _shown(request, letter_id, services, filled=sent, step="register", error=error)
    return Redirect(f"/tickets/{made.ticket_number}?done=registered", status_code=303)


@post("/letters/{letter_id:str}/file", guards=GUARDS, status_code=200)
async def file(request: AnyRequest, letter_id: FromPath[str], services: NamedDependency[Services]) -> Response[Any]:
    """It belongs to a complaint that is there."""
    sent = await typed(request)
    number = sent.get("number", "").upper()
    try:
        if await services.complaints.tickets.of_number(number, request.user) is None:
            why = "没有这张投诉单，或者您无权查看 / no such complaint, or not yours to see"
            raise NotFound("没有这张投诉单", "there is no such complaint", {"number": why})
        await services.channels.mail.shelf.file(letter_id, number, request.user.agent_id)
    except DeskError as error:
        return await _shown(request, letter_id, services, filled=sent, step="file", error=error)
    return Redirect(f"/letters/{letter_id}?said=filed", status_code=303)


@post("/letters/{letter_id:str}/reply", guards=GUARDS, status_code=200)
async def reply(request: AnyRequest, letter_id: FromPath[str], services: NamedDependency[Services]) -> Response[Any]:
    """Write back to its sender."""
    sent = await typed(request)
    try:
        await services.channels.mail.replies.write(letter_id, sent.get("text", ""), sent.get("form_key", ""))
    except DeskError as error:
        return await _shown(request, letter_id, services, filled=sent, step="reply", error=error)
    return Redirect(f"/letters/{letter_id}?said=replied", status_code=303)


@post("/letters/{letter_id:str}/dismiss", guards=GUARDS, status_code=200)
async def dismiss(
    request: AnyRequest, letter_id: FromPath[str], services: NamedDependency[Services]
) -> Response[Any]:
    """It is no complaint, and why."""
    sent = await typed(request)
    try:
        await services.channels.mail.shelf.dismiss(letter_id, sent.get("reason", ""), request.user.agent_id)
    except DeskError as error:
        return await _shown(request, letter_id, services, filled=sent, step="dismiss", error=error)
    return Redirect("/letters?said=dismissed", status_code=303)


@get("/letters/{letter_id:str}/attachments/{part_id:str}", guards=GUARDS, media_type="*/*")
async def attachment(
    request: AnyRequest, letter_id: FromPath[str], part_id: FromPath[str], services: NamedDependency[Services]
) -> Response[bytes]:
    """An attachment, as a file to be saved."""
    view, content = await services.channels.mail.shelf.attachment(letter_id, part_id)
    await services.residents.book.opened(request.user.agent_id, "letter_attachment", letter_id)
    return to_be_saved(view, content)


async def _shown(
    request: AnyRequest,
    letter_id: str,
    services: Services,
    *,
    said: Text | None = None,
    filled: Mapping[str, str] | None = None,
    step: str = "",
    error: DeskError | None = None,
) -> Template:
    """The page; after a refusal with the `step` that was wrong, and what was filled in there."""
    thread = await services.channels.mail.shelf.thread(letter_id)
    open_still = thread.letter.fate in OPEN and not thread.letter.of_letter
    proposed: Mapping[str, str] = {}
    if open_still:
        form = await services.channels.mail.shelf.proposed(letter_id, services.library)
        proposed = typed_of(form, services.settings.zone)
    return form_page(
        request,
        "letter.html",
        error,
        letter=thread.letter,
        more=thread.more,
        sent=thread.sent,
        why=why_of(thread.letter),
        decided_by=await _name_of(thread.letter.decided_by, services),
        open_still=open_still,
        may_reply=services.channels.mail.replies.possible and "@" in thread.letter.sender,
        complaint=filled if step == "register" and filled is not None else proposed,
        filled=filled or {},
        step=step,
        form_key=str(uuid.uuid4()),
        fates=FATES,
        purposes=PURPOSES,
        out_states=OUT_STATES,
        said=said,
    )


async def _name_of(agent_id: str, services: Services) -> str:
    """Who decided; empty where the desk did by itself."""
    if not agent_id:
        return ""
    return next((one.name for one in await services.staff.people.all() if one.agent_id == agent_id), "")


def _may(person: AgentView) -> bool:
    return may(person, Right.SEND_OUT)


PAGES = (letters, letter, register, file, reply, dismiss, attachment)
MENU = (MenuEntry("/letters", Text("来信", "Letters"), _may, order=30),)
