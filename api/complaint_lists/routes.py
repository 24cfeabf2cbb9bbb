"""REST of reading in open complaints of an earlier system."""

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from api.guards import seniors
from api.problems import AnyRequest
from api.residents.list_file import MOST_BYTES
from api.residents.routes import ListOperation
from api.schemas.complaint_lists import ComplaintImport
from api.services import Services


class ComplaintListRoutes(Controller):
    """Lists of complaints."""

    path = "/api/complaint-lists"
    tags = ("tickets",)
    guards = (seniors,)

    @post(
        operation_id="importComplaints",
        status_code=200,
        request_max_body_size=MOST_BYTES,
        operation_class=ListOperation,
    )
    async def read_in(
        self, request: AnyRequest, services: NamedDependency[Services], dry_run: FromQuery[bool] = True
    ) -> ComplaintImport:
        """Read in open complaints, .xlsx or CSV by content. Without `dry_run=false` nothing is changed; with faults
        never. The same list again adds nothing twice (by 原编号)."""
        found = await services.channels.lists.run(await request.body(), request.user, dry_run=dry_run)
        what = "complaint_import_try" if dry_run else "complaint_import"
        counts = f"added={len(found.added)} unchanged={found.unchanged} faults={len(found.faults)}"
        await services.residents.book.opened(request.user.agent_id, what, counts)
        return found
