"""The day's summary and the week's report: their clocks, what the desk prepared, the supervisor's words (SLA-13)."""

import time
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.briefs.notices import TITLES, path_of
from api.briefs.routes import brief_for, brief_paper
from api.briefs.span import span_of
from api.errors import DeskError
from api.guards import needs
from api.papers.routes import download
from api.periods.table import clock, rate
from api.problems import AnyRequest
from api.reports.month_words import change
from api.rights import Right
from api.schemas import Report
from api.schemas.briefs import Brief, HandIn, OwnClock
from api.services import Services
from api.web.forms import typed
from api.web.pages.reports.month import counted, share
from api.web.render import form_page, page
from scripts_lib.model import ClockState, Text

GUARDS = [needs(Right.SEE_FIGURES)]
COUNTS = (
    ("calls", Text("来电总数", "Calls")),
    ("answered", Text("人工接听", "Answered by a person")),
    ("given_up", Text("未接通", "Given up")),
    ("outgoing", Text("去电", "Calls placed")),
)


@get("/reports/briefs", guards=GUARDS)
async def briefs(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """Every clock of the desk's own papers: those that run first."""
    found = await services.figures.briefs.clocks(request.user, time.time())
    running = [one for one in found if one.state is ClockState.RUNNING]
    past = [one for one in found if one.state is not ClockState.RUNNING]
    return page(request, "reports_briefs.html", running=running, past=past, link=link)


@get("/reports/briefs/{key:str}", guards=GUARDS)
async def brief(request: AnyRequest, key: FromPath[str], services: NamedDependency[Services]) -> Template:
    """One day or week."""
    return await _shown(request, key, services, None, {})


@post("/reports/briefs/{key:str}", guards=[needs(Right.HAND_IN_BRIEFS)], status_code=200)
async def handed_in(
    request: AnyRequest, key: FromPath[str], services: NamedDependency[Services]
) -> Response[Any] | Template:
    """Hand it in."""
    sent = await typed(request)
    try:
        span = await services.figures.briefs.asked(key, request.user, time.time())
        words = HandIn(remarks=sent.get("remarks", ""), plans=sent.get("plans", ""))
        await services.papers.brief_files.hand_in(span, words, request.user)
    except DeskError as error:
        return await _shown(request, key, services, error, sent)
    return Redirect(f"/reports/briefs/{key}?done=1", status_code=303)


@get("/reports/briefs/{key:str}/papers/{file:str}", guards=GUARDS, media_type="application/pdf")
async def paper(
    request: AnyRequest, key: FromPath[str], file: FromPath[str], services: NamedDependency[Services]
) -> Response[bytes]:
    """`brief.pdf`, `brief.docx`, `brief.xlsx`."""
    return download(await brief_paper(request.user, key, file, services))


def link(one: OwnClock) -> str:
    """The page of a clock's paper."""
    span = span_of(one.key)
    return path_of(span) if span is not None else "/reports/briefs"


def rows(found: Brief) -> list[tuple[Text, str, str, str]]:
    """What the first table says: label, this time, the time before, the change."""
    now, before = found.calls.total, found.calls_before.total
    counts = [(label, getattr(now, name), getattr(before, name)) for name, label in COUNTS]
    counts += [
        (Text("登记投诉", "Complaints registered"), found.registered, found.registered_before),
        (Text("办结投诉", "Complaints done"), found.done, found.done_before),
    ]
    said = [(label, str(one), str(other), change(one, other)) for label, one, other in counts]
    return said + _times(found.calls, found.calls_before)


def _times(now: Report, before: Report) -> list[tuple[Text, str, str, str]]:
    one, other = now.total, before.total
    return [
        (Text("三响内接听率", "Within three rings"), rate(one.rings.value), rate(other.rings.value), ""),
        (Text("服务水平", "Service level"), rate(one.level.value), rate(other.level.value), ""),
        (Text("平均应答时间", "Mean wait (ASA)"), clock(one.asa_ms), clock(other.asa_ms), ""),
        (Text("平均处理时长", "Handling time (AHT)"), clock(one.aht_ms), clock(other.aht_ms), ""),
        (Text("最长等待", "Longest wait"), clock(one.longest_wait_ms), clock(other.longest_wait_ms), ""),
    ]


async def _shown(
    request: AnyRequest, key: str, services: Services, error: DeskError | None, sent: dict[str, str]
) -> Template:
    found = await brief_for(request.user, key, services)
    span = await services.figures.briefs.asked(found.key, request.user, time.time())
    clocks = await services.figures.briefs.clocks(request.user, time.time())
    words = found.handed_in or HandIn()
    return form_page(
        request,
        "reports_brief.html",
        error,
        brief=found,
        span=span,
        beside=await services.figures.briefs.beside(span, request.user),
        title=TITLES[span.every],
        own_clock=next((one for one in clocks if one.key == span.key), None),
        after=span.after if span.after.since(services.figures.briefs.zone) <= time.time() else None,
        rows=rows(found),
        kinds=[one for one in found.kinds if counted(one)],
        departments=[one for one in found.departments if counted(one)],
        typed={"remarks": words.remarks, "plans": words.plans} | sent,
        done=bool(request.query_params.get("done")),
        clock=clock,
        rate=rate,
        share=share,
        change=change,
    )
