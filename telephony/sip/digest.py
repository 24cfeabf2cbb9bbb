"""Digest authentication, the client's side: RFC 7616 with RFC 8760's use in SIP, back to RFC 2617 and 2069. Pure.

MD5, SHA-256 and SHA-512-256, each also as `-sess`; qop `auth`, `auth-int` and none. A peer that offers several
challenges for one realm gets the answer to the strongest (RFC 7616 §3.7). MD5 is here because trunks offer nothing
else (RFC 8760 §2.2), not because it is thought safe. Random numbers (`cnonce`) come from the caller.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from aiosipua.message import SipResponse

Hash = Callable[[bytes], str]


def _hexadecimal(name: str) -> Hash:
    return lambda data: hashlib.new(name, data, usedforsecurity=False).hexdigest()


STRENGTH: dict[str, Hash] = {
    "MD5": _hexadecimal("md5"),
    "SHA-256": _hexadecimal("sha256"),
    "SHA-512-256": _hexadecimal("sha512_256"),
}
"""Algorithms, weakest first."""
_PARAMETER = re.compile(r'([A-Za-z][A-Za-z0-9_-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))')
MAX_CHALLENGES = 8


@dataclass(frozen=True)
class Credentials:
    """An account. The password is in no `repr`."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Challenge:
    """One challenge that we can answer. `proxy`: it came in Proxy-Authenticate, of a 407."""

    realm: str
    nonce: str
    algorithm: str = "MD5"
    session: bool = False
    qop: tuple[str, ...] = ()
    opaque: str | None = None
    stale: bool = False
    proxy: bool = False

    @property
    def space(self) -> tuple[bool, str]:
        """The protection space: a request may need one answer for each."""
        return (self.proxy, self.realm)

    @property
    def header(self) -> str:
        """The header that the answer goes into."""
        return "Proxy-Authorization" if self.proxy else "Authorization"


def parse_challenge(value: str, *, proxy: bool = False) -> Challenge | None:
    """A WWW-Authenticate or Proxy-Authenticate value; None where it is no Digest, broken or unknown."""
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() != "digest":
        return None
    found = {name.lower(): _unquoted(quoted) or plain for name, quoted, plain in _PARAMETER.findall(rest)}
    algorithm = found.get("algorithm", "MD5").upper()
    session = algorithm.endswith("-SESS")
    algorithm = algorithm.removesuffix("-SESS")
    qop = tuple(word.strip().lower() for word in found.get("qop", "").split(",") if word.strip())
    if "realm" not in found or not found.get("nonce") or algorithm not in STRENGTH:
        return None
    if qop and not {"auth", "auth-int"} & set(qop):
        return None
    stale = found.get("stale", "").lower() == "true"
    return Challenge(found["realm"], found["nonce"], algorithm, session, qop, found.get("opaque"), stale, proxy)


def challenges_of(response: SipResponse) -> tuple[Challenge, ...]:
    """The challenges of a 401 or 407 that are to be answered: for each realm the strongest that we know."""
    values = [(value, False) for value in response.headers.get("www-authenticate")]
    values += [(value, True) for value in response.headers.get("proxy-authenticate")]
    parsed = (parse_challenge(value, proxy=proxy) for value, proxy in values[:MAX_CHALLENGES])
    return strongest(challenge for challenge in parsed if challenge is not None)


def strongest(challenges: Iterable[Challenge]) -> tuple[Challenge, ...]:
    """For each protection space the challenge with the strongest algorithm; the first of equals."""
    order = list(STRENGTH)
    best: dict[tuple[bool, str], Challenge] = {}
    for challenge in challenges:
        there = best.get(challenge.space)
        if there is None or order.index(challenge.algorithm) > order.index(there.algorithm):
            best[challenge.space] = challenge
    return tuple(best.values())


