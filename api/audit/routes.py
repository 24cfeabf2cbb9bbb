"""REST of the audit log: who opened and changed what, and whether the chain holds."""

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from api.audit.shelf import AuditFilter
from api.calls.routes import Limit, Offset
from api.guards import needs
from api.problems import AnyRequest
from api.rights import Right
from api.schemas import AuditPage, AuditState, Page
from api.services import Services


class Audit(Controller):
    """For administrators and the general manager; that they read it is an entry too."""

    path = "/api/audit"
    tags = ("audit",)
    guards = (needs(Right.READ_AUDIT),)

    @get(operation_id="listAudit")
    async def all(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        user_id: FromQuery[str] = "",
        what: FromQuery[str] = "",
        subject: FromQuery[str] = "",
        since: FromQuery[float | None] = None,
        until: FromQuery[float | None] = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> AuditPage:
        """Entries, newest first."""
        which = AuditFilter(user_id=user_id, what=what, subject=subject, since=since, until=until)
        total, items = await services.secrecy.audit.page(which, limit=limit, offset=offset)
        await services.secrecy.audit.note(request.user.agent_id, "audit", "list")
        return AuditPage(page=Page(total=total, limit=limit, offset=offset), items=items)

    @get("/state", operation_id="verifyAudit")
    async def state(self, services: NamedDependency[Services]) -> AuditState:
        """Whether every entry is as it was written, and none is missing. `head` is worth keeping elsewhere."""
        return await services.secrecy.audit.verify()
