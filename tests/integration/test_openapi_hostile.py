"""Every operation that the API describes, called with what its description allows and more: never a fault of ours.

Schemathesis makes the requests from the served document, the same ones each time; a fault is a 5xx, or an error that
is no problem document. Which answers are right is for the other tests.
"""

import asyncio
import contextlib
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case
from schemathesis.generation import GenerationMode

from tests.integration.desk_rest_rig import DeskRig, desk

EXAMPLES = 2
"""Requests of each kind (by the description, against it) for each operation."""
LEFT_OUT = {"signOut", "endMySession", "changeMyPassword"}
"""They would end the session by which all others are called."""

Operations = list[Any]


def operations_of(document: dict[str, Any]) -> Operations:
    """Every operation of the document but those left out."""
    found = []
    for one in schemathesis.openapi.from_dict(document).get_all_operations():
        operation: Any = one.ok()  # type: ignore[union-attr]  # a document that is none raises here
        if operation.definition.raw.get("operationId") not in LEFT_OUT:
            found.append(operation)
    return found


def faults_of(operation: Any, mode: GenerationMode, url: str, token: str) -> list[str]:
    """What is wrong with the answers to requests for this operation."""
    wrong: list[str] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        try:
            answer = case.call(base_url=url, headers=headers, timeout=20)
        except (requests.exceptions.InvalidHeader, UnicodeEncodeError, ValueError):
            return  # no client can send this
        kind = answer.headers.get("content-type", [""])[0]
        if answer.status_code >= 500 or (answer.status_code >= 400 and "problem+json" not in kind):
            wrong.append(f"{case.method} {case.formatted_path}: {answer.status_code} {kind} {case.body!r:.200}")

    with contextlib.suppress(Unsatisfiable):  # nothing can be sent against such a description
        ask()
    return wrong


def every_fault(operations: Operations, url: str, token: str) -> list[str]:
    """The faults of all operations, one after the other: what makes the requests is not for several threads."""
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    return [fault for one in operations for mode in modes for fault in faults_of(one, mode, url, token)]


async def document_of(rig: DeskRig) -> dict[str, Any]:
    document: dict[str, Any] = await rig.get("root", "/schema/openapi.json")
    return document


@pytest.mark.timeout(400)
async def test_no_request_that_the_description_leads_to_is_a_fault_of_ours(tmp_path: Path) -> None:
    async with desk(tmp_path) as rig:
        operations = operations_of(await document_of(rig))
        assert len(operations) > 50
        faults = await asyncio.to_thread(every_fault, operations, rig.url, rig.tokens["root"])
        assert faults == []
        assert (await rig.ask("root", "GET", "/api/me")).status_code == 200, "all was asked by somebody signed in"
