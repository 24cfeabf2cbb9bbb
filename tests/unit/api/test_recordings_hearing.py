"""Who may hear a call (SEC-1): by role, by team, and by what is held against the own person."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from api.agents.organisation import Places
from api.agents.people import People
from api.errors import Forbidden
from api.quality.events import CaseOpened
from api.recordings.hearing import Hearing, may_hear
from api.schemas import AgentView, NewAgent, Role, Team
from api.schemas.quality import Proof, Source
from scripts_lib.model import Text
from tests.unit.api import desk_samples as sample


async def agent_of_a_call(desk: sample.Desk) -> AgentView:
    """An agent of the early team, who took call c1."""
    await Places(desk.database).put_team("early", Team(key="early", name="早班"))
    new = NewAgent(login="1", password="long enough", name="李明", surname="李", team="early")
    agent = await People(desk.database).create(new)
    await desk.log.append_line(
        "s", "l", sample.numbered([sample.started(), *sample.whole_call("c1", agent.agent_id)])
    )
    return agent


async def test_who_hears_whom(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        agent = await agent_of_a_call(desk)
        allowed = {
            (Role.SUPERVISOR, "early"): True,
            (Role.SUPERVISOR, "late"): False,
            (Role.SUPERVISOR, ""): False,
            (Role.QA, ""): True,
            (Role.ADMIN, ""): True,
            (Role.AGENT, "early"): False,
            (Role.GENERAL_MANAGER, ""): False,
        }
        async with desk.database.reading() as session:
            for (role, team), expected in allowed.items():
                by = replace(sample.person("s1", role), team=team)
                assert await may_hear(session, by, "c1") is expected, (role, team)
            assert not await may_hear(session, agent, "c1"), "nothing is held of it"


async def test_an_agent_hears_the_evidence_of_an_offence_of_the_own(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        agent = await agent_of_a_call(desk)
        proof = Proof(call_id="c1", what=Text("服务忌语", "A forbidden phrase"))
        await desk.log.append_desk(
            CaseOpened(
                at=1.0,
                case_id="k1",
                agent_id=agent.agent_id,
                rule="PEN-3-11",
                happened_at=1.0,
                source=Source.SYSTEM,
                proof=proof,
            )
        )
        hearing = Hearing(desk.database)
        await hearing.check_call(agent, "c1")
        with pytest.raises(Forbidden):
            await hearing.check_call(sample.person("a2"), "c1")


async def test_whose_offences_one_looks_at(tmp_path: Path) -> None:
    async with sample.desk(tmp_path) as desk:
        agent = await agent_of_a_call(desk)
        hearing = Hearing(desk.database)
        early = replace(sample.person("s1", Role.SUPERVISOR), team="early")
        assert await hearing.whose(early) == frozenset({agent.agent_id})
        assert await hearing.whose(agent) == frozenset({agent.agent_id})
        assert await hearing.whose(sample.person("q1", Role.QA)) is None
        await hearing.check_agent(early, agent.agent_id)
        with pytest.raises(Forbidden):
            await hearing.check_agent(replace(early, team="late"), agent.agent_id)
