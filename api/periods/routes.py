"""REST of a period of calls as files: the table on paper and in Excel, the plots. The figures: GET /api/reports."""

import time
from datetime import date, datetime
from typing import Annotated

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from api.errors import NotFound
from api.guards import needs
from api.papers.routes import download
from api.periods.asked import Asked, asked_of
from api.periods.plots import TITLES, plot
from api.periods.words import about
from api.problems import AnyRequest
from api.queues.sites import EVERYTHING, Seen
from api.reports.routes import svg_response
from api.rights import Right
from api.schemas import Report
from api.services import Services

Day = Annotated[str, QueryParameter(description="A day of the site's calendar, 2026-11-28.")]


class Periods(Controller):
    """For whoever may see figures; nothing in it is of one resident."""

    path = "/api/reports/calls"
    tags = ("figures",)
    guards = (needs(Right.SEE_FIGURES),)

    @get("/{file:str}", operation_id="callsFile", media_type="application/pdf")
    async def file(
        self,
        request: AnyRequest,
        file: FromPath[str],
        services: NamedDependency[Services],
        first: Day = "",
        last: Day = "",
        step: FromQuery[str] = "",
        queue: FromQuery[str] = "",
        agent: FromQuery[str] = "",
        building: FromQuery[str] = "",
    ) -> Response[bytes] | Response[str]:
        """`calls.pdf`, `calls.xlsx`; plots as `calls.svg`, `rates.svg`, `hours.svg`. Without days the last seven."""
        fields = {"from": first, "to": last, "step": step, "queue": queue, "agent": agent, "building": building}
        asked = asked_of(fields, today(services))
        return await file_of(file, asked, services, services.seen_by(request.user))


def today(services: Services) -> date:
    """By the site's calendar."""
    return datetime.fromtimestamp(time.time(), services.settings.zone).date()


async def report_of(asked: Asked, services: Services, seen: Seen = EVERYTHING) -> Report:
    """The period, as far as its calls are seen. Raises Invalid for too many stretches."""
    return await services.figures.reports.report(asked.which(services.settings.zone, seen), asked.step)


async def about_of(asked: Asked, services: Services, lang: str = "zh") -> str:
    """The period in words, with the names of queue, agent and building."""
    people = {one.agent_id: one.name for one in await services.staff.people.all()} if asked.agent_id else {}
    agent = people.get(asked.agent_id, asked.agent_id)
    numbered = f"building {asked.building}" if lang == "en" else f"{asked.building}号楼"
    building = numbered if asked.building.isdigit() else asked.building
    return about(asked, (services.figures.reports.queues.get(asked.queue, asked.queue), agent, building), lang)


async def file_of(file: str, asked: Asked, services: Services, seen: Seen) -> Response[bytes] | Response[str]:
    """The file of this name. Raises Invalid, NotFound."""
    name, _, ending = file.rpartition(".")
    if ending == "svg" and name in TITLES:
        report = await report_of(asked, services, seen)
        return svg_response(plot(name, report, services.settings.zone))
    if name != "calls":
        names = ", ".join((*("calls.pdf", "calls.xlsx"), *(f"{one}.svg" for one in TITLES)))
        raise NotFound(f"没有这个文件；有：{names}", f"there is no such file; there is {names}")
    report = await report_of(asked, services, seen)
    return download(await services.papers.periods.make(report, asked, await about_of(asked, services), ending))
