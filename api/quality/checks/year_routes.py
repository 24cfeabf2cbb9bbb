"""REST of the year's assessment (PEN-10): the marks, what they come to, and the form as PDF and Excel."""

import time

from litestar import Controller, Response, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec.structs import replace

from api.errors import NotFound
from api.guards import needs
from api.papers.office import MEDIA, Paper, site_folder
from api.papers.routes import download
from api.papers.speech import moment
from api.problems import AnyRequest
from api.quality.checks.year_papers import number_of, paper, workbook
from api.rights import Right
from api.schemas import Role
from api.schemas.papers import BookJob, PaperFormat, PaperJob
from api.schemas.quality_checks import NewYearMarks, YearView
from api.services import Services

LOOK = needs(Right.REVIEW_QUALITY, Right.TAKE_CALLS)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class QualityYears(Controller):
    """Reviewers mark and see, supervisors within their team; agents see their own year."""

    path = "/api/quality"
    tags = ("quality",)

    @get("/years/{year:int}", operation_id="getYear", guards=[LOOK])
    async def year(self, request: AnyRequest, year: FromPath[int], services: NamedDependency[Services]) -> YearView:
        """The year of everybody who may be seen, best first."""
        among = await services.calls.hearing.whose(request.user)
        found = await services.quality.years.year(year, await _agents(services))
        return replace(found, items=tuple(one for one in found.items if among is None or one.agent_id in among))

    @put("/years/{year:int}/{agent_id:str}", operation_id="markYear", guards=[needs(Right.CONFIRM_POINTS)])
    async def mark(
        self,
        request: AnyRequest,
        year: FromPath[int],
        agent_id: FromPath[str],
        data: JSONBody[NewYearMarks],
        services: NamedDependency[Services],
    ) -> YearView:
        """Enter marks, 0 to 100; the last one of a cell counts, those before it stay in the log."""
        if agent_id not in await _agents(services):
            raise NotFound("没有这名坐席", "there is no such agent")
        await services.calls.hearing.check_agent(request.user, agent_id)
        await services.quality.years.mark(year, agent_id, data, request.user)
        return await services.quality.years.year(year, [agent_id])

    @get(
        "/year-papers/{file:str}",
        operation_id="yearPaper",
        guards=[needs(Right.HEAR_EVERY_TEAM)],
        media_type="application/pdf",
    )
    async def year_paper(
        self, request: AnyRequest, file: FromPath[str], services: NamedDependency[Services]
    ) -> Response[bytes]:
        """The year's form: `2026.pdf` or `2026.xlsx`. Each opening is logged (SEC-1)."""
        name, _, ending = file.rpartition(".")
        if ending not in ("pdf", "xlsx"):
            raise NotFound("年度表只有 .pdf 和 .xlsx 两种", "the form is .pdf or .xlsx")
        found = await services.quality.years.year(int(name) if name.isdecimal() else 0, await _agents(services))
        names = {one.agent_id: one.name for one in await services.staff.people.all()}
        settings = services.settings
        job: PaperJob | BookJob
        if ending == "xlsx":
            job = workbook(found, names, centre=settings.centre_name, timezone=settings.timezone)
        else:
            job = paper(
                found,
                names,
                centre=settings.centre_name,
                printed_at=moment(time.time(), settings.zone),
                site_folder=str(site_folder(settings)),
            )
        content = await services.papers.office.printing.make(job)
        called = f"{number_of(found.year)}.{ending}"
        await services.residents.book.opened(request.user.agent_id, "paper", called)
        return download(Paper(called, XLSX if ending == "xlsx" else MEDIA[PaperFormat.PDF], content))


async def _agents(services: Services) -> list[str]:
    """Whoever is scored: agents who have not left."""
    return [one.agent_id for one in await services.staff.people.all() if one.active and one.role is Role.AGENT]
