"""The forms of one ticket as files, for whoever may see the ticket (FORM). Each opening is logged (SEC-1)."""

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.papers.routes import download, named
from api.problems import AnyRequest
from api.services import Services


@get("/tickets/{number:str}/papers/{file:str}", media_type="application/pdf")
async def ticket_paper(
    request: AnyRequest, number: FromPath[str], file: FromPath[str], services: NamedDependency[Services]
) -> Response[bytes]:
    """`opinion.pdf`, `record.docx` and so on."""
    name, form = named(file)
    return download(await services.papers.office.of_ticket(number, name, form, request.user))
