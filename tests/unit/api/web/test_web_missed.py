"""What is offered about an item of the duty list, by kind and role."""

import pytest

from api.schemas import AgentView, DutyItem, DutyKind, DutyState, Role
from api.web.pages.missed import offers


def item(kind: DutyKind, number: str = "13900001111") -> DutyItem:
    return DutyItem(
        item_id="c1",
        kind=kind,
        state=DutyState.OPEN,
        number=number,
        first_at=1.0,
        last_at=1.0,
        count=1,
        longest_ms=1.0,
        calls=("c1",),
    )


@pytest.mark.parametrize(
    ("kind", "role", "offered"),
    [
        (DutyKind.ABANDONED, Role.AGENT, {"call"}),
        (DutyKind.ABANDONED, Role.SUPERVISOR, {"call", "excuse"}),
        (DutyKind.ABANDONED, Role.QA, set()),
        (DutyKind.SHORT, Role.AGENT, {"call", "excuse"}),
        (DutyKind.PROMISE, Role.AGENT, {"call", "done"}),
        (DutyKind.FOLLOW_UP, Role.SUPERVISOR, {"call", "done", "excuse"}),
    ],
)
def test_what_is_offered(kind: DutyKind, role: Role, offered: set[str]) -> None:
    person = AgentView(agent_id="a", login="a", name="a", surname="a", role=role)
    assert offers(item(kind), person) == offered


def test_who_showed_no_number_cannot_be_rung_back() -> None:
    person = AgentView(agent_id="a", login="a", name="a", surname="a", role=Role.AGENT)
    assert offers(item(DutyKind.WITHHELD, ""), person) == {"excuse"}
