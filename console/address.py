"""Finding the desk by one address: what people type becomes URLs to try, and each is asked whether it is a desk.

`desk.example`, `desk.example:7800`, `http://10.0.0.5:7800`, `https://desk.example/hotline` are all addresses. Knows
`GET /health` and nothing else of the desk.
"""

import ipaddress
import re
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import msgspec
from websockets.exceptions import ConnectionClosed

from api.schemas import Health
from console.errors import DeskNotTrusted, DeskSilent, DeskUnreachable, NotADesk, ProtocolMismatch
from scripts_lib.model import Text

PORT = 7800
"""Where `hotline serve` listens unless it is told otherwise."""
TRY_S = 5.0
"""How long one URL may take to answer."""
_FULL_WIDTH = str.maketrans("：。／．", ":./.")
"""What an input method makes of `:`, `.` and `/`."""


class BadAddress(ValueError):
    """Not an address at all."""


def candidates(typed: str) -> tuple[str, ...]:
    """The URLs that an address may mean, the likeliest first. Raises BadAddress."""
    text = re.sub(r"(?<=[^:/])/+$", "", typed.strip().translate(_FULL_WIDTH))
    if not text or re.search(r"\s", text):
        raise BadAddress(typed)
    if "://" in text:
        return (_checked(text, typed),)
    if _bare_ipv6(text):
        text = f"[{text}]"
    url = _checked(f"http://{text}", typed)
    parts = urlsplit(url)
    if parts.port is not None:
        return (url, f"https://{text}")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return (f"http://{host}:{PORT}{parts.path}", f"https://{text}", url)


def _checked(url: str, typed: str) -> str:
    try:
        parts = urlsplit(url)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    if not right or parts.username or parts.query or parts.fragment:
        raise BadAddress(typed)
    return url


def _bare_ipv6(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).version == 6
    except ValueError:
        return False


async def find(typed: str, version: str, transport: httpx.AsyncBaseTransport | None = None) -> str:
    """The desk's URL. Raises BadAddress, DeskUnreachable, DeskNotTrusted, NotADesk, ProtocolMismatch: the first URL's
    error counts, unless a later one was at least answered."""
    met: DeskUnreachable | DeskNotTrusted | NotADesk | None = None
    # trust_env=False: the desk is on the site's own network, whatever the PC's proxy settings say.
    async with httpx.AsyncClient(timeout=TRY_S, trust_env=False, transport=transport, verify=trusted()) as http:
        for url in candidates(typed):
            try:
                health = await _health(http, url)
            except DeskUnreachable as error:
                met = met or error
            except (NotADesk, DeskNotTrusted) as error:
                met = error if met is None or isinstance(met, DeskUnreachable) else met
            else:
                if not same_wire(health.version, version):
                    raise ProtocolMismatch(f"{health.version} / {version}")
                return url
    assert met is not None, "there is at least one candidate"
    raise met


async def _health(http: httpx.AsyncClient, url: str) -> Health:
    try:
        response = await http.get(f"{url}/health")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        if (why := _distrusted(error)) is not None:
            raise DeskNotTrusted(url, why) from error
        raise unreached(url, error) from error
    try:
        return msgspec.json.decode(response.content, type=Health)
    except msgspec.DecodeError as error:
        raise NotADesk(url, response.status_code) from error


def unreached(desk: str, error: BaseException) -> DeskUnreachable:
    """Why the desk could not be reached, in words for people; a library's own only where there are none."""
    met = list(_chain(error))
    if any(isinstance(one, TimeoutError | httpx.TimeoutException) for one in met):
        return DeskSilent(desk)
    for kind, why in _REASONS:
        if any(isinstance(one, kind) for one in met):
            return DeskUnreachable(desk, why)
    return DeskUnreachable(desk, str(error) or type(error).__name__)


_REASONS: tuple[tuple[type[BaseException], Text], ...] = (
    (ConnectionRefusedError, Text("这个地址上没有程序在运行", "nothing listens there")),
    (socket.gaierror, Text("查不到这个名称的地址", "the name has no address")),
    (ConnectionError, Text("对方断开了连接", "it closed the connection")),
    (ConnectionClosed, Text("对方断开了连接", "it closed the connection")),
    (httpx.RemoteProtocolError, Text("对方断开了连接", "it closed the connection")),
)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it comes from, and what that holds together."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from _chain(one)
        error = error.__cause__ or error.__context__


def trusted() -> ssl.SSLContext:
    """The certificates that this PC trusts, a company's own authority among them; `SSL_CERT_FILE` stands in for them.

    The desk's WebSockets go by the same list. httpx' own would be that of public authorities alone.
    """
    return ssl.create_default_context()


def _distrusted(error: BaseException) -> str | None:
    """Why the certificate was not taken, where that is what an error comes from."""
    at: BaseException | None = error
    while at is not None:
        if isinstance(at, ssl.SSLCertVerificationError):
            return at.verify_message
        at = at.__cause__ or at.__context__
    return None


def same_wire(desk: str, own: str) -> bool:
    """Whether desk and console understand each other: below 1.0 a minor version may change the wire, then a major."""
    theirs, ours = (one.split("+")[0].split(".") for one in (desk, own))
    return theirs[:2] == ours[:2] if "0" in (theirs[0], ours[0]) else theirs[0] == ours[0]
