"""The year's plan of training (TRN-2): sessions with who attended, stages without one, and which agent is due."""

import datetime as dt

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.errors import DeskError, Invalid
from api.guards import needs
from api.periods.routes import today
from api.problems import AnyRequest
from api.rights import Right
from api.schemas.training import STAGES, NewTraining, Stage, TrainingHeld
from api.services import Services
from api.web.forms import chosen, typed
from api.web.render import form_page
from scripts_lib.model import Option, Text

TRAINS = needs(Right.TRAIN)
FULL_MARKS = "PEN-2-2"
"""The bonus that a month's test with full marks is a matter for; who confirms gives it."""
FIRST_YEAR, LAST_YEAR = 2000, 2999
DONE = {
    "plan": Text("培训已列入计划", "The session is planned"),
    "held": Text("签到已登记", "The attendance is noted"),
    "withdrawn": Text("已从计划中撤销", "The session is taken out of the plan"),
}


@get("/quality/training", guards=[TRAINS])
async def training(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """This year's, or another one's."""
    return await _shown(request, services, _year(request, services), {}, None)


@post("/quality/training", guards=[TRAINS], status_code=200)
async def planned(request: AnyRequest, services: NamedDependency[Services]) -> Response[bytes] | Template:
    """Put a session into the plan: a stage, a day, who trains."""
    sent = await typed(request)
    try:
        new = session_typed(sent)
        await services.training.plan.plan(new, request.user)
    except DeskError as error:
        return await _shown(request, services, _year(request, services), sent, error)
    return Redirect(f"/quality/training?year={new.day.year}&done=plan", status_code=303)


@post("/quality/training/{session_id:str}/held", guards=[TRAINS], status_code=200)
async def held(
    request: AnyRequest, session_id: FromPath[str], services: NamedDependency[Services]
) -> Response[bytes] | Template:
    """Who attended, ticked by name; sent again it replaces the list."""
    year = _year(request, services)
    try:
        came = TrainingHeld(agent_ids=await chosen(request, "agent"))
        await services.training.plan.held(session_id, came, request.user)
    except DeskError as error:
        return await _shown(request, services, year, {}, error)
    return Redirect(f"/quality/training?year={year}&done=held", status_code=303)


@post("/quality/training/{session_id:str}/withdraw", guards=[TRAINS], status_code=200)
async def withdrawn(
    request: AnyRequest, session_id: FromPath[str], services: NamedDependency[Services]
) -> Response[bytes] | Template:
    """Take a session out of the plan that was not held."""
    year = _year(request, services)
    try:
        await services.training.plan.withdraw(session_id, request.user)
    except DeskError as error:
        return await _shown(request, services, year, {}, error)
    return Redirect(f"/quality/training?year={year}&done=withdrawn", status_code=303)


def _year(request: AnyRequest, services: Services) -> int:
    """The year in the address; this one for what is none."""
    text = request.query_params.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == len(str(LAST_YEAR)) else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else today(services).year


def session_typed(sent: dict[str, str]) -> NewTraining:
    """The session of the form. Raises Invalid, naming the field."""
    wrong = {}
    try:
        day = dt.date.fromisoformat(sent.get("day", ""))
    except ValueError:
        day, wrong["day"] = dt.date.min, "请填写日期 / a day is needed"
    stage = next((one for one in Stage if one == sent.get("stage")), None)
    if stage is None:
        wrong["stage"] = "请选择 / choose one"
    if stage is None or wrong:
        raise Invalid("培训安排没有填好", "the session is not complete", wrong)
    return NewTraining(stage=stage, day=day, trainer=sent.get("trainer", ""))


async def _shown(
    request: AnyRequest, services: Services, year: int, sent: dict[str, str], error: DeskError | None
) -> Template:
    return form_page(
        request,
        "quality_training.html",
        error,
        found=await services.training.plan.year(year, request.user),
        stages=STAGES,
        full_marks=next((one for one in services.quality.cases.penalties.bonuses if one.rule == FULL_MARKS), None),
        choices=[Option(value=one.value, label=label) for one, label in STAGES.items()],
        this_day=today(services),
        typed=sent,
        done=DONE.get(request.query_params.get("done", "")) if error is None else None,
    )
