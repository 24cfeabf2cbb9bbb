"""The desk's REST as a console uses it, over a transport that answers from a list."""

from collections.abc import Callable

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from api.schemas import (
    CallPage,
    DutyItem,
    DutyKind,
    DutyPage,
    DutyState,
    Explained,
    Page,
    Problem,
    Saved,
    Session,
    TicketDone,
    TicketState,
)
from console import sample
from console.errors import (
    CodeNeeded,
    DeskProblem,
    DeskSilent,
    DeskUnreachable,
    ProtocolMismatch,
    SessionExpired,
    SignInRefused,
)
from console.rest import Rest
from console.sample_records import TICKET
from scripts_lib.loader import load

Answer = Callable[[httpx.Request], httpx.Response]
DESK = "http://desk"


def rest(answer: Answer) -> Rest:
    made = Rest(DESK, httpx.MockTransport(answer))
    made.use_token("t")
    return made


def json(body: object, status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(status, content=msgspec.json.encode(body), headers=headers)


async def test_sign_in_keeps_the_token() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return json(Session(token="abc", expires_at=1.0, me=sample.ME), 201)

    made = Rest(DESK, httpx.MockTransport(answer))
    session = await made.sign_in("1001", "secret")
    assert (session.me.login, made.token) == ("1001", "abc")
    assert seen[0].url.path == "/api/session"
    assert b'"login":"1001"' in seen[0].content
    assert "Authorization" not in seen[0].headers


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_a_wrong_password(status: int) -> None:
    with pytest.raises(SignInRefused) as refused:
        await rest(lambda _: json({}, status)).sign_in("1001", "wrong")
    assert "密码" in refused.value.of("zh")


@pytest.mark.parametrize(("code", "words"), [("code_needed", "恢复码"), ("wrong_code", "验证码不对")])
async def test_the_second_step(code: str, words: str) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return json({"status": 401, "code": code, "title": "t", "detail": "d"}, 401)

    with pytest.raises(CodeNeeded) as needed:
        await rest(answer).sign_in("1001", "right", "123456")
    assert words in needed.value.of("zh")
    assert b'"code":"123456"' in seen[0].content


async def test_nobody_answers() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(DeskUnreachable) as away:
        await rest(answer).sign_in("1001", "x")
    assert DESK in away.value.of("zh")
    assert "hotline serve" in away.value.of("en")


async def test_what_takes_too_long_is_said_to_have_timed_out() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("", request=request)

    with pytest.raises(DeskSilent) as met:
        await rest(answer).sign_in("1001", "secret")
    assert "已超时" in met.value.of("zh")
    assert "did not answer in time" in met.value.of("en")


async def test_rules_are_fetched_once_per_version() -> None:
    rules, asked = load().rules, []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers.get("If-None-Match"))
        if asked[-1] == '"v1"':
            return httpx.Response(304)
        return json(rules, ETag='"v1"')

    made = rest(answer)
    first = await made.rules()
    assert await made.rules() is first
    assert asked == [None, '"v1"']
    assert first == rules


async def test_a_problem_keeps_its_fields() -> None:
    body = Problem(status=422, code="invalid", title="t", detail="d", fields={"phone": "太短"})
    with pytest.raises(DeskProblem) as problem:
        await rest(lambda _: json(body, 422)).dispose("c-1", Explained())
    assert (problem.value.status, problem.value.code, problem.value.fields) == (422, "invalid", {"phone": "太短"})


async def test_a_refusal_without_a_problem_body() -> None:
    with pytest.raises(DeskProblem) as problem:
        await rest(lambda _: httpx.Response(502, content=b"<html>")).call("c-1")
    assert problem.value.status == 502


async def test_an_expired_session() -> None:
    with pytest.raises(SessionExpired):
        await rest(lambda _: json({}, 401)).calls(limit=5, offset=0)


async def test_another_version_of_the_desk() -> None:
    with pytest.raises(ProtocolMismatch):
        await rest(lambda _: json({"nothing": 1})).call("c-1")


async def test_paths_and_bodies() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.method == "POST":
            return json(Saved(call=sample.ENDED))
        return json(CallPage(page=Page(total=0, limit=5, offset=10), items=()))

    made = rest(answer)
    await made.dispose("c-1", Explained(notes="n"))
    await made.calls(limit=5, offset=10)
    await made.close()
    assert [request.url.raw_path for request in seen] == [
        b"/api/calls/c-1/disposition",
        b"/api/calls?limit=5&offset=10",
    ]
    assert msgspec.json.decode(seen[0].content)["disposition"] == "explained"
    assert seen[0].headers["Authorization"] == "Bearer t"


async def test_the_duty_list_and_an_excuse() -> None:
    item = DutyItem(
        item_id="c1",
        kind=DutyKind.SHORT,
        state=DutyState.OPEN,
        number="13800001234",
        first_at=1.0,
        last_at=1.0,
        count=1,
        longest_ms=900.0,
        calls=("c1",),
    )
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.method == "GET":
            return json(DutyPage(page=Page(total=1, limit=100, offset=0), counts={"short": 1}, items=(item,)))
        return json(item)

    made = rest(answer)
    assert (await made.duty()).items == (item,)
    assert await made.excuse("c1", "打错了") == item
    assert [one.url.path for one in seen] == ["/api/duty", "/api/duty/c1/excuse"]
    assert msgspec.json.decode(seen[1].content) == {"reason": "打错了"}


async def test_a_complaint_is_said_to_be_done() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return json(replace(TICKET, state=TicketState.DONE, result="灯已换"))

    done = await rest(answer).ticket_done(TICKET.number, TicketDone(result="灯已换"))
    assert (done.state, done.result) == (TicketState.DONE, "灯已换")
    assert (seen[0].method, seen[0].url.path) == ("POST", f"/api/tickets/{TICKET.number}/done")
    assert msgspec.json.decode(seen[0].content) == {"result": "灯已换"}
