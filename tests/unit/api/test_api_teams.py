"""Whose calls a supervisor may finish: those of the own team; an administrator everybody's."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from api.agents.organisation import Places
from api.agents.people import People
from api.agents.teams import may_act_for
from api.schemas import NewAgent, Role, Team
from tests.unit.api import desk_samples as sample


@pytest.mark.parametrize(
    ("role", "team", "allowed"),
    [
        (Role.SUPERVISOR, "early", True),
        (Role.SUPERVISOR, "late", False),
        (Role.SUPERVISOR, "", False),
        (Role.ADMIN, "", True),
        (Role.AGENT, "early", False),
        (Role.QA, "early", False),
    ],
)
async def test_who_may_act_for_an_agent_of_a_team(tmp_path: Path, role: Role, team: str, allowed: bool) -> None:
    async with sample.desk(tmp_path) as desk:
        await Places(desk.database).put_team("early", Team(key="early", name="早班"))
        new = NewAgent(login="1", password="long enough", name="李明", surname="李", team="early")
        agent = await People(desk.database).create(new)
        by = replace(sample.person("s1", role), team=team)
        async with desk.database.reading() as session:
            assert await may_act_for(session, by, (agent.agent_id,)) is allowed


async def test_a_call_that_nobody_took_and_one_of_somebody_unknown(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk, desk.database.reading() as session:
        plain = sample.person("s1", Role.SUPERVISOR)
        of_team = replace(plain, team="early")
        assert await may_act_for(session, of_team, ("",))
        assert await may_act_for(session, plain, ("a1",))
        assert not await may_act_for(session, of_team, ("a1",))
