"""REST of erasing: say what it would be, carry it out, see what was. Each is an entry of the audit log."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from api.calls.routes import Limit, Offset
from api.guards import needs
from api.problems import AnyRequest
from api.rights import Right
from api.schemas import Page
from api.schemas.erasing import ErasureAsked, ErasurePage, ErasureReport
from api.services import Services


class Erasures(Controller):
    """For administrators."""

    path = "/api/erasures"
    tags = ("residents",)
    guards = (needs(Right.ERASE_RESIDENTS),)

    @get(operation_id="listErasures")
    async def all(self, services: NamedDependency[Services], limit: Limit = 50, offset: Offset = 0) -> ErasurePage:
        """What was erased, by whom and why, newest first; and entries that were changed otherwise since."""
        total, items = await services.secrecy.erasing.page(limit=limit, offset=offset)
        page = Page(total=total, limit=limit, offset=offset)
        return ErasurePage(page=page, items=items, broken=await services.secrecy.erasing.broken())

    @post(operation_id="erase", status_code=200)
    async def erase(
        self, request: AnyRequest, data: JSONBody[ErasureAsked], services: NamedDependency[Services]
    ) -> ErasureReport:
        """Without `confirm` only say what would be erased, what stays, and what stands against it. With the `confirm`
        of that answer erase it: the person's words, names and numbers, everywhere, for good. Figures stay."""
        return await services.secrecy.erasing.ask(data, request.user.agent_id)
