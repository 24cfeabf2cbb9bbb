"""What comes in by a form."""

from litestar import post

from api.problems import AnyRequest
from api.web.forms import LONGEST, typed
from api.web.session import PUBLIC
from tests.unit.api.web.test_web_session import everybodys
from tests.unit.api.web.web_site import site, token_of


@post("/echo", opt={PUBLIC: True}, status_code=200)
async def echo(request: AnyRequest) -> dict[str, str]:
    return await typed(request)


def test_text_is_trimmed_and_cut_and_nothing_else_is_let_in() -> None:
    with site([everybodys, echo]) as client:
        client.get("/all")
        sent = {**token_of(client), "matter": "  电梯\0停了 ", "long": "x" * (LONGEST + 1)}
        found = client.post("/echo", data=sent).json()
        assert found == {"matter": "电梯停了", "long": "x" * LONGEST}
        with_file = client.post("/echo", data=token_of(client), files={"photo": ("a.txt", b"data")}).json()
        assert with_file == {}
