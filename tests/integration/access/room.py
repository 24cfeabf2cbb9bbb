"""A room of the API: who may call what of it, and how everybody asks for all of it."""

import asyncio
from collections.abc import Mapping, Set
from dataclasses import dataclass

from tests.integration.access.people import OPEN
from tests.integration.desk_rest_rig import DeskRig, problem

NAMED = {
    "case_id": "q1",
    "entry_id": "e1",
    "hint_id": "h1",
    "task_id": "t1",
    "grade_id": "g1",
    "sample_id": "none",
    "year": "2026",
    "month": "2026-10",
    "call_id": "c1",
    "number": "TS20261123-0001",
    "item_id": "m1",
    "incident_id": "i1",
    "recording_id": "r1",
    "note_id": "h1",
    "resident_id": "none",
    "key": "qingshan",
    "day": "2026-12-01",
    "session_id": "s1",
    "shift": "morning",
    "file": "complaint_form.pdf",
    "alarm_id": "a1",
    "token": "t1",
    "letter_id": "l1",
    "part_id": "p1",
    "mail_id": "m1",
    "webhook_id": "w1",
    "delivery_id": "d1",
    "extension_id": "e1",
}
"""What stands in paths; the agent is zhao, who asks for nothing."""
REASON = {"reason": "核实后"}
METHODS = ("get", "post", "put", "patch", "delete")
LAST = "signOut"
"""After it nobody is signed in."""


@dataclass(frozen=True)
class Room:
    """The operations whose paths begin with one of the `roots` (`/api/<root>`)."""

    roots: tuple[str, ...]
    may: Mapping[str, Set[str]]
    """Every operation and the logins that may; whoever else is refused."""
    bodies: Mapping[str, object]
    """What is sent to an operation, where it wants something."""


async def operations(rig: DeskRig) -> dict[str, tuple[str, str]]:
    """Method and path of every operation, by its id."""
    description = await rig.get("", "/schema/openapi.json")
    found: dict[str, tuple[str, str]] = {}
    for path, item in description["paths"].items():
        for method in METHODS:
            if method in item:
                assert item[method]["operationId"] not in found
                found[item[method]["operationId"]] = (method.upper(), path)
    return found


def root_of(path: str) -> str:
    """`calls` of `/api/calls/{call_id}`."""
    return path.removeprefix("/api").split("/")[1]


async def statuses(rig: DeskRig, room: Room) -> dict[tuple[str, str], int]:
    """What everybody is answered, by operation and login; the same moment for all of them."""
    found = await operations(rig)
    answered: dict[tuple[str, str], int] = {}
    for name in sorted(room.may, key=lambda one: one == LAST):
        method, path = found[name]
        real = path.format_map(NAMED | {"agent_id": rig.people["zhao"].agent_id})
        people = sorted(OPEN)
        answers = await asyncio.gather(*(rig.ask(who, method, real, room.bodies.get(name)) for who in people))
        for who, answer in zip(people, answers, strict=True):
            answered[name, who] = answer.status_code
            if answer.status_code >= 400:
                problem(answer)
    return answered
