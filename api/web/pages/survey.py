"""The public page of a questionnaire's link (SUR-1): no sign-in, no resident's data, one answer."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.errors import DeskError, Invalid
from api.problems import AnyRequest
from api.schemas.surveys import Aspect, Scores, SurveyAnswer
from api.services import Services
from api.surveys.shelf import Asked
from api.web.forms import typed
from api.web.render import error_text, page
from api.web.session import PUBLIC
from scripts_lib.model import Text

OPEN = {PUBLIC: True}
ASPECTS = {
    Aspect.OVERALL: Text("总的来说", "All in all"),
    Aspect.CONTENT: Text("服务内容", "What was done"),
    Aspect.QUALITY: Text("服务质量", "How well it was done"),
    Aspect.ATTITUDE: Text("服务态度", "How you were treated"),
}
MARKS = {
    5: Text("很满意", "Very satisfied"),
    4: Text("满意", "Satisfied"),
    3: Text("一般", "So so"),
    2: Text("不满意", "Dissatisfied"),
    1: Text("很不满意", "Very dissatisfied"),
}


@get("/survey/{token:str}", opt=OPEN)
async def survey(request: AnyRequest, token: FromPath[str], services: NamedDependency[Services]) -> Response[Any]:
    """The questions, or why the link cannot be answered."""
    try:
        asked = await services.channels.surveys.asked(token)
    except DeskError as error:
        return _closed(request, error)
    return _form(request, asked, {}, None)


@post("/survey/{token:str}", opt=OPEN, status_code=200)
async def answered(request: AnyRequest, token: FromPath[str], services: NamedDependency[Services]) -> Response[Any]:
    """Take the answer, and say thank you."""
    sent = await typed(request)
    marks = {one: int(sent.get(one, "")) if sent.get(one, "") in "12345" and sent.get(one) else 0 for one in ASPECTS}
    try:
        asked = await services.channels.surveys.asked(token)
        scores = Scores(**{one.value: mark for one, mark in marks.items()})
        await services.channels.surveys.answer(token, SurveyAnswer(scores=scores, comment=sent.get("comment", "")))
    except Invalid as error:
        return _form(request, asked, sent, error)
    except DeskError as error:
        return _closed(request, error)
    return page(request, "survey_thanks.html", message=None)


def _form(request: AnyRequest, asked: Asked, sent: dict[str, str], error: Invalid | None) -> Response[Any]:
    return page(
        request,
        "survey.html",
        422 if error is not None else 200,
        asked=asked,
        typed=sent,
        error=error_text(request, error),
        wrong=error.fields if error is not None else {},
        aspects=ASPECTS,
        marks=MARKS,
    )


def _closed(request: AnyRequest, error: DeskError) -> Response[Any]:
    return page(request, "survey_thanks.html", error.status, message=error_text(request, error))


PAGES = (survey, answered)
