"""Whose word counts on who asks and over what: nobody's but a named proxy's."""

from typing import Any

import pytest
from litestar.types import Message, Receive, Scope, Send
from structlog.testing import capture_logs

from api.forwarded import Forwarded


class Seen:
    """An application that keeps what it was asked, and sets one cookie."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"set-cookie", b"a=b; HttpOnly")]})


async def ask(around: Forwarded, peer: str, **headers: str) -> list[tuple[bytes, bytes]]:
    """A request from that peer; the headers of the answer."""
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: Any = {"type": "http", "scheme": "http", "client": (peer, 4711), "headers": raw}
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("nothing is read")

    await around(scope, receive, send)
    return list(sent[0]["headers"])  # type: ignore[typeddict-item]


@pytest.mark.parametrize("proxy", ["10.0.0.1", "10.0.0.0/24", "::1/128"])
async def test_a_named_proxy_says_who_asks_and_its_cookies_are_secure(proxy: str) -> None:
    seen = Seen()
    peer = "::1" if ":" in proxy else "10.0.0.1"
    headers = await ask(Forwarded(seen, [proxy]), peer, x_forwarded_for="192.0.2.7", x_forwarded_proto="https")
    assert (seen.scopes[0]["client"][0], seen.scopes[0]["scheme"]) == ("192.0.2.7", "https")  # type: ignore[index]
    assert headers == [(b"set-cookie", b"a=b; HttpOnly; Secure")]


@pytest.mark.parametrize("proxies", [[], ["10.0.0.1"]])
async def test_anybody_else_is_not_believed_and_told_once(proxies: list[str]) -> None:
    seen = Seen()
    around = Forwarded(seen, proxies)
    with capture_logs() as logs:
        for _ in range(2):
            headers = await ask(around, "127.0.0.1", x_forwarded_for="192.0.2.7", x_forwarded_proto="https")
            assert headers == [(b"set-cookie", b"a=b; HttpOnly")]
    assert [scope["client"] for scope in seen.scopes] == [("127.0.0.1", 4711)] * 2
    assert [(one["event"], one["address"]) for one in logs] == [("proxy_not_trusted", "127.0.0.1")]


async def test_what_a_caller_claimed_before_the_proxy_does_not_count() -> None:
    seen = Seen()
    await ask(Forwarded(seen, ["10.0.0.1"]), "10.0.0.1", x_forwarded_for="1.1.1.1, 192.0.2.7")
    assert seen.scopes[0]["client"][0] == "192.0.2.7"  # type: ignore[index]
