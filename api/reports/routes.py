"""REST of the month: statistics, their papers, the register of its complaints. Each opening is logged (SEC-1)."""

import time

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.errors import NotFound
from api.guards import needs
from api.papers.office import Paper
from api.papers.routes import download
from api.problems import AnyRequest
from api.reports.plots import TITLES, plot
from api.rights import Right
from api.schemas import AgentView
from api.schemas.reports import MadeReport, MadeReports, MonthReport
from api.services import Services

SVG = "image/svg+xml"
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class Months(Controller):
    """For whoever may see figures; a site's managers see those of their site."""

    path = "/api"
    tags = ("reports",)
    guards = (needs(Right.SEE_FIGURES),)

    @get("/reports/months", operation_id="listMonths")
    async def made(self, services: NamedDependency[Services]) -> MadeReports:
        """What the desk made by itself before it was due (SLA-12), newest first."""
        found = await services.papers.month_keeper.made()
        return MadeReports(
            items=tuple(MadeReport(month=one.month, whole=one.whole, made_at=one.at, due=one.due) for one in found)
        )

    @get("/reports/months/{month:str}", operation_id="monthReport")
    async def one(
        self, request: AnyRequest, month: FromPath[str], services: NamedDependency[Services]
    ) -> MonthReport:
        """The statistics of a month (SLA-12), `2026-11`; of one that is not over, as far as it has come."""
        return await report_for(request.user, month, services)

    @get("/reports/months/{month:str}/papers/{file:str}", operation_id="monthPaper", media_type="application/pdf")
    async def paper(
        self, request: AnyRequest, month: FromPath[str], file: FromPath[str], services: NamedDependency[Services]
    ) -> Response[bytes]:
        """The month's summary or register: `month.pdf`, `month.docx`, `month.xlsx`, `register.pdf` and so on."""
        return download(await paper_for(request.user, month, file, services))

    @get("/registers/{file:str}", operation_id="registerBook", media_type="application/octet-stream")
    async def register(
        self, request: AnyRequest, file: FromPath[str], services: NamedDependency[Services]
    ) -> Response[bytes]:
        """The register of a month's complaints as a workbook: `2026-11.xlsx`."""
        month, _, ending = file.rpartition(".")
        asked = services.figures.months.asked(month, time.time())
        made = await services.papers.months.register(asked, ending, request.user)
        await services.residents.book.opened(request.user.agent_id, "paper", made.name)
        return download(made)

    @get("/reports/months/{month:str}/plots/{file:str}", operation_id="monthPlot", media_type=SVG)
    async def plot(
        self, request: AnyRequest, month: FromPath[str], file: FromPath[str], services: NamedDependency[Services]
    ) -> Response[str]:
        """One plot as SVG: `days.svg`, `kinds.svg`, `departments.svg`, `buildings.svg`, `clocks.svg` and so on."""
        report = await report_for(request.user, month, services)
        return drawn(file, report, "zh")


async def report_for(person: AgentView, month: str, services: Services) -> MonthReport:
    """The report as far as this person sees complaints. Raises Invalid, NotFound."""
    now = time.time()
    return await services.figures.months.month(
        services.figures.months.asked(month, now), now, services.seen_by(person)
    )


async def paper_for(person: AgentView, month: str, file: str, services: Services) -> Paper:
    """`month.pdf`, `register.xlsx` and so on, as far as this person sees complaints. Raises Invalid, NotFound."""
    name, _, ending = file.rpartition(".")
    asked = services.figures.months.asked(month, time.time())
    if name == "month":
        report = await report_for(person, month, services)
        made = await services.papers.months.summary(report, asked, ending)
    elif name == "register":
        made = await services.papers.months.register(asked, ending, person)
    else:
        raise NotFound("没有这种单据；有：month、register", "there is no such form; there is month and register")
    await services.residents.book.opened(person.agent_id, "paper", made.name)
    return made


def drawn(file: str, report: MonthReport, lang: str) -> Response[str]:
    """A plot for a browser. Raises NotFound for one that there is not."""
    name = file.removesuffix(".svg")
    if name not in TITLES or name == file:
        names = ", ".join(f"{one}.svg" for one in TITLES)
        raise NotFound(f"没有这张图；有：{names}", f"there is no such plot; there is {names}")
    return svg_response(plot(name, report, lang))


def svg_response(svg: str) -> Response[str]:
    """A picture that may hold styles and nothing else."""
    headers = {"Content-Security-Policy": SVG_POLICY, "Cache-Control": "no-store"}
    return Response(svg, media_type=SVG, headers=headers)
