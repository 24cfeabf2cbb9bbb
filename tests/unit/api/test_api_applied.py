"""What follows at once from a change of an account: the floor knows it, consoles that may not be are closed."""

from typing import Any, cast

import pytest

from api.agents.applied import applied
from api.live.driver import Live
from api.schemas import AgentView, Role
from api.services import Services
from tests.unit.api import desk_samples as sample


class Floor:
    """What the live side was told, in order."""

    def __init__(self) -> None:
        self.told: list[tuple[str, object]] = []

    def person_changed(self, person: AgentView) -> None:
        self.told.append(("changed", person.agent_id))

    def signed_on(self) -> dict[str, str]:
        return {"s1": "a1"}

    def put_out(self, agent_id: str, zh: str, en: str) -> None:
        self.told.append(("put out", f"{agent_id} {en}"))

    def now_at(self, person: AgentView) -> AgentView:
        return person


class Desk:
    """Services with sessions of which `over` do not count any more."""

    def __init__(self, over: dict[str, str]) -> None:
        self.over = over
        self.staff = self.sign_in = self.sessions = self

    async def ended(self, _: list[str], __: float) -> dict[str, str]:
        return self.over


async def change(role: Role, over: dict[str, str]) -> list[tuple[str, object]]:
    floor: Any = Floor()
    person = sample.person("a1", role)
    assert await applied(cast(Services, Desk(over)), cast(Live, floor), person) == person
    told: list[tuple[str, object]] = floor.told
    return told


async def test_an_agent_who_goes_on_is_only_told_of() -> None:
    assert await change(Role.AGENT, {}) == [("changed", "a1")]


async def test_a_session_that_ended_closes_its_console() -> None:
    changed, closed = await change(Role.SUPERVISOR, {"s1": "switched_off"})
    assert changed == ("changed", "a1")
    assert closed[0] == "put out"
    assert str(closed[1]).startswith("a1 ")


@pytest.mark.parametrize("role", [Role.QA, Role.DEPARTMENT_HEAD, Role.GENERAL_MANAGER])
async def test_a_role_without_a_console_has_none(role: Role) -> None:
    assert ("put out", "a1 your role was changed; it has no console") in await change(role, {})
