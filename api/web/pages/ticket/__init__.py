"""One ticket: what it is about, its clocks, its story, and what this person may do now."""

import time
from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.errors import Conflict, DeskError, NotFound
from api.live.driver import Live
from api.papers.forms import FORMS
from api.problems import AnyRequest
from api.schemas import ENDED, Story
from api.schemas.papers import PaperSubject
from api.services import Services
from api.tickets.closing import lacks
from api.tickets.duties import DONE
from api.web.forms import typed
from api.web.pages.ticket.beside import beside, recording, survey_link
from api.web.pages.ticket.offers import made, offers, steps_of
from api.web.pages.ticket.papers import ticket_paper
from api.web.pages.ticket.step_fields import Place
from api.web.pages.ticket.steps import DECIDE, STEPS, Step
from api.web.pages.ticket.story import told
from api.web.render import error_text, page
from scripts_lib.model import Text

DONE_WORDS = {"registered": Text("投诉已登记", "The complaint is registered")} | {
    step.key: step.done for step in (*STEPS, DECIDE)
}
"""What is said after a step, by the key that stands in the address."""


@get("/tickets/{number:str}")
async def ticket(request: AnyRequest, number: FromPath[str], services: NamedDependency[Services]) -> Template:
    """The page. Each opening is logged (SEC-1)."""
    story = await _story(request, number, services)
    await services.residents.book.opened(request.user.agent_id, "ticket", number)
    return await _shown(request, services, story, done=DONE_WORDS.get(request.query_params.get("done", "")))


@post(["/tickets/{number:str}/{key:str}", "/tickets/{number:str}/{key:str}/{part:str}"], status_code=200)
async def step_taken(
    request: AnyRequest,
    number: FromPath[str],
    key: FromPath[str],
    services: NamedDependency[Services],
    live: NamedDependency[Live],
) -> Response[Any]:
    """Take a step. A refusal is shown on the ticket as it stands now, with what was typed."""
    story = await _story(request, number, services)
    part = request.path_params.get("part", "")
    step = next((one for one in steps_of(story.ticket) if (one.key, one.part) == (key, part)), None)
    if step is None:
        raise Conflict(
            "这一步已经办过或不存在，请刷新", "this step was taken already, or is none: load the page again"
        )
    sent = await typed(request)
    try:
        await services.complaints.steps.do(
            number, request.user, made(step, story.ticket, request.user, _place(services), sent)
        )
    except DeskError as error:
        return await _shown(
            request, services, await _story(request, number, services), wrong=step, error=error, sent=sent
        )
    live.duty_moved()
    return Redirect(await _onward(request, number, step, services), status_code=303)


async def _onward(request: AnyRequest, number: str, step: Step, services: Services) -> str:
    """Back to the ticket; to the worklist where it has left this person's sight."""
    seen = await services.complaints.tickets.of_number(number, request.user)
    return f"/tickets/{number}?done={step.key}" if seen is not None else f"/work?done={step.key}"


async def _story(request: AnyRequest, number: str, services: Services) -> Story:
    story = await services.complaints.tickets.story(number, request.user)
    if story is None:
        raise NotFound("没有这张投诉单，或者您无权查看", "There is no such ticket, or you may not see it")
    return story


async def _shown(
    request: AnyRequest,
    services: Services,
    story: Story,
    *,
    done: Text | None = None,
    wrong: Step | None = None,
    error: DeskError | None = None,
    sent: Mapping[str, str] | None = None,
) -> Template:
    """The page; after a refusal with the step that was `wrong`, its error and what was sent."""
    catalogue = services.library.rules.catalogue
    return page(
        request,
        "ticket.html",
        error.status if error is not None else 200,
        ticket=story.ticket,
        ended=story.ticket.state in ENDED,
        duties=story.duties,
        entries=tuple(reversed([told(line, catalogue) for line in story.lines])),
        offers=offers(story.ticket, story.duties, request.user, _place(services), time.time()),
        papers=tuple(one for one in FORMS.values() if one.subject is PaperSubject.TICKET),
        lacking=lacks(story.ticket) if story.ticket.state in DONE else (),
        done=done,
        wrong=wrong.path if wrong is not None else "",
        error=error_text(request, error),
        faults=error.fields if error is not None else {},
        sent=sent or {},
        **await beside(request, services, story.ticket),
    )


def _place(services: Services) -> Place:
    return Place(services.library.rules.catalogue, services.settings.zone)


PAGES = (ticket, step_taken, ticket_paper, recording, survey_link)