def authorization(
    challenge: Challenge,
    account: Credentials,
    method: str,
    uri: str,
    *,
    cnonce: str,
    count: int = 1,
    body: bytes = b"",
) -> str:
    """The value of the header that answers a challenge. `count` is how often this nonce has been used, from 1."""
    qop = "auth" if "auth" in challenge.qop else "auth-int" if challenge.qop else ""
    parts = [f'username="{_quoted(account.user)}"', f'realm="{_quoted(challenge.realm)}"']
    parts += [f'nonce="{_quoted(challenge.nonce)}"', f'uri="{uri}"']
    parts.append(f'response="{_response(challenge, account, method, uri, qop, cnonce, count, body)}"')
    parts.append(f"algorithm={challenge.algorithm}{'-sess' if challenge.session else ''}")
    if qop:
        parts += [f'cnonce="{cnonce}"', f"qop={qop}", f"nc={count:08x}"]
    elif challenge.session:
        parts.append(f'cnonce="{cnonce}"')
    if challenge.opaque is not None:
        parts.append(f'opaque="{_quoted(challenge.opaque)}"')
    return "Digest " + ", ".join(parts)


def _response(
    challenge: Challenge,
    account: Credentials,
    method: str,
    uri: str,
    qop: str,
    cnonce: str,
    count: int,
    body: bytes,
) -> str:
    """RFC 7616 §3.4.1 to §3.4.3."""
    digest = STRENGTH[challenge.algorithm]

    def hashed(*parts: str) -> str:
        return digest(":".join(parts).encode())

    secret = hashed(account.user, challenge.realm, account.password)
    if challenge.session:
        secret = hashed(secret, challenge.nonce, cnonce)
    asked = hashed(method, uri, digest(body)) if qop == "auth-int" else hashed(method, uri)
    if not qop:
        return hashed(secret, challenge.nonce, asked)
    return hashed(secret, challenge.nonce, f"{count:08x}", cnonce, qop, asked)


@dataclass
class Answers:
    """The challenges of one peer that have been answered, so that later requests carry credentials at once.

    `make_cnonce` gives random text. A challenge that refuses the credentials which answered its own fresh challenge
    means a wrong password; a nonce that merely grew old does not.
    """

    account: Credentials
    make_cnonce: Callable[[], str]
    _known: dict[tuple[bool, str], Challenge] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)
    _fresh: set[tuple[bool, str]] = field(default_factory=set)

    def begin(self) -> None:
        """A new request begins: what is known now is no longer fresh."""
        self._fresh.clear()

    def take(self, challenges: tuple[Challenge, ...]) -> bool:
        """The peer challenges. True when answering is worth while; False: it has refused our answer to just that."""
        if not challenges:
            return False
        for challenge in challenges:
            if challenge.space in self._fresh and not challenge.stale:
                return False
            if challenge.space in self._fresh and self._known[challenge.space].nonce == challenge.nonce:
                return False  # "stale" of the very nonce it gave us just now
        for challenge in challenges:
            self._fresh.add(challenge.space)
            if self._known.get(challenge.space) != challenge:
                self._known[challenge.space] = challenge
                self._counts[challenge.nonce] = self._counts.get(challenge.nonce, 0)
        nonces = {challenge.nonce for challenge in self._known.values()}
        self._counts = {nonce: count for nonce, count in self._counts.items() if nonce in nonces}
        return True

    def headers(self, method: str, uri: str, body: bytes = b"") -> tuple[tuple[str, str], ...]:
        """The headers for a request now: one for each protection space that is known."""
        made = []
        for challenge in self._known.values():
            count = self._counts[challenge.nonce] = self._counts[challenge.nonce] + 1
            cnonce = self.make_cnonce()
            value = authorization(challenge, self.account, method, uri, cnonce=cnonce, count=count, body=body)
            made.append((challenge.header, value))
        return tuple(made)

    def forget(self) -> None:
        """Begin anew, as after a refusal."""
        self._known.clear()
        self._counts.clear()
        self._fresh.clear()


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
