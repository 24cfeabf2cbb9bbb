"""Errors as pages: the same table of errors as the API's, said to a person, with a way on."""

import traceback
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from litestar import Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException
from litestar.response import Redirect
from litestar.types import ExceptionHandlersMap

from api.db import disk_is_full
from api.errors import DeskError, DiskFull, NotSignedIn
from api.problems import EXCEPTION_HANDLERS, AnyRequest
from api.web.cookies import local_path
from api.web.render import page
from scripts_lib.model import Text

log = structlog.get_logger()
KNOWN = {
    HTTPStatus.FORBIDDEN: Text(
        "页面停留太久或令牌不对，请刷新后再提交", "Out of date: load the page again, then send"
    ),
    HTTPStatus.NOT_FOUND: Text("没有这个页面", "There is no such page"),
    HTTPStatus.METHOD_NOT_ALLOWED: Text("这个地址不能这样打开", "This address cannot be opened that way"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Text("提交的内容太大", "What was sent is too large"),
    HTTPStatus.TOO_MANY_REQUESTS: Text("提交太频繁，请稍后再试", "Too often: please try again later"),
}
OTHERWISE = Text("提交的内容不对", "What was sent cannot be read")
BROKEN = Text("系统出错了，请联系管理员查看日志", "Something broke; the administrator finds the reason in the log")


def _own(request: AnyRequest, error: DeskError) -> Response[Any]:
    text = Text(error.zh, error.en)
    return page(request, "error.html", error.status, text=text, fields=error.fields)


def _not_signed_in(request: AnyRequest, _: NotSignedIn) -> Response[Any]:
    """To the sign-in page, and back afterwards; after a POST to the page it was sent from, where `drafts.js` puts
    back what was typed."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = wanted if request.method == "GET" else _sent_from(request)
    return Redirect(f"/sign-in?next={quote(back, safe='/')}" if back != "/" else "/sign-in", status_code=303)


def _sent_from(request: AnyRequest) -> str:
    """The page of ours that a form was sent from; the front page where the browser does not tell."""
    page_of = urlsplit(request.headers.get("referer", ""))
    if page_of.netloc != request.headers.get("host", "") or page_of.path in ("/sign-in", "/sign-out"):
        return "/"
    return local_path(page_of.path + (f"?{page_of.query}" if page_of.query else ""))


def _framework(request: AnyRequest, error: HTTPException) -> Response[Any]:
    text = KNOWN.get(HTTPStatus(error.status_code), OTHERWISE)
    return page(request, "error.html", error.status_code, text=text, fields={})


def _unexpected(request: AnyRequest, error: Exception) -> Response[Any]:
    if disk_is_full(error):
        log.error("disk_full", method=request.method, path=request.url.path)
        return _own(request, DiskFull())
    # As text: a renderer that is given the exception itself may print local variables, passwords among them.
    told = "".join(traceback.format_exception(error))
    log.error("page_failed", method=request.method, path=request.url.path, exception=told)
    return page(request, "error.html", 500, text=BROKEN, fields={})


def not_found(request: AnyRequest, error: NotFoundException) -> Response[Any]:
    """For addresses that nobody serves: a page for browsers, a problem document for everybody else."""
    if "text/html" in request.headers.get("Accept", "") and not request.url.path.startswith("/api/"):
        return _framework(request, error)
    answer: Response[Any] = EXCEPTION_HANDLERS[HTTPException](request, error)
    return answer


def only_sent(request: AnyRequest, error: MethodNotAllowedException) -> Response[Any]:
    """For an address that only takes forms, opened as a page (again after signing in): to the page it belongs to."""
    above = request.url.path.rpartition("/")[0]
    if request.method == "GET" and above and not above.startswith("/api"):
        return Redirect(above, status_code=303)
    answer: Response[Any] = EXCEPTION_HANDLERS[HTTPException](request, error)
    return answer


PAGE_ERRORS: ExceptionHandlersMap = {
    NotSignedIn: _not_signed_in,
    DeskError: _own,
    HTTPException: _framework,
    Exception: _unexpected,
}
