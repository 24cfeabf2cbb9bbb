"""Hand-over notes in the browser: read, signed by whoever takes over, printed (LINE-6, FORM). Consoles write them."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.guards import needs
from api.papers.routes import download, named_only
from api.problems import AnyRequest
from api.rights import Right
from api.services import Services
from api.web.paging import PAGE, page_number, pages_of
from api.web.render import page

GUARDS = [needs(Right.HAND_OVER)]


@get("/handover", guards=GUARDS)
async def notes(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """Notes, newest first. Residents are named in them, so it is logged who opened them (SEC-1)."""
    number = page_number(request)
    total, found = await services.shift.handover.page(limit=PAGE, offset=(number - 1) * PAGE)
    if found:
        await services.residents.book.opened(request.user.agent_id, "handover", found[0].note_id)
    return page(request, "handover.html", notes=found, number=number, pages_in_all=pages_of(total))


@post("/handover/{note_id:str}/sign", guards=GUARDS, status_code=200)
async def note_signed(
    request: AnyRequest, note_id: FromPath[str], services: NamedDependency[Services]
) -> Response[bytes]:
    """I have read it and taken over."""
    await services.shift.handover.sign(note_id, request.user)
    return Redirect("/handover", status_code=303)


@get("/handover/{note_id:str}/papers/{file:str}", guards=GUARDS, media_type="application/pdf")
async def note_paper(
    request: AnyRequest, note_id: FromPath[str], file: FromPath[str], services: NamedDependency[Services]
) -> Response[bytes]:
    """`shift.pdf` or `shift.docx`."""
    return download(await services.papers.office.of_shift(note_id, named_only(file, "shift"), request.user))
