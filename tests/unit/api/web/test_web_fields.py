"""Times of the site as they are typed."""

from zoneinfo import ZoneInfo

import pytest

from api.errors import Invalid
from api.web.fields import as_field, moment, needed
from tests.unit.api.desk_samples import NOON

CN = ZoneInfo("Asia/Shanghai")


def test_a_time_is_the_sites_own() -> None:
    assert moment("until", "2026-11-23T12:00", CN) == NOON
    assert as_field(NOON, CN) == "2026-11-23T12:00"
    assert moment("until", "", CN) is None


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01T00:00", "99999-01-01T00:00"])
def test_what_is_no_time_is_said_at_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        moment("until", text, CN)
    assert list(refused.value.fields) == ["until"]


def test_a_time_that_is_needed_must_be_there() -> None:
    with pytest.raises(Invalid):
        needed("until", "", CN)
