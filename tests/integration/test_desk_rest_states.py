"""Calls listed by where they are."""

from pathlib import Path

import pytest

from api.log import EventLog
from api.projector import Projector
from tests.integration.desk_rest_rig import desk
from tests.unit.api import desk_samples as sample


@pytest.mark.parametrize(
    ("state", "expected"),
    [("ended", {"c1", "c2", "c3", "m1"}), ("talking", {"t1"}), ("waiting", {"w1"}), ("offered", {"w1"})],
)
async def test_calls_by_state(tmp_path: Path, state: str, expected: set[str]) -> None:
    async with desk(tmp_path) as rig:
        log = EventLog(rig.database, Projector(sample.CN))
        await log.append_line("s2", "line-2", sample.numbered([sample.arrived("w1"), sample.ringing("w1")]))
        page = await rig.get("chief", "/api/calls", call_state=state)
        assert {one["call_id"] for one in page["items"]} == expected
        assert page["page"]["total"] == len(expected)
        mine = await rig.get("zhao", "/api/calls", call_state=state)
        assert {one["call_id"] for one in mine["items"]} == expected & {"c3"}
