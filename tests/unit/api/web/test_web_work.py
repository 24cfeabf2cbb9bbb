"""The worklist shows each ticket once."""

from msgspec.structs import replace

from api.schemas import TicketDuty, WorkItem
from api.web.pages.work import by_ticket
from tests.unit.api.ticket_samples import fresh


def test_a_ticket_stands_once_where_its_nearest_duty_is() -> None:
    one, other = fresh(), replace(fresh(), number="TS20261123-0002")
    first = TicketDuty(role="agent", what="send", due=1.0)
    second = TicketDuty(role="agent", what="reply", due=2.0)
    found = by_ticket(
        (
            WorkItem(duty=first, ticket=one),
            WorkItem(duty=first, ticket=other),
            WorkItem(duty=second, ticket=one),
        )
    )
    assert found == ((one, (first, second)), (other, (first,)))
