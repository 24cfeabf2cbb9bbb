"""Who may do what, row by row, as the rule book says it; no right without a role, no role without a title."""

import pytest
from msgspec.structs import replace

from api import rights
from api.rights import Reach, Right, may, may_extend, reach
from api.schemas import ROLE_TITLES, Role
from scripts_lib.loader import load
from tests.unit.api.desk_samples import person


def test_every_right_names_its_roles_and_every_role_its_title_and_reach() -> None:
    assert set(rights.ROLES_OF) == set(Right)
    assert all(rights.ROLES_OF.values())
    assert set(ROLE_TITLES) == set(Role) == set(rights.REACH)
    assert len({zh for zh, _ in ROLE_TITLES.values()}) == len(Role)


@pytest.mark.parametrize(
    ("right", "roles"),
    [
        (Right.TAKE_CALLS, {Role.AGENT, Role.SUPERVISOR, Role.ADMIN}),
        (Right.LISTEN_IN, {Role.SUPERVISOR}),
        (Right.CONSENT_CLOSE, {Role.SITE_HEAD}),
        (Right.SIGN_QUARTER, {Role.SITE_HEAD}),
        (Right.SIGN_FOR, {Role.SUPERVISOR, Role.ADMIN, Role.DEPARTMENT_HEAD}),
        (Right.ADJUST_SCORES, {Role.QA}),
        (Right.MANAGE_PEOPLE, {Role.ADMIN}),
    ],
)
def test_who_has_a_right(right: Right, roles: set[Role]) -> None:
    assert {role for role in Role if may(person(role=role), right)} == roles


def test_numbers_are_hidden_from_those_who_talk_to_no_resident() -> None:
    hidden = {role for role in Role if rights.masks(person(role=role))}
    assert hidden == {Role.QA, Role.DEPUTY_GENERAL_MANAGER, Role.GENERAL_MANAGER}


@pytest.mark.parametrize(
    ("extend_by", "roles"),
    [
        ("property_manager", {Role.PROPERTY_MANAGER, Role.DEPUTY_GENERAL_MANAGER, Role.GENERAL_MANAGER}),
        ("general_manager", {Role.GENERAL_MANAGER}),
        ("", set()),
        ("caretaker", set()),
    ],
)
def test_who_grants_a_longer_time(extend_by: str, roles: set[Role]) -> None:
    assert {role for role in Role if may_extend(person(role=role), extend_by)} == roles


def test_whoever_the_procedure_names_may_grant() -> None:
    named = {clock.extend_by for clock in load().procedure.clocks if clock.extend_by}
    assert named
    assert all(may_extend(person(role=Role(one)), one) for one in named)


@pytest.mark.parametrize(
    ("role", "site", "found"),
    [
        (Role.AGENT, "", Reach.OWN),
        (Role.SUPERVISOR, "qingshan", Reach.ALL),
        (Role.DEPARTMENT_HEAD, "", Reach.DEPARTMENTS),
        (Role.SITE_HEAD, "qingshan", Reach.SITE),
        (Role.SITE_HEAD, "", Reach.ALL),
        (Role.PROPERTY_MANAGER, "qingshan", Reach.SITE),
        (Role.GENERAL_MANAGER, "qingshan", Reach.ALL),
    ],
)
def test_how_far_tickets_are_seen(role: Role, site: str, found: Reach) -> None:
    assert reach(replace(person(role=role), site=site)) is found


def test_teams_departments_and_sites() -> None:
    early = replace(person(role=Role.SUPERVISOR), team="early", site="qingshan", departments=("customer_service",))
    late = replace(person("a2"), team="late")
    assert rights.same_team(early, replace(late, team="early"))
    assert not rights.same_team(early, late)
    assert rights.same_team(person("a3", Role.SUPERVISOR), person("a4"))
    assert rights.same_team(person("root", Role.ADMIN), late)
    assert rights.of_department(early, "customer_service")
    assert not rights.of_department(early, "engineering")
    assert [rights.of_site(early, site) for site in ("qingshan", "lvshui", "")] == [True, False, True]
    assert rights.of_site(late, "lvshui")


@pytest.mark.parametrize(
    ("role", "floor", "above"),
    [
        (Role.SUPERVISOR, Role.SUPERVISOR, True),
        (Role.SUPERVISOR, Role.DEPARTMENT_HEAD, False),
        (Role.GENERAL_MANAGER, Role.AGENT, True),
        (Role.ADMIN, Role.AGENT, False),
        (Role.GENERAL_MANAGER, Role.SITE_HEAD, False),
    ],
)
def test_who_stands_above_whom(role: Role, floor: Role, above: bool) -> None:
    assert rights.at_least(role, floor) is above
