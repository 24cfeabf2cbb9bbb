"""Letters of ours: what waits, what was sent, what was given up and may be sent again."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from api.guards import needs
from api.problems import AnyRequest
from api.rights import Right
from api.schemas.outbox import OutState
from api.services import Services
from api.web.letter_words import OUT_STATES, PURPOSES
from api.web.paging import PAGE, page_number, pages_of
from api.web.render import page
from scripts_lib.model import Text

GUARDS = [needs(Right.SEND_OUT)]
SAID = {"again": Text("已重新交付发送", "It is sent again")}


@get("/letters/sent", guards=GUARDS)
async def sent(request: AnyRequest, services: NamedDependency[Services]) -> Template:
    """All of them, or those of one state (`state`); newest first."""
    state = next((one for one in OutState if one == request.query_params.get("state", "")), None)
    number = page_number(request)
    total, found = await services.channels.mail.shelf.sent(state, limit=PAGE, offset=(number - 1) * PAGE)
    await services.residents.book.opened(request.user.agent_id, "sent_letters", "")
    return page(
        request,
        "letters_sent.html",
        letters=found,
        purposes=PURPOSES,
        states=OUT_STATES,
        state=state,
        possible=services.channels.mail.replies.possible,
        number=number,
        pages_in_all=pages_of(total),
        address=f"/letters/sent?state={state or ''}&",
        said=SAID.get(request.query_params.get("said", "")),
    )


@post("/letters/sent/{mail_id:str}/resend", guards=GUARDS, status_code=200)
async def resend(mail_id: FromPath[str], services: NamedDependency[Services]) -> Redirect:
    """Send it once more, with every try that a new one has."""
    await services.channels.mail.shelf.resend(mail_id)
    return Redirect("/letters/sent?said=again", status_code=303)


PAGES = (sent, resend)
