"""REST of the desk's own papers: their clocks, the day's summary, the week's report, handing in, notices (SLA-13)."""

import time

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec.structs import replace

from api.briefs.span import Span
from api.guards import needs
from api.papers.office import Paper
from api.papers.routes import download
from api.problems import AnyRequest
from api.rights import Right
from api.schemas import AgentView
from api.schemas.briefs import Brief, HandIn, Notices, OwnClocks
from api.services import Services


class Briefs(Controller):
    """For whoever may see figures; the supervisor hands in."""

    path = "/api/briefs"
    tags = ("reports",)
    guards = (needs(Right.SEE_FIGURES),)

    @get(operation_id="listBriefs")
    async def clocks(self, request: AnyRequest, services: NamedDependency[Services]) -> OwnClocks:
        """The clocks of the papers that I see (SLA-12, SLA-13): those that run, nearest first, then those of late."""
        return OwnClocks(items=await services.figures.briefs.clocks(request.user, time.time()))

    @get("/notices", operation_id="listNotices")
    async def notices(self, request: AnyRequest, services: NamedDependency[Services]) -> Notices:
        """Papers that I was told of and have not opened."""
        return Notices(items=await services.figures.briefs.notices(request.user, time.time()))

    @get("/{key:str}", operation_id="getBrief")
    async def one(self, request: AnyRequest, key: FromPath[str], services: NamedDependency[Services]) -> Brief:
        """A day (`2026-11-28`) or a week (`2026-W48`), as far as it has come; `2026-11-28@east` of a site. Without
        one it is the own site's, and all that I see where it has none."""
        return await brief_for(request.user, key, services)

    @post("/{key:str}/hand-in", operation_id="handInBrief", status_code=200, guards=[needs(Right.HAND_IN_BRIEFS)])
    async def hand_in(
        self, request: AnyRequest, key: FromPath[str], data: JSONBody[HandIn], services: NamedDependency[Services]
    ) -> Brief:
        """Hand it in with own words: its clock stops, and who has to know is told. Again, to change the words."""
        span = await services.figures.briefs.asked(key, request.user, time.time())
        await services.papers.brief_files.hand_in(span, data, request.user)
        return await brief_for(request.user, key, services)

    @get("/{key:str}/papers/{file:str}", operation_id="briefPaper", media_type="application/pdf")
    async def paper(
        self, request: AnyRequest, key: FromPath[str], file: FromPath[str], services: NamedDependency[Services]
    ) -> Response[bytes]:
        """`brief.pdf`, `brief.docx` or `brief.xlsx`. Once it was handed in, `brief.pdf` is the very file of then, and
        `anew.pdf` what would be printed now."""
        return download(await brief_paper(request.user, key, file, services))


async def brief_for(person: AgentView, key: str, services: Services) -> Brief:
    """The brief for this person, who has seen it by this. Raises Invalid, NotFound."""
    _, brief = await _shown(person, key, services)
    return brief


async def _shown(person: AgentView, key: str, services: Services) -> tuple[Span, Brief]:
    now = time.time()
    span = await services.figures.briefs.asked(key, person, now)
    brief = await services.figures.briefs.brief(span, person, now)
    await services.figures.briefs.saw(person, span.key)
    if span.key not in await services.figures.briefs.beside(span, person):
        return span, brief
    return span, replace(brief, files=await services.papers.brief_files.kept(span, person))


async def brief_paper(person: AgentView, key: str, file: str, services: Services) -> Paper:
    """It as a file, noted as opened (SEC-1). Raises Invalid, NotFound."""
    span, brief = await _shown(person, key, services)
    made = await services.papers.brief_files.paper(span, person) if file == "brief.pdf" and brief.files else None
    if made is None:
        made = await services.papers.briefs.make(brief, span, file.rpartition(".")[2])
    await services.residents.book.opened(person.agent_id, "paper", made.name)
    return made
