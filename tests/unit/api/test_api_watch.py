"""Consoles of sessions that are over are closed and told why; the others are left alone."""

from pathlib import Path
from typing import Any, cast

from api.agents.sessions import Ended, Sessions
from api.agents.watch import OVER, look
from tests.unit.api import desk_samples as sample
from tests.unit.api.test_api_sessions import begun

LATER = 4e9


class Floor:
    """The live side, as far as the watch asks it."""

    def __init__(self, **there: str) -> None:
        self.there = there
        self.put: list[tuple[str, str]] = []

    def signed_on(self) -> dict[str, str]:
        return self.there

    def put_out(self, agent_id: str, zh: str, en: str) -> None:
        self.put.append((agent_id, en))


async def test_who_is_put_out(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        sessions = Sessions(desk.database)
        for name, who in (("s1", "a1"), ("s2", "a2")):
            await sessions.begin(begun(name, who, at=LATER), LATER)
        await sessions.begin(begun("s3", "a3", lasts_s=1.0), 1000.0)
        await sessions.end("a1", Ended.SWITCHED_OFF, LATER)
        floor = Floor(s1="a1", s2="a2", s3="a3", s4="a4")
        await look(sessions, cast(Any, floor))
        empty = Floor()
        await look(sessions, cast(Any, empty))
    assert sorted(floor.put) == [("a1", "this account was switched off"), ("a3", OVER[1]), ("a4", OVER[1])]
    assert empty.put == []
