"""Guards of a ticket's steps: who has none of the rights that a step needs does not get as far as the ticket."""

from litestar.types import Guard

from api.guards import needs
from api.tickets.events import TicketFact
from api.tickets.rights import RIGHTS


def may(fact: type[TicketFact]) -> Guard:
    """Lets pass whoever may do this to some ticket; to which, `api.tickets.rights.check` tells."""
    return needs(*RIGHTS[fact])
