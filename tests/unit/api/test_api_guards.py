"""Guards let pass whoever has the right, and say no to everybody else."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from api.errors import Forbidden
from api.guards import administrators, desk_workers, needs
from api.rights import Right
from api.schemas import Role
from tests.unit.api.desk_samples import person


def asks(role: Role) -> Any:
    return cast(Any, SimpleNamespace(user=person(role=role)))


def test_whoever_has_one_of_the_rights_passes() -> None:
    guard = needs(Right.LISTEN_IN, Right.CONSENT_CLOSE)
    passed = set()
    for role in Role:
        try:
            guard(asks(role), cast(Any, None))
        except Forbidden:
            continue
        passed.add(role)
    assert passed == {Role.SUPERVISOR, Role.SITE_HEAD}


@pytest.mark.parametrize("role", [Role.DEPARTMENT_HEAD, Role.QA, Role.GENERAL_MANAGER])
def test_no_place_at_the_desk(role: Role) -> None:
    for guard in (desk_workers, administrators):
        with pytest.raises(Forbidden):
            guard(asks(role), cast(Any, None))
