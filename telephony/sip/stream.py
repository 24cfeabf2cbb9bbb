"""SIP messages out of a byte stream (RFC 3261 §18.3, §7.5; RFC 5626 §3.5.1). Pure.

In a stream only Content-Length tells where a message ends, so a message without it, with two that differ, or larger
than the bounds, makes all that follows unreadable: `BadStream`, and the connection is to be closed.
"""

import re
from dataclasses import dataclass, field

MAX_HEAD = 32 * 1024
MAX_BODY = 64 * 1024
_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"(?im)^(?:content-length|l)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r?$")
_START = re.compile(rb"[A-Z]{1,32} |SIP/2\.0 ")
_FOLDED = re.compile(rb"\r\n[ \t]+")


class BadStream(ValueError):
    """The stream cannot be read any further."""


@dataclass
class StreamReader:
    """Cuts a stream into messages. Holds at most one message's worth of bytes, whatever is fed."""

    _pending: bytearray = field(default_factory=bytearray)
    _scanned: int = 0

    @property
    def is_between(self) -> bool:
        """Is nothing half read? Blank lines do not count."""
        return not self._pending.strip(b"\r\n")

    def feed(self, data: bytes) -> list[bytes | None]:
        """Take bytes; give back whole messages, and None for each keep-alive ping (CRLF CRLF) that wants a pong.

        Raises BadStream; messages before the fault are lost with the connection.
        """
        self._pending += data
        found: list[bytes | None] = []
        while self._pending:
            if self._pending.startswith((b"\r", b"\n")):
                if not self._skip_blank(found):
                    break
                continue
            end = self._message_end()
            if end is None:
                break
            found.append(bytes(self._pending[:end]))
            del self._pending[:end]
            self._scanned = 0
        return found

    def _skip_blank(self, found: list[bytes | None]) -> bool:
        """Before a start line, blank lines mean nothing (§7.5) but two together are a ping. False: more must come."""
        if self._pending.startswith(_END):
            found.append(None)
            del self._pending[:4]
            return True
        if len(self._pending) < len(_END) and _END.startswith(bytes(self._pending)):
            return False
        del self._pending[: 2 if self._pending.startswith(b"\r\n") else 1]
        return True

    def _message_end(self) -> int | None:
        """Where the first message ends; None when it is not there as a whole."""
        head_end = self._pending.find(_END, max(0, self._scanned - 3))
        if head_end < 0:
            self._scanned = len(self._pending)
            if self._scanned > MAX_HEAD:
                raise BadStream(f"headers over {MAX_HEAD} bytes")
            if self._scanned >= 40 and not _START.match(self._pending):
                raise BadStream("no SIP start line")
            return None
        self._scanned = head_end
        if head_end > MAX_HEAD:
            raise BadStream(f"headers over {MAX_HEAD} bytes")
        end = head_end + len(_END) + _length(bytes(self._pending[: head_end + 2]))
        return end if len(self._pending) >= end else None


def _length(head: bytes) -> int:
    if not _START.match(head):
        raise BadStream("no SIP start line")
    values = set(_LENGTH.findall(_FOLDED.sub(b" ", head)))
    if len(values) != 1:
        raise BadStream("no Content-Length" if not values else "two Content-Lengths that differ")
    value = values.pop()
    if not value.isdigit() or len(value) > 7 or int(value) > MAX_BODY:
        raise BadStream(f"Content-Length {value[:16]!r}")
    return int(value)
