"""Whose calls somebody sees, by the site of the queues: whole rows of roles, and what no site is."""

import pytest
from msgspec.structs import replace

from api.queues.sites import EVERYTHING, Seen, of_unknown_site, seen_by
from api.schemas import Role, SitePlace
from telephony.acd.plan import QueuePlan, SitePlan
from tests.unit.api import desk_samples as sample


def plan(**sites: str) -> SitePlan:
    return SitePlan(queues=tuple(QueuePlan(queue_id=key, name=key, site=site) for key, site in sites.items()))


@pytest.mark.parametrize("role", Role)
def test_managers_and_supervisors_of_a_site_see_its_queues_and_those_of_no_site(role: Role) -> None:
    person = replace(sample.person(role=role), site="east")
    narrow = role in (
        Role.SUPERVISOR,
        Role.PROPERTY_MANAGER,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.SITE_HEAD,
    )
    expected = Seen("east", frozenset({"a", "lift"})) if narrow else EVERYTHING
    assert seen_by(person, plan(a="east", b="west", lift="")) == expected


def test_where_no_queue_is_of_a_site_and_for_whom_is_of_none_calls_are_of_all() -> None:
    manager = sample.person(role=Role.PROPERTY_MANAGER)
    assert seen_by(manager, plan(a="east", b="west")) == EVERYTHING
    assert seen_by(replace(manager, site="east"), plan(a="", b="")) == Seen("east")
    assert seen_by(replace(manager, site="north"), plan(a="east")).queues == frozenset()


def test_a_site_that_there_is_not_is_told() -> None:
    known = (SitePlace(key="east", name="东区"),)
    assert of_unknown_site(plan(a="east", b="wset", c=""), known) == {"b": "wset"}
