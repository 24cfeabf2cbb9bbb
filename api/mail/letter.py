"""A letter as it came by e-mail (RFC 5322, 2045-2047); no wrong charset and no broken part loses its words. Pure.

Chinese mail programs write GBK and call it gb2312, or name no charset at all: all of these are read as GB 18030,
which has them all. What cannot be decoded is shown with a mark in its place, never dropped.
"""

import hashlib
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

import msgspec

from api.mail.html_text import text_of, tidied

LONGEST_TEXT = 20_000
LONGEST_LINE = 300
MOST_PARTS = 100
_GB = frozenset(("gb2312", "gbk", "gb18030", "x-gbk", "cp936", "ms936", "gb_2312-80", "hz-gb-2312", "euc-cn"))


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """An attachment. `content` None: too large to be kept."""

    name: str
    media_type: str
    size: int
    content: bytes | None


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What is read of it. `at` is the date that it claims, Unix seconds; None: none that makes sense."""

    message_id: str
    sender: str
    """The address alone, in small letters."""
    sender_name: str
    to: tuple[str, ...]
    subject: str
    text: str
    at: float | None
    parts: tuple[Part, ...] = ()
    answers: tuple[str, ...] = ()
    """Ids of letters that this one answers (In-Reply-To, References)."""
    headers: dict[str, str] = {}
    """Those by which machines are told from people, names in small letters."""


TOLD_BY = (
    "auto-submitted",
    "precedence",
    "list-id",
    "list-unsubscribe",
    "x-auto-response-suppress",
    "x-autoreply",
    "x-autorespond",
    "x-spam-flag",
    "x-spam-status",
    "return-path",
    "content-type",
)


def read(raw: bytes, *, largest_part: int) -> Letter:
    """The letter in these bytes; attachments larger than `largest_part` bytes are named only. Never raises."""
    message = message_from_bytes(raw, policy=policy.compat32)
    names = getaddresses([_header(message, "From")])
    name, address = next(((one, at) for one, at in names if "@" in at), ("", ""))
    text, parts = _contents(message, largest_part)
    return Letter(
        message_id=_id_of(message, raw),
        sender=address.strip().lower()[:LONGEST_LINE],
        sender_name=_one_line(name),
        to=tuple(at.lower() for _, at in getaddresses([_header(message, "To"), _header(message, "Cc")]) if "@" in at),
        subject=_one_line(_header(message, "Subject")),
        text=text[:LONGEST_TEXT],
        at=_date(message),
        parts=parts,
        answers=tuple(f"{_header(message, 'In-Reply-To')} {_header(message, 'References')}".split())[:50],
        headers={one: _one_line(_header(message, one)) for one in TOLD_BY if message.get(one) is not None},
    )


def _id_of(message: Message, raw: bytes) -> str:
    """Its Message-ID; without one a digest of its bytes, so that it is still taken once."""
    given = _one_line(_header(message, "Message-ID"))
    if given and len(given) < LONGEST_LINE:
        return given
    return f"<sha256-{hashlib.sha256(given.encode() if given else raw).hexdigest()}@sanxiang>"


def _header(message: Message, name: str) -> str:
    """A header with its encoded words and raw bytes as text; one that is broken as far as it goes."""
    value = message.get(name)
    if value is None:
        return ""
    pieces = []
    for content, charset in _encoded_words(str(value) if isinstance(value, str) else value.encode()):
        pieces.append(content if isinstance(content, str) else decoded(content, charset or ""))
    return "".join(pieces)


def _encoded_words(value: str) -> list[tuple[bytes | str, str | None]]:
    try:
        plain = value.encode("utf-8", "surrogateescape")
        if not plain.isascii():
            return [(plain, None)]
        return list(decode_header(value))
    except (MessageError, ValueError, LookupError):
        return [(value.encode("utf-8", "replace"), None)]


def _date(message: Message) -> float | None:
    try:
        return parsedate_to_datetime(_header(message, "Date")).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError, OSError):
        return None


def _one_line(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:LONGEST_LINE]


def decoded(content: bytes, charset: str) -> str:
    """Bytes as text by the charset that is claimed, else by UTF-8, else by GB 18030 with marks."""
    claimed = charset.strip().strip("\"'").lower()
    wanted = ["gb18030"] if claimed in _GB else [claimed] if claimed else []
    for one in (*wanted, "utf-8", "gb18030"):
        if one in ("us-ascii", "ascii", "8bit", "unknown-8bit"):
            continue
        try:
            return content.decode(one)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return content.decode("gb18030" if not claimed or claimed in _GB else "utf-8", "replace")


def _contents(message: Message, largest_part: int) -> tuple[str, tuple[Part, ...]]:
    """The words (plain ones before HTML), and the attachments."""
    plain: list[str] = []
    html: list[str] = []
    parts: list[Part] = []
    for one in _leaves(message):
        content = _payload(one)
        media_type = one.get_content_type()
        charset = _charset(one)
        attached = one.get_content_disposition() == "attachment" or bool(_name(one))
        if media_type == "text/plain" and not attached:
            plain.append(decoded(content, charset))
        elif media_type == "text/html" and not attached:
            html.append(decoded(content, charset))
        else:
            kept = content if len(content) <= largest_part else None
            parts.append(
                Part(name=_name(one) or "attachment", media_type=media_type, size=len(content), content=kept)
            )
    text = tidied("\n".join(plain)) or "\n".join(text_of(one) for one in html)
    return text, tuple(parts)


def _leaves(message: Message) -> list[Message]:
    """Parts that hold something themselves; a letter within a letter is one of them."""
    found: list[Message] = []
    waiting = [message]
    while waiting and len(found) < MOST_PARTS:
        one = waiting.pop(0)
        inner = one.get_payload()
        if one.is_multipart() and isinstance(inner, list) and one.get_content_maintype() == "multipart":
            waiting = [*(part for part in inner if isinstance(part, Message)), *waiting]
        else:
            found.append(one)
    return found


def _payload(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    if isinstance(content, bytes):
        return content
    inner = part.get_payload()
    if isinstance(inner, list):
        return b"\n".join(one.as_bytes() for one in inner if isinstance(one, Message))
    return str(inner).encode("utf-8", "surrogateescape")


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "")
    except (LookupError, ValueError, MessageError):
        return ""


def _name(part: Message) -> str:
    try:
        name = part.get_filename()
    except (LookupError, ValueError, MessageError, TypeError):
        return "attachment"
    if not name:
        return ""
    pieces = [one if isinstance(one, str) else decoded(one, how or "") for one, how in _encoded_words(name)]
    return _one_line("".join(pieces)).replace("/", "_").replace("\\", "_")[-100:]
