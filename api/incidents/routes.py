"""REST of incidents: report at once, read, take in hand (SEC-2)."""

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.calls.routes import Limit, Offset
from api.guards import needs
from api.live.driver import Live
from api.problems import AnyRequest
from api.rights import Right
from api.schemas.incidents import IncidentMade, IncidentPage, IncidentView, NewIncident, TakeIncident
from api.services import Services
from api.tickets.routes import Key


class Incidents(Controller):
    """Whoever is signed in reports; the own ones everybody sees, those of the site supervisors and managers."""

    path = "/api/incidents"
    tags = ("incidents",)
    guards = (needs(Right.REPORT_INCIDENTS),)

    @get(operation_id="listIncidents")
    async def all(
        self, request: AnyRequest, services: NamedDependency[Services], limit: Limit = 50, offset: Offset = 0
    ) -> IncidentPage:
        """Those that nobody has taken, oldest first, then the others, newest first. Each opening is logged."""
        return await services.incidents.shelf.page(request.user, limit=limit, offset=offset)

    @post(operation_id="reportIncident")
    async def report(
        self,
        request: AnyRequest,
        data: JSONBody[NewIncident],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
        idempotency_key: Key = "",
    ) -> Response[IncidentMade]:
        """Report a grave error, a breach, danger to equipment or people (SEC-2); who has to know is told at once. The
        same request again under its Idempotency-Key is answered with 200 and what it made, another one with 422."""
        await live.settled()
        made = await services.incidents.shelf.report(data, request.user, idempotency_key)
        return Response(made, status_code=200 if made.again else 201)

    @post(
        "/{incident_id:str}/take",
        operation_id="takeIncident",
        status_code=200,
        guards=[needs(Right.TAKE_INCIDENTS)],
    )
    async def take(
        self,
        request: AnyRequest,
        incident_id: FromPath[str],
        data: JSONBody[TakeIncident],
        services: NamedDependency[Services],
    ) -> IncidentView:
        """I take care of it, and what is being done; it stands on nobody's list any more. Logged."""
        return await services.incidents.shelf.take(incident_id, data.note, request.user)
