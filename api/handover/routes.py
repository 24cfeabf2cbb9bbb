"""REST of hand-over notes: what to read at the beginning of a shift, what to write at its end (LINE-6)."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.calls.routes import Limit, Offset
from api.guards import desk_workers
from api.live.driver import Live
from api.problems import AnyRequest
from api.schemas import HandoverFacts, HandoverNote, HandoverPage, NewHandover, Page
from api.services import Services


class Handover(Controller):
    """For everybody who works at the desk."""

    path = "/api/handover"
    tags = ("handover",)
    guards = (desk_workers,)

    @get(operation_id="listHandover")
    async def all(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        limit: Limit = 20,
        offset: Offset = 0,
    ) -> HandoverPage:
        """Notes, newest first, and how many of them I have not signed. Residents are named in them, so it is logged
        who opened them (SEC-1)."""
        total, items = await services.shift.handover.page(limit=limit, offset=offset)
        unread = await services.shift.handover.unread(request.user)
        if items:
            await services.residents.book.opened(request.user.agent_id, "handover", items[0].note_id)
        return HandoverPage(page=Page(total=total, limit=limit, offset=offset), unread=unread, items=items)

    @get("/facts", operation_id="handoverFacts")
    async def facts(self, services: NamedDependency[Services], live: NamedDependency[Live]) -> HandoverFacts:
        """What the desk would add to a note written now."""
        await live.settled()
        return await services.shift.handover.facts()

    @post(operation_id="writeHandover")
    async def write(
        self,
        request: AnyRequest,
        data: JSONBody[NewHandover],
        services: NamedDependency[Services],
        live: NamedDependency[Live],
    ) -> HandoverNote:
        """Write the note of this shift; the open complaints are added as they stand."""
        await live.settled()
        return await services.shift.handover.write(data, request.user)

    @post("/{note_id:str}/sign", operation_id="signHandover", status_code=200)
    async def sign(
        self, request: AnyRequest, note_id: FromPath[str], services: NamedDependency[Services]
    ) -> HandoverNote:
        """I have read it and taken over."""
        return await services.shift.handover.sign(note_id, request.user)
