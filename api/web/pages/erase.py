"""Erasing a resident's personal data: who, what that would be, and only then the button. For administrators."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from api.errors import DeskError
from api.guards import needs
from api.problems import AnyRequest
from api.rights import Right, may
from api.schemas import ResidentView
from api.schemas.erasing import ErasureAsked, ErasureReport
from api.services import Services
from api.web.forms import typed
from api.web.registry import MenuEntry
from api.web.render import form_page, page
from scripts_lib.model import Text

GUARDS = [needs(Right.ERASE_RESIDENTS)]
SHOWN = 20
LONGEST = 100


@get("/erase", guards=GUARDS)
async def start(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """Find somebody; `resident` names whom a page elsewhere has found; and what was erased before."""
    query = request.query_params
    words, resident_id = query.get("q", "").strip()[:LONGEST], query.get("resident", "")[:LONGEST]
    found: tuple[ResidentView, ...] = ()
    if words:
        _, found = await services.residents.book.find(words, limit=SHOWN, offset=0)
        opened = ",".join(one.resident_id for one in found)
        await services.residents.book.opened(request.user.agent_id, "resident_search", opened)
    chosen = await services.residents.book.known(resident_id) if resident_id else None
    total, done = await services.secrecy.erasing.page(limit=SHOWN, offset=0)
    names = {one.agent_id: one.name for one in await services.staff.people.all()}
    return page(
        request,
        "erase.html",
        q=words,
        found=found,
        chosen=chosen,
        number=query.get("number", "").strip()[:LONGEST],
        done=done,
        total=total,
        names=names,
        broken=await services.secrecy.erasing.broken(),
        said=query.get("said", ""),
    )


@post("/erase", guards=GUARDS, status_code=200)
async def sent(request: AnyRequest, services: NamedDependency[Services]) -> Response[object] | Template:
    """First what it would be; sent again with what that showed, it is done."""
    fields = await typed(request)
    asked = ErasureAsked(
        resident_id=fields.get("resident_id", ""),
        number=fields.get("number", ""),
        why=fields.get("why", ""),
        confirm=fields.get("confirm", ""),
    )
    try:
        report = await services.secrecy.erasing.ask(asked, request.user.agent_id)
    except DeskError as error:
        chosen = await services.residents.book.known(asked.resident_id) if asked.resident_id else None
        return _shown(request, asked, ErasureReport(done=False, resident=chosen), error)
    if report.done:
        return Redirect("/erase?said=done", status_code=303)
    return _shown(request, asked, report)


def _shown(
    request: AnyRequest, asked: ErasureAsked, report: ErasureReport, error: DeskError | None = None
) -> Template:
    return form_page(
        request,
        "erase_check.html",
        error,
        typed={"resident_id": asked.resident_id, "number": asked.number, "why": asked.why},
        report=report,
    )


PAGES = (start, sent)
MENU = (
    MenuEntry(
        "/erase", Text("删除个人资料", "Erase a person"), lambda person: may(person, Right.ERASE_RESIDENTS), order=90
    ),
)
