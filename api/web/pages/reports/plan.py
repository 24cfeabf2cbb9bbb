"""How many agents a day needs: forecast by quarter-hour, the usual week by hour, Erlang C, and one agent more."""

import asyncio
import datetime as dt
from base64 import b64encode

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from api.errors import Invalid
from api.guards import needs
from api.periods.plan import HEADS, TITLE, WEEKDAYS, PlanAsked, plan_asked, plot, rows_of, staffed, what_if
from api.periods.routes import today
from api.problems import AnyRequest
from api.rights import Right
from api.schemas import DayPlan
from api.services import Services
from api.web.cookies import language_of
from api.web.render import page

FIELDS = ("day", "weeks", "target", "aim", "aht", "calls")
LONGEST = 20


@get("/reports/plan", guards=[needs(Right.SEE_FIGURES)])
async def plan(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """The plan of a day, tomorrow's where none is named."""
    sent = {name: request.query_params.get(name, "").strip()[:LONGEST] for name in FIELDS}
    wrong: dict[str, str] = {}
    day = today(services)
    try:
        asked = plan_asked(sent, day)
    except Invalid as error:
        wrong, asked = error.fields, plan_asked({}, day)
    settings = services.settings
    aims = (asked.target_s or settings.service_target_s, asked.aim or settings.plan_aim, asked.aht_s)
    seen = services.seen_by(request.user)
    made = await services.figures.reports.plan(asked.day, asked.weeks, *aims, seen)
    zone, lang = settings.zone, language_of(request)
    tried = None
    try:
        tried = what_if(asked, made)
    except Invalid as error:
        wrong = error.fields
    svg = await asyncio.to_thread(plot, made, zone, lang)
    return page(
        request,
        "reports_plan.html",
        422 if wrong else 200,
        plan=made,
        rows=rows_of(made, zone),
        heads=HEADS,
        most=max((one.agents for one in made.rows), default=0),
        hours=sum(one.agents for one in made.rows) / 4,
        week=await services.figures.reports.week_plan(asked.weeks, *aims, seen),
        weekdays=WEEKDAYS,
        weekday=WEEKDAYS[asked.day.weekday()],
        what_if=tried,
        staffed=staffed,
        title=TITLE,
        picture=f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}",
        typed=shown(asked, made) | ({name: value for name, value in sent.items() if value} if wrong else {}),
        wrong=wrong,
        before=asked.day - dt.timedelta(days=1),
        after=asked.day + dt.timedelta(days=1),
    )


def shown(asked: PlanAsked, plan: DayPlan) -> dict[str, str]:
    """The fields as they are filled in again, with what the site has where nothing was asked."""
    return {
        "day": str(asked.day),
        "weeks": str(asked.weeks),
        "target": f"{plan.target_s:g}",
        "aim": f"{100 * plan.aim:g}",
        "aht": f"{plan.aht_s:.0f}",
        "calls": "" if asked.calls is None else f"{asked.calls:g}",
    }
