"""REST of residents: find, add, read in lists. Every search and every list is logged (SEC-1)."""

from dataclasses import dataclass, field

from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.params import FromPath, FromQuery, JSONBody

from api.calls.routes import Limit, Offset
from api.guards import desk_workers, seniors
from api.problems import AnyRequest
from api.residents.list_file import MOST_BYTES
from api.residents.template import template
from api.schemas import ImportReport, NewResident, Page, ResidentChange, ResidentPage, ResidentView
from api.services import Services

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _list_body() -> RequestBody:
    content = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))
    return RequestBody(content={XLSX: content, "text/csv": content}, required=True, description="The file's bytes.")


@dataclass
class ListOperation(Operation):
    """An operation whose body is a file, for the description of the API: the handler takes raw bytes."""

    request_body: RequestBody | None = field(default_factory=_list_body)

    def __post_init__(self) -> None:
        self.request_body = _list_body()


class Residents(Controller):
    """The book of residents."""

    path = "/api/residents"
    tags = ("residents",)

    @get(operation_id="findResidents", guards=[desk_workers])
    async def find(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        number: FromQuery[str] = "",
        room: FromQuery[str] = "",
        name: FromQuery[str] = "",
        q: FromQuery[str] = "",
        limit: Limit = 20,
        offset: Offset = 0,
    ) -> ResidentPage:
        """Residents by number (whole), by home such as `3-2-501` (in part), by name (in part); or all of these in
        one line, `q`, which also takes the name's pinyin and the end of a number, and answers the best first."""
        book = services.residents.book
        if q:
            total, items = await book.find(q, limit=limit, offset=offset)
        else:
            total, items = await book.search(number=number, room=room, name=name, limit=limit, offset=offset)
        found = ",".join(one.resident_id for one in items)
        await services.residents.book.opened(request.user.agent_id, "resident_search", found)
        return ResidentPage(page=Page(total=total, limit=limit, offset=offset), items=items)

    @post(operation_id="addResident", guards=[seniors])
    async def add(
        self, request: AnyRequest, data: JSONBody[NewResident], services: NamedDependency[Services]
    ) -> ResidentView:
        """Add a resident."""
        (added,) = await services.residents.book.add(data, by=request.user.agent_id)
        return added

    @put("/{resident_id:str}", operation_id="changeResident", guards=[seniors])
    async def change(
        self,
        request: AnyRequest,
        resident_id: FromPath[str],
        data: JSONBody[ResidentChange],
        services: NamedDependency[Services],
    ) -> ResidentView:
        """Name, telephones and note as they are now; it is logged which of them were changed."""
        return await services.residents.book.change(resident_id, data, request.user.agent_id)

    @delete("/{resident_id:str}", operation_id="moveResidentOut", guards=[seniors])
    async def move_out(
        self, request: AnyRequest, resident_id: FromPath[str], services: NamedDependency[Services]
    ) -> None:
        """Take somebody who has moved out of the book. Calls and complaints stay; see /api/erasures for these."""
        await services.residents.book.move_out(resident_id, request.user.agent_id)

    @post(
        "/import",
        operation_id="importResidents",
        guards=[seniors],
        status_code=200,
        request_max_body_size=MOST_BYTES,
        operation_class=ListOperation,
    )
    async def read_in(
        self, request: AnyRequest, services: NamedDependency[Services], dry_run: FromQuery[bool] = True
    ) -> ImportReport:
        """Read in a list, .xlsx or CSV by content. Without `dry_run=false` nothing is changed; with faults never."""
        content = await request.body()
        return await services.residents.imports.run(content, request.user.agent_id, dry_run=dry_run)

    @get("/template.xlsx", operation_id="residentsTemplate", guards=[seniors], media_type=XLSX, sync_to_thread=True)
    def template(self) -> Response[bytes]:
        """The empty list as an Excel workbook."""
        headers = {"Content-Disposition": 'attachment; filename="residents.xlsx"'}
        return Response(template(), media_type=XLSX, headers=headers)
