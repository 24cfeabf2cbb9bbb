"""Every error of the API as a problem document (RFC 9457), in English for `Accept-Language: en`, else in Chinese.

One table for our own errors (their classes carry status and code), one place for the framework's.
"""

import traceback
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, NotAuthorizedException, ValidationException
from litestar.types import ExceptionHandlersMap

from api.db import disk_is_full
from api.errors import DeskError, DiskFull, LockedOut, NotSignedIn
from api.schemas import Problem

log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"
AnyRequest = Request[Any, Any, Any]


def wants_english(request: AnyRequest) -> bool:
    """Whether the reader's first language is English."""
    return request.headers.get("Accept-Language", "").strip().lower().startswith("en")


def _respond(problem: Problem, headers: dict[str, str] | None = None) -> Response[bytes]:
    return Response(
        msgspec.json.encode(problem), status_code=problem.status, media_type=MEDIA_TYPE, headers=headers or {}
    )


def _own(request: AnyRequest, error: DeskError) -> Response[bytes]:
    english = wants_english(request)
    headers = {"Retry-After": str(round(error.wait_s) + 1)} if isinstance(error, LockedOut) else {}
    return _respond(
        Problem(
            status=error.status,
            code=error.code,
            title=HTTPStatus(error.status).phrase,
            detail=error.en if english else error.zh,
            fields={name: _in_language(text, english) for name, text in error.fields.items()},
        ),
        headers,
    )


def _in_language(text: str, english: bool) -> str:
    zh, _, en = text.partition(" / ")
    return (en or zh) if english else zh


def _framework(request: AnyRequest, error: HTTPException) -> Response[bytes]:
    if isinstance(error, NotAuthorizedException):
        return _own(request, NotSignedIn())
    fields = _fields(error) if isinstance(error, ValidationException) else {}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fields else HTTPStatus(error.status_code)
    code = "invalid" if fields else status.phrase.lower().replace(" ", "_")
    return _respond(
        Problem(status=status, code=code, title=status.phrase, detail=error.detail, fields=fields), error.headers
    )


def _fields(error: ValidationException) -> dict[str, str]:
    found = {}
    for one in error.extra if isinstance(error.extra, list) else []:
        if isinstance(one, dict):
            found[str(one.get("key") or "body")] = str(one.get("message", ""))
    return found


def _unexpected(request: AnyRequest, error: Exception) -> Response[bytes]:
    if disk_is_full(error):
        log.error("disk_full", method=request.method, path=request.url.path)
        return _own(request, DiskFull())
    # As text: a renderer that is given the exception itself may print local variables, passwords among them.
    told = "".join(traceback.format_exception(error))
    log.error("request_failed", method=request.method, path=request.url.path, exception=told)
    english = wants_english(request)
    detail = (
        "The desk could not do this; the administrator finds the reason in its log"
        if english
        else "服务端出错了，请联系管理员查看日志"
    )
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return _respond(Problem(status=status, code="internal", title=status.phrase, detail=detail))


EXCEPTION_HANDLERS: ExceptionHandlersMap = {
    DeskError: _own,
    HTTPException: _framework,
    Exception: _unexpected,
}
