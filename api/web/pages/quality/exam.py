"""The month's test in the browser (TRN-1): twenty questions on one page, marked by the desk, once a month."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Template

from api.errors import DeskError
from api.guards import needs
from api.problems import AnyRequest
from api.rights import Right
from api.schemas.training import ExamAnswers, ExamPaper, ExamResult
from api.services import Services
from api.training.shelf import PASS
from api.web.forms import typed
from api.web.render import error_text, page

GUARDS = [needs(Right.HEAR_OWN)]


@get("/my-test", guards=GUARDS)
async def exam(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """This month's paper of the one who asks, or what it gave."""
    return _shown(request, await _paper(request, services))


@post("/my-test", guards=GUARDS, status_code=200)
async def exam_sent(request: AnyRequest, services: NamedDependency[Services]) -> Response[Any]:
    """Hand it in; what was wrong stands beside what is right, this once."""
    sent, paper = await typed(request), await _paper(request, services)
    answers = tuple(_answer(sent.get(f"q{number}", "")) for number in range(len(paper.questions)))
    try:
        result = await services.training.tests.hand_in(
            ExamAnswers(month=sent.get("month", ""), answers=answers, paper=sent.get("paper", "")),
            services.quality.cases.this_month(),
            request.user,
        )
    except DeskError as error:
        return _shown(request, paper, answers, error=error)
    return _shown(request, paper, answers, result)


async def _paper(request: AnyRequest, services: Services) -> ExamPaper:
    return await services.training.tests.paper(services.quality.cases.this_month(), request.user)


def _answer(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else None


def _shown(
    request: AnyRequest,
    paper: ExamPaper,
    answers: tuple[int | None, ...] = (),
    result: ExamResult | None = None,
    error: DeskError | None = None,
) -> Template:
    wrong = []
    if result is not None:
        pairs = zip(paper.questions, answers, result.right, strict=True)
        wrong = [(number, one, right) for number, (one, given, right) in enumerate(pairs, 1) if given != right]
    return page(
        request,
        "my_test.html",
        error.status if error is not None else 200,
        paper=paper,
        answers=answers,
        result=result,
        wrong=wrong,
        pass_from=PASS,
        error=error_text(request, error),
    )
