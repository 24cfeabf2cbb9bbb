"""REST of papers: which forms there are, and one of them as a file. Each opening is logged (SEC-1)."""

from urllib.parse import quote

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.errors import NotFound
from api.guards import needs
from api.papers.office import Paper
from api.problems import AnyRequest
from api.rights import Right
from api.schemas.papers import PaperFormat, PaperForms
from api.services import Services


class Papers(Controller):
    """Who may see a complaint may print it; who hands over shifts may print these."""

    path = "/api"
    tags = ("papers",)

    @get("/papers", operation_id="listPapers")
    async def all(self, services: NamedDependency[Services]) -> PaperForms:
        """Every form with its name for the paths below, and of which the site has templates of its own."""
        return services.papers.office.forms()

    @get(
        "/tickets/{number:str}/papers/{file:str}",
        operation_id="ticketPaper",
        guards=[needs(Right.SEE_TICKETS)],
        media_type="application/pdf",
    )
    async def of_ticket(
        self, request: AnyRequest, number: FromPath[str], file: FromPath[str], services: NamedDependency[Services]
    ) -> Response[bytes]:
        """A form of one complaint: `opinion.pdf`, `record.docx` and so on."""
        name, form = named(file)
        return download(await services.papers.office.of_ticket(number, name, form, request.user))

    @get(
        "/handover/{note_id:str}/papers/{file:str}",
        operation_id="handoverPaper",
        guards=[needs(Right.HAND_OVER)],
        media_type="application/pdf",
    )
    async def of_shift(
        self, request: AnyRequest, note_id: FromPath[str], file: FromPath[str], services: NamedDependency[Services]
    ) -> Response[bytes]:
        """The paper of one hand-over: `shift.pdf` or `shift.docx`."""
        return download(await services.papers.office.of_shift(note_id, named_only(file, "shift"), request.user))


def named(file: str) -> tuple[str, PaperFormat]:
    """The form and format of a file's name. Raises NotFound."""
    name, _, ending = file.rpartition(".")
    if ending not in list(PaperFormat):
        raise NotFound("单据只有 .pdf 和 .docx 两种", "papers are .pdf or .docx")
    return name, PaperFormat(ending)


def named_only(file: str, name: str) -> PaperFormat:
    """The format of a file that can be of this form alone. Raises NotFound."""
    found, form = named(file)
    if found != name:
        raise NotFound(f"没有这种单据；有：{name}", f"there is no such form; there is {name}")
    return form


def download(paper: Paper) -> Response[bytes]:
    """The file, to be looked at in the browser or kept under its number; never in a cache."""
    shown = "inline" if paper.media_type == "application/pdf" else "attachment"
    headers = {
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(paper.name)}",
        "Cache-Control": "no-store",
    }
    return Response(paper.content, media_type=paper.media_type, headers=headers)
