"""Calls of any period on a page: filter fields, plots, tables by stretch, agent, queue and building, files."""

import asyncio
from base64 import b64encode
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from api.errors import Invalid
from api.figures.steps import Step
from api.guards import needs
from api.periods.asked import Asked, asked_of
from api.periods.plots import TITLES, plot
from api.periods.routes import about_of, file_of, report_of, today
from api.periods.table import COLUMNS, PARTS, cells, levels, named, stretches
from api.problems import AnyRequest
from api.queues.sites import Seen
from api.rights import Right, may
from api.schemas import Report
from api.services import Services
from api.web.cookies import language_of
from api.web.render import page
from scripts_lib.model import Text

GUARDS = [needs(Right.SEE_FIGURES)]
FIELDS = ("from", "to", "step", "queue", "agent", "building")
LONGEST = 64
STEPS = {
    Step.QUARTER: Text("每刻钟", "Quarter-hours"),
    Step.HOUR: Text("每小时", "Hours"),
    Step.DAY: Text("每天", "Days"),
    Step.WEEK: Text("每周", "Weeks"),
}


@get("/reports/calls", guards=GUARDS)
async def calls(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """The period that was asked for; without fields the last seven days."""
    sent = fields_of(request)
    wrong: dict[str, str] = {}
    day, seen = today(services), services.seen_by(request.user)
    try:
        asked = asked_of(sent, day)
        report = await report_of(asked, services, seen)
    except Invalid as error:
        wrong = error.fields
        asked = asked_of({}, day)
        report = await report_of(asked, services, seen)
    kept = urlencode({name: value for name, value in shown(asked).items() if value})
    lang, zone = language_of(request), services.settings.zone
    return page(
        request,
        "reports_calls.html",
        422 if wrong else 200,
        asked=shown(asked) | ({name: value for name, value in sent.items() if value} if wrong else {}),
        wrong=wrong,
        kept=kept,
        about=await about_of(asked, services, lang),
        report=report,
        sees_duty=may(request.user, Right.SEE_DUTY),
        total=cells(report.total),
        levels=levels(report.total),
        columns=COLUMNS,
        stretches=stretches(report, zone),
        parts=[(title, head, named(getattr(report, part))) for part, title, head in PARTS],
        plots=await asyncio.to_thread(pictures, report, services, lang),
        **await _choices(services, seen),
    )


@get("/reports/calls/files/{file:str}", guards=GUARDS, media_type="application/pdf")
async def calls_file(
    request: AnyRequest, file: FromPath[str], services: NamedDependency[Services]
) -> Response[bytes] | Response[str]:
    """`calls.pdf`, `calls.xlsx` of the same fields."""
    asked = asked_of(fields_of(request), today(services))
    return await file_of(file, asked, services, services.seen_by(request.user))


def fields_of(request: AnyRequest) -> dict[str, str]:
    """The filter's fields."""
    return {name: request.query_params.get(name, "").strip()[:LONGEST] for name in FIELDS}


def shown(asked: Asked) -> dict[str, str]:
    """The fields as they are filled in again."""
    return {
        "from": str(asked.first),
        "to": str(asked.last),
        "step": asked.step,
        "queue": asked.queue,
        "agent": asked.agent_id,
        "building": asked.building,
    }


def pictures(report: Report, services: Services, lang: str) -> list[tuple[str, str]]:
    """Each plot's title and its picture as a data address."""
    found = []
    for name, title in TITLES.items():
        svg = plot(name, report, services.settings.zone, lang)
        found.append((title.of(lang), f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"))
    return found


async def _choices(services: Services, seen: Seen) -> dict[str, Any]:
    """What can be chosen in the filter."""
    people = await services.staff.people.all()
    return {
        "steps": STEPS,
        "queues": {key: name for key, name in services.figures.reports.queues.items() if seen.shows(key)},
        "agents": [(one.agent_id, one.name) for one in people],
        "buildings": await services.figures.reports.buildings(seen),
    }
