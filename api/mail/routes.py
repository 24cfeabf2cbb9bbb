"""REST of e-mail: letters that came in and wait for a decision, letters of ours."""

from typing import Annotated
from urllib.parse import quote

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody

from api.calls.routes import Limit, Offset
from api.errors import NotFound
from api.guards import needs
from api.problems import AnyRequest
from api.rights import Right
from api.schemas import Complaint, Page
from api.schemas.mail import (
    AttachmentView,
    Fate,
    LetterDecision,
    LetterFiling,
    LetterPage,
    LetterReply,
    LetterThread,
    LetterView,
    SentMailPage,
    SentMailView,
)
from api.schemas.outbox import OutState
from api.services import Services

Key = Annotated[str, HeaderParameter(name="Idempotency-Key", max_length=40)]


def to_be_saved(view: AttachmentView, content: bytes) -> Response[bytes]:
    """An attachment as a file that no browser shows: it came from outside."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(view.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(content, media_type="application/octet-stream", headers=headers)


class MailRoutes(Controller):
    """Complaints by e-mail (CHAN-1). Opening a letter or an attachment is logged (SEC-1)."""

    path = "/api/mail"
    tags = ("mail",)
    guards = (needs(Right.SEND_OUT),)

    @get("/letters", operation_id="listLetters")
    async def letters(
        self,
        request: AnyRequest,
        services: NamedDependency[Services],
        fate: FromQuery[Fate | None] = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> LetterPage:
        """Letters that came in, newest first; `held` ones wait for a person."""
        total, items = await services.channels.mail.shelf.letters(fate, limit=limit, offset=offset)
        await services.residents.book.opened(request.user.agent_id, "letters", "")
        fault = services.channels.mail.postman.fault
        return LetterPage(page=Page(total=total, limit=limit, offset=offset), items=items, fault=fault)

    @get("/letters/{letter_id:str}", operation_id="getLetter")
    async def letter(
        self, request: AnyRequest, letter_id: FromPath[str], services: NamedDependency[Services]
    ) -> LetterView:
        """One letter with its text and the names of its attachments."""
        found = await services.channels.mail.shelf.letter(letter_id)
        await services.residents.book.opened(request.user.agent_id, "letter", letter_id)
        return found

    @get("/letters/{letter_id:str}/thread", operation_id="getLetterThread")
    async def thread(
        self, request: AnyRequest, letter_id: FromPath[str], services: NamedDependency[Services]
    ) -> LetterThread:
        """A letter, those that complete it, and what we wrote back."""
        found = await services.channels.mail.shelf.thread(letter_id)
        await services.residents.book.opened(request.user.agent_id, "letter", letter_id)
        return found

    @get("/letters/{letter_id:str}/attachments/{part_id:str}", operation_id="getAttachment", media_type="*/*")
    async def attachment(
        self,
        request: AnyRequest,
        letter_id: FromPath[str],
        part_id: FromPath[str],
        services: NamedDependency[Services],
    ) -> Response[bytes]:
        """An attachment, always as a file to be saved: it came from outside."""
        view, content = await services.channels.mail.shelf.attachment(letter_id, part_id)
        await services.residents.book.opened(request.user.agent_id, "letter_attachment", letter_id)
        return to_be_saved(view, content)

    @post("/letters/{letter_id:str}/register", operation_id="registerLetter", status_code=200)
    async def register(
        self,
        request: AnyRequest,
        letter_id: FromPath[str],
        data: JSONBody[Complaint],
        services: NamedDependency[Services],
    ) -> LetterView:
        """A letter that waits becomes a ticket, with the form as a person filled it in."""
        return await services.channels.mail.shelf.register(letter_id, data, request.user)

    @post("/letters/{letter_id:str}/dismiss", operation_id="dismissLetter", status_code=200)
    async def dismiss(
        self,
        request: AnyRequest,
        letter_id: FromPath[str],
        data: JSONBody[LetterDecision],
        services: NamedDependency[Services],
    ) -> LetterView:
        """A letter that waits is no complaint, and why."""
        return await services.channels.mail.shelf.dismiss(letter_id, data.reason, request.user.agent_id)

    @post("/letters/{letter_id:str}/file", operation_id="fileLetter", status_code=200)
    async def file(
        self,
        request: AnyRequest,
        letter_id: FromPath[str],
        data: JSONBody[LetterFiling],
        services: NamedDependency[Services],
    ) -> LetterView:
        """A letter that waits belongs to a complaint that is there."""
        if await services.complaints.tickets.of_number(data.number, request.user) is None:
            raise NotFound("没有这张投诉单", "there is no such ticket", {"number": "没有这张投诉单 / unknown"})
        return await services.channels.mail.shelf.file(letter_id, data.number, request.user.agent_id)

    @post("/letters/{letter_id:str}/reply", operation_id="replyToLetter", status_code=200)
    async def reply(
        self,
        letter_id: FromPath[str],
        data: JSONBody[LetterReply],
        services: NamedDependency[Services],
        key: Key = "",
    ) -> SentMailView:
        """Write back to the sender; what is answered to that completes the letter. The same Idempotency-Key again is
        the same answer."""
        return await services.channels.mail.replies.write(letter_id, data.text, key)

    @get("/tickets/{number:str}", operation_id="lettersOfTicket")
    async def of_ticket(
        self, request: AnyRequest, number: FromPath[str], services: NamedDependency[Services]
    ) -> tuple[LetterView, ...]:
        """The letters that belong to a ticket, oldest first."""
        if await services.complaints.tickets.of_number(number, request.user) is None:
            raise NotFound("没有这张投诉单", "there is no such ticket")
        await services.residents.book.opened(request.user.agent_id, "letters", number)
        return await services.channels.mail.shelf.of_ticket(number)

    @get("/sent", operation_id="listSentMail")
    async def sent(
        self,
        services: NamedDependency[Services],
        mail_state: FromQuery[OutState | None] = None,
        limit: Limit = 50,
        offset: Offset = 0,
    ) -> SentMailPage:
        """Letters of ours, newest first; `dead` ones were given up."""
        total, items = await services.channels.mail.shelf.sent(mail_state, limit=limit, offset=offset)
        return SentMailPage(page=Page(total=total, limit=limit, offset=offset), items=items)

    @post("/sent/{mail_id:str}/resend", operation_id="resendMail", status_code=200)
    async def resend(self, mail_id: FromPath[str], services: NamedDependency[Services]) -> SentMailView:
        """Send it once more, with every try that a new one has."""
        return await services.channels.mail.shelf.resend(mail_id)
