"""What people and programs send that nobody meant: the desk answers with a problem document, never with a fault."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import TextClause, text
from sqlalchemy.exc import IntegrityError

from api.agents.people import People
from api.log import EventLog
from api.projector import Projector
from tests.integration.desk_rest_rig import DeskRig, desk, problem
from tests.unit.api import desk_samples as sample

HUGE = str(10**30)
QUERIES = [
    ("/api/calls", {"limit": "0"}),
    ("/api/calls", {"limit": "201"}),
    ("/api/calls", {"limit": HUGE}),
    ("/api/calls", {"limit": "ten"}),
    ("/api/calls", {"offset": "-1"}),
    ("/api/calls", {"offset": HUGE}),
    ("/api/calls", {"since": "yesterday"}),
    ("/api/calls", {"call_state": "dreaming"}),
    ("/api/tickets", {"overdue": "perhaps"}),
    ("/api/tickets", {"offset": HUGE}),
    ("/api/residents", {"offset": HUGE}),
]
ODD = ["'; DROP TABLE call; --", "\x00", "%", "..", "😀" * 100, "x" * 3000, "\u202e", "'\"\\"]
ENDLESS = ["nan", "inf", "-inf", "1e400", "1e300"]


async def status_and_problem(rig: DeskRig, method: str, path: str, body: object = None, **more: Any) -> int:
    answer = await rig.ask("root", method, path, body, **more)
    if answer.status_code >= 400:
        assert problem(answer).detail
    return answer.status_code


async def write(rig: DeskRig, statement: TextClause, **values: str) -> None:
    async with rig.database.writing() as session:
        await session.execute(statement, values)


async def test_queries_that_make_no_sense_name_their_field(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        for path, query in QUERIES:
            answer = await rig.ask("root", "GET", path, params=query)
            assert answer.status_code == 422, (path, query, answer.text)
            assert list(problem(answer).fields) == list(query), (path, query, answer.text)


async def test_odd_words_are_looked_for_and_not_found(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        for odd in ODD:
            for path, field in (
                ("/api/calls", "agent"),
                ("/api/tickets", "kind"),
                ("/api/residents", "number"),
                ("/api/residents", "room"),
                ("/api/residents", "name"),
            ):
                answer = await rig.ask("root", "GET", path, params={field: odd})
                assert answer.status_code in (200, 422), (path, odd, answer.text)
                assert answer.status_code != 200 or answer.json()["items"] == [], (path, field, odd)
        for endless in ENDLESS:
            assert await status_and_problem(rig, "GET", "/api/calls", params={"since": endless}) in (200, 422)
        assert (await rig.get("root", "/api/calls"))["page"]["total"] == 5


async def test_paths_of_nothing_are_404_in_json(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        for path in ("/api/nothing", "/api/calls/c9", "/api/tickets/TS1", "/api/calls/%00", "/api/calls/c1/nothing"):
            for who in ("root", "li"):
                answer = await rig.ask(who, "GET", path)
                assert answer.status_code == 404, (path, answer.text)
                assert problem(answer).code == "not_found"
        answer = await rig.ask("root", "DELETE", "/api/calls")
        assert answer.status_code == 405
        assert problem(answer).code == "method_not_allowed"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"{}",
        b"\xff\xfe",
        b'{"disposition": "dragons"}',
        b"[" * 20_000,
        b'{"a":' * 9_000,
    ],
    ids=["empty", "cut", "list", "null", "text", "no-fields", "not-utf8", "unknown-tag", "deep", "deep-objects"],
)
async def test_bodies_that_are_none(tmp_path: Path, content: bytes) -> None:
    async with desk(tmp_path) as rig:
        for method, path in (
            ("POST", "/api/session"),
            ("POST", "/api/agents"),
            ("PATCH", f"/api/agents/{rig.people['li'].agent_id}"),
            ("POST", "/api/residents"),
            ("POST", "/api/calls/c1/disposition"),
        ):
            headers = {"Authorization": f"Bearer {rig.tokens['root']}", "Content-Type": "application/json"}
            answer = await rig.http.request(method, path, headers=headers, content=content)
            if method == "PATCH" and content.startswith((b"{}", b'{"disposition"')):  # asks for no change
                assert answer.status_code == 200
                continue
            assert answer.status_code in (400, 422), (path, answer.status_code, answer.text)
            assert problem(answer).status == answer.status_code


async def test_a_field_of_the_wrong_kind_is_named(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        form: dict[str, Any] = msgspec.to_builtins(sample.complaint())
        for field, wrong in (("weight", "heavy"), ("contact", 5), ("requested_by", "tomorrow"), ("own_duty", "yes")):
            answer = await rig.ask("li", "POST", "/api/calls/c1/disposition", form | {field: wrong})
            assert answer.status_code == 422, answer.text
            assert list(problem(answer).fields) == [field], answer.text


async def test_a_time_asked_for_must_be_one_that_people_mean(tmp_path: Path) -> None:
    """A wish for the year 30000 would break every screen that shows the ticket."""
    async with desk(tmp_path) as rig:
        for wish in (-1.0, 0.0, 1e12, 1e300):
            answer = await rig.ask("li", "POST", "/api/calls/c1/disposition", sample.complaint(requested_by=wish))
            assert answer.status_code == 422, (wish, answer.text)
            assert list(problem(answer).fields) == ["requested_by"]


async def test_a_form_of_megabytes_is_refused(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        form = sample.complaint(matter="水" * 4_000_000)
        assert await status_and_problem(rig, "POST", "/api/calls/c1/disposition", form) == 413
        assert (await rig.get("root", "/api/tickets"))["items"] == []


async def test_signing_in_takes_no_megabytes(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        body = {"login": "li", "password": "x" * 12_000_000}
        assert (await rig.ask("", "POST", "/api/session", body)).status_code == 413


async def test_a_body_that_never_ends_harms_nobody(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        host, port = rig.url.removeprefix("http://").split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"POST /api/session HTTP/1.1\r\nHost: d\r\nContent-Length: 1000000\r\n\r\n{")
        await writer.drain()
        assert (await rig.http.get("/health")).json()["status"] == "ok"
        writer.close()


async def test_two_hundred_pages_of_the_log_in_parallel(tmp_path: Path) -> None:
    async with desk(tmp_path, calls=30) as rig:
        answers: list[httpx.Response] = await asyncio.gather(
            *(rig.ask("root", "GET", "/api/calls", params={"limit": "7", "offset": str(n % 35)}) for n in range(200))
        )
        assert {answer.status_code for answer in answers} == {200}


async def test_pages_follow_each_other_without_a_gap(tmp_path: Path) -> None:
    """All these calls arrived in the same instant: only a complete order keeps pages apart."""
    async with desk(tmp_path, calls=30) as rig:
        seen = [
            one["call_id"]
            for offset in range(0, 35, 4)
            for one in (await rig.get("root", "/api/calls", limit=4, offset=offset))["items"]
        ]
    assert len(seen) == len(set(seen)) == 35


async def test_qa_sees_no_number_that_a_telephone_sends_as_its_name(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        arrived = msgspec.structs.replace(sample.arrived("n1", number="13911112222"), name="13911112222")
        log = EventLog(rig.database, Projector(sample.CN))
        await log.append_line("s2", "line-1", sample.numbered([arrived, sample.ended("n1")]))
        for path in ("/api/calls", "/api/calls/n1"):
            assert "13911112222" not in (await rig.ask("qian", "GET", path)).text
            assert "13911112222" in (await rig.ask("chief", "GET", path)).text


async def test_a_trunk_that_sends_the_country_hides_no_ticket(tmp_path: Path) -> None:
    """Li took this caller's call and so sees what zhao registered for the same home, however the trunk writes it."""
    async with desk(tmp_path) as rig:
        log = EventLog(rig.database, Projector(sample.CN))
        arrived = sample.arrived("n1", number="+8613911112222")
        events = [arrived, *sample.whole_call("n1", rig.people["li"].agent_id)[1:]]
        await log.append_line("s2", "line-1", sample.numbered(events))
        assert (await rig.get("li", "/api/tickets"))["items"] == []
        form = sample.complaint(phone="139 1111 2222")
        assert (await rig.ask("zhao", "POST", "/api/calls/c3/disposition", form)).status_code == 200
        assert len((await rig.get("li", "/api/tickets"))["items"]) == 1


async def test_a_fault_of_ours_tells_the_sender_nothing_and_the_log_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def broken(_: People, login: str, password: str) -> None:
        raise ZeroDivisionError(f"in {len(login)}")

    async with desk(tmp_path) as rig:
        monkeypatch.setattr(People, "verified", broken)
        body = {"login": "li", "password": "my-secret-password"}
        answer = await rig.ask("", "POST", "/api/session", body, headers={"Accept-Language": "zh"})
        assert answer.status_code == 500
        assert problem(answer).code == "internal"
        assert "ZeroDivision" not in answer.text
    heard = "".join(capfd.readouterr())
    assert "ZeroDivisionError" in heard
    assert "my-secret-password" not in heard


async def test_an_error_of_the_database_names_no_number(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        insert = text("INSERT INTO ticket (number, phone) VALUES ('TS1', :phone)")
        with pytest.raises(IntegrityError) as caught:
            await write(rig, insert, phone="13911112222")
    assert "13911112222" not in str(caught.value)
