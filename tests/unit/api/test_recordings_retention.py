"""How long recordings are kept."""

import pytest

from api.recordings.retention import DAY_S, Kept, Retention, expired

RULE = Retention(keep_days=180, ticket_days=1095)


@pytest.mark.parametrize(
    ("kept", "days", "gone"),
    [
        (Kept(began_at=0.0), 179, False),
        (Kept(began_at=0.0), 181, True),
        (Kept(began_at=0.0, ticket_open=True), 5000, False),
        (Kept(began_at=0.0, ticket_open=False, ticket_at=10 * DAY_S), 1104, False),
        (Kept(began_at=0.0, ticket_open=False, ticket_at=10 * DAY_S), 1106, True),
    ],
)
def test_what_is_kept(kept: Kept, days: int, gone: bool) -> None:
    assert expired(RULE, kept, days * DAY_S) is gone


def test_no_days_mean_for_ever() -> None:
    assert not expired(Retention(keep_days=0, ticket_days=0), Kept(began_at=0.0), 1e12)
