"""The mailbox by IMAP (RFC 3501), with the standard library's client, which blocks: call it in a thread.

Letters are read with PEEK and marked as seen only after they are kept here; they stay in the mailbox.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec

from api.mail.settings import MailSettings, Security

TIMEOUT_S = 30.0
MEGABYTE = 1024 * 1024
AT_ONCE = 20
"""Letters of one look; the rest follow in the next one at once."""
LOOKED_BACK_S = 2 * 86_400.0
"""When the mailbox was made anew, so much before the last look is looked at again; ids keep letters single."""
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

MAILBOX_ERRORS = (imaplib.IMAP4.error, OSError, ValueError)
"""What a mailbox that is away, refuses us or speaks nonsense raises."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """How far a folder has been read: its UIDVALIDITY, the last UID, and when (Unix seconds)."""

    validity: int
    uid: int
    looked_at: float


class Raw(msgspec.Struct, frozen=True, kw_only=True):
    """A letter's bytes; `whole` False: too large, only its header."""

    uid: int
    content: bytes
    whole: bool


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What is new: some letters, where reading stands without them, and whether there are more."""

    validity: int
    start: int
    letters: tuple[Raw, ...]
    more: bool


class Mailbox:
    """One look into a folder."""

    def __init__(self, client: imaplib.IMAP4, validity: int, next_uid: int) -> None:
        self._client = client
        self.validity = validity
        self._next_uid = next_uid

    def new(self, place: Place | None, *, largest: int, from_start: bool) -> Found:
        """The letters after `place`, oldest first; without one all or none of those that are there."""
        start = self._start(place, from_start)
        uids = self._after(start, place)
        letters = tuple(self._letter(uid, largest) for uid in uids[:AT_ONCE])
        return Found(validity=self.validity, start=start, letters=letters, more=len(uids) > AT_ONCE)

    def _start(self, place: Place | None, from_start: bool) -> int:
        if place is None:
            return 0 if from_start else self._next_uid - 1
        return place.uid if place.validity == self.validity else 0

    def _after(self, start: int, place: Place | None) -> list[int]:
        criteria = ["UID", f"{start + 1}:*"]
        if place is not None and place.validity != self.validity:
            day = datetime.fromtimestamp(place.looked_at - LOOKED_BACK_S, UTC)
            criteria += ["SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"]
        data = _ok(self._client.uid("SEARCH", *criteria))
        words = b" ".join(one for one in data if isinstance(one, bytes)).split()
        return sorted(uid for uid in map(int, words) if uid > start)

    def _letter(self, uid: int, largest: int) -> Raw:
        told = _ok(self._client.uid("FETCH", str(uid), "(RFC822.SIZE)"))
        size = _SIZE.search(b" ".join(one if isinstance(one, bytes) else one[0] for one in told if one))
        whole = size is None or int(size[1]) <= largest
        wanted = "(BODY.PEEK[])" if whole else "(BODY.PEEK[HEADER])"
        data = _ok(self._client.uid("FETCH", str(uid), wanted))
        content = b"".join(one[1] for one in data if isinstance(one, tuple))
        return Raw(uid=uid, content=content, whole=whole)

    def seen(self, uids: Sequence[int]) -> None:
        """Mark these as seen, for people who look into the mailbox with another program."""
        if uids:
            _ok(self._client.uid("STORE", ",".join(map(str, uids)), "+FLAGS.SILENT", r"(\Seen)"))


def look(settings: MailSettings, place: Place | None) -> Found:
    """What is new in the folder. Raises one of MAILBOX_ERRORS, or SettingsError."""
    with mailbox(settings) as box:
        largest = int(settings.largest_mb * MEGABYTE)
        return box.new(place, largest=largest, from_start=settings.imap_from_start)


def mark_seen(settings: MailSettings, uids: Sequence[int]) -> None:
    """Mark letters as seen. Raises one of MAILBOX_ERRORS, or SettingsError."""
    with mailbox(settings) as box:
        box.seen(uids)


@contextmanager
def mailbox(settings: MailSettings) -> Iterator[Mailbox]:
    """The folder, opened for as long as the block lasts. Raises one of MAILBOX_ERRORS, or SettingsError."""
    client = _connected(settings)
    try:
        client.login(settings.imap_user, settings.imap_secret())
        _ok(client.select(f'"{settings.imap_folder}"'))
        yield Mailbox(client, _number(client, "UIDVALIDITY"), _number(client, "UIDNEXT"))
    finally:
        try:
            client.logout()
        except MAILBOX_ERRORS:
            client.shutdown()


def _connected(settings: MailSettings) -> imaplib.IMAP4:
    context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    where = (settings.imap_host, settings.imap_port)
    if settings.imap_security is Security.TLS:
        return imaplib.IMAP4_SSL(*where, ssl_context=context, timeout=TIMEOUT_S)
    client = imaplib.IMAP4(*where, timeout=TIMEOUT_S)
    if settings.imap_security is Security.STARTTLS:
        client.starttls(context)
    return client


def _number(client: imaplib.IMAP4, name: str) -> int:
    data = client.response(name)[1]
    value = data[0] if data else None
    if not isinstance(value, bytes):
        raise imaplib.IMAP4.error(f"the server tells no {name}")
    return int(value)


def _ok(answer: tuple[str, Sequence[bytes | tuple[bytes, bytes] | None]]) -> list[bytes | tuple[bytes, bytes]]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(b" ".join(one for one in data if isinstance(one, bytes)).decode("utf-8", "replace"))
    return [one for one in data if one is not None]
