"""The month's complaints on a page: counts by every topic beside last month and last year, plots, papers (SLA-12)."""

import asyncio
import time
from base64 import b64encode

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.guards import needs
from api.papers.routes import download
from api.problems import AnyRequest
from api.reports.month import DUE_DAY, Month, month_of, read
from api.reports.month_words import change
from api.reports.plots import TITLES, plot
from api.reports.routes import paper_for, report_for
from api.rights import Right
from api.schemas.reports import ClockLine, CountLine, DepartmentLine, MonthReport
from api.services import Services
from api.web.cookies import language_of
from api.web.render import page
from scripts_lib.model import Text

GUARDS = [needs(Right.SEE_FIGURES)]
TOTALS = (
    ("tickets", Text("投诉总数", "Complaints")),
    ("done", Text("已办结", "Done")),
    ("ended", Text("已销项", "Closed")),
    ("repeat_count", Text("重复投诉户", "Homes that complained again")),
)
CALLS = (
    ("calls", Text("来电总数", "Calls")),
    ("answered", Text("人工接听", "Answered by a person")),
    ("given_up", Text("未接通", "Given up")),
    ("rings_met", Text("三响内接听", "Within three rings")),
    ("rings_missed", Text("超过三响", "After three rings")),
    ("outgoing", Text("去电", "Calls placed")),
)
TOPICS = (
    ("kinds", Text("按类别", "By kind")),
    ("natures", Text("按性质", "By nature")),
    ("weights", Text("按严重程度", "By weight")),
    ("contents", Text("按内容", "By content")),
    ("channels", Text("按渠道", "By channel")),
    ("buildings", Text("按楼栋", "By building")),
)
HOMES_SHOWN = 20
MADE_SHOWN = 6


@get("/reports/months", guards=GUARDS)
async def months(request: AnyRequest, services: NamedDependency[Services]) -> Redirect:
    """To the month that was asked for (`month=2026-11`), or to the one that runs."""
    asked = read(request.query_params.get("month", "").strip()) or month_of(time.time(), services.figures.months.zone)
    return Redirect(f"/reports/months/{asked}", status_code=303)


@get("/reports/months/{which:str}", guards=GUARDS)
async def month(request: AnyRequest, which: FromPath[str], services: NamedDependency[Services]) -> Template:
    """The statistics of one month."""
    report = await report_for(request.user, which, services)
    asked = services.figures.months.asked(which, time.time())
    running = month_of(time.time(), services.figures.months.zone)
    made = await services.papers.month_keeper.made()
    await services.figures.briefs.saw(request.user, str(asked))
    return page(
        request,
        "reports_month.html",
        report=report,
        month=asked,
        before=asked.before,
        after=asked.after if asked < running else None,
        running=running,
        totals=[(label, getattr(report, name)) for name, label in TOTALS],
        calls=[(label, getattr(report.calls, name)) for name, label in CALLS],
        topics=[(label, [one for one in getattr(report, name) if counted(one)]) for name, label in TOPICS],
        departments=[one for one in report.departments if counted(one)],
        homes=report.repeat_homes[:HOMES_SHOWN],
        plots=await asyncio.to_thread(pictures, report, language_of(request)),
        made=made[:MADE_SHOWN],
        due_day=word_of_day(asked).of(language_of(request)),
        in_time=kept(report.clocks),
        change=change,
        share=share,
    )


@get("/reports/months/{which:str}/papers/{file:str}", guards=GUARDS, media_type="application/pdf")
async def month_paper(
    request: AnyRequest, which: FromPath[str], file: FromPath[str], services: NamedDependency[Services]
) -> Response[bytes]:
    """`month.pdf`, `month.docx`, `month.xlsx`, `register.xlsx` and so on."""
    return download(await paper_for(request.user, which, file, services))


def word_of_day(month: Month) -> Text:
    """By which day the manager has the month's statistics: `11月30日`."""
    day = min(DUE_DAY, month.days)
    return Text(f"{month.month}月{day}日", f"{month}-{day:02d}")


def counted(line: CountLine | DepartmentLine) -> bool:
    """Whether there is anything to show in one of the three months."""
    return bool(line.count.now or line.count.last_month or line.count.last_year)


def kept(clocks: tuple[ClockLine, ...]) -> tuple[int, int]:
    """How many clocks were met, and how many have ended or passed their limit."""
    met = sum(one.met for one in clocks)
    return met, met + sum(one.missed for one in clocks)


def share(part: int, whole: int) -> str:
    """`87.5%`; a dash where there is nothing to divide by."""
    return f"{100 * part / whole:.1f}%" if whole else "—"


def pictures(report: MonthReport, lang: str) -> list[tuple[str, str]]:
    """Each plot's title and its picture as a data address: one report is counted once, not once a picture."""
    found = []
    for name, title in TITLES.items():
        svg = plot(name, report, lang)
        found.append((title.of(lang), f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"))
    return found
