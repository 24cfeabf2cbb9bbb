"""What is to become of a letter: a complaint, an answer to one, held for a person to look at, or nothing. Pure.

A machine's letter is never answered and opens no case: two programs that answer each other never end (RFC 3834).
"""

import re

import msgspec

from api.mail.letter import Letter
from api.schemas.mail import Fate

TICKET = re.compile(r"\bTS\d{8}-\d{4,}\b")
_MACHINES = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|notifications?)([-+]|@)", re.I)
_BULK = frozenset(("bulk", "junk", "list", "auto_reply"))


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The fate, and why: `auto_reply`, `bounce`, `list`, `own`, `no_sender`, `spam`, `empty`, `many`; else empty."""

    fate: Fate
    why: str = ""


def judge(letter: Letter, *, ours: frozenset[str], of_ticket: str, lately: int, most_per_hour: int) -> Judged:
    """`ours` are our own addresses; `of_ticket` the ticket, or the letter that waits, that this one answers, empty
    for none; `lately` how many letters of this sender became complaints within the hour."""
    machine = _machine(letter, ours)
    if machine:
        return Judged(fate=Fate.IGNORED, why=machine)
    if of_ticket:
        return Judged(fate=Fate.ANSWER)
    if _spam(letter):
        return Judged(fate=Fate.HELD, why="spam")
    if not letter.text and not letter.subject:
        return Judged(fate=Fate.HELD, why="empty")
    if lately >= most_per_hour:
        return Judged(fate=Fate.HELD, why="many")
    return Judged(fate=Fate.COMPLAINT)


def _machine(letter: Letter, ours: frozenset[str]) -> str:
    headers = {name: value.lower() for name, value in letter.headers.items()}
    if not letter.sender:
        return "no_sender"
    if letter.sender in ours:
        return "own"
    if headers.get("return-path", "x").strip() == "<>" or "report-type=delivery-status" in headers.get(
        "content-type", ""
    ):
        return "bounce"
    if headers.get("auto-submitted", "no").split(";")[0].strip() != "no" or _answers_itself(headers):
        return "auto_reply"
    if headers.get("precedence", "") in _BULK or "list-id" in headers or "list-unsubscribe" in headers:
        return "list"
    return "auto_reply" if _MACHINES.match(letter.sender) else ""


def _answers_itself(headers: dict[str, str]) -> bool:
    suppressed = headers.get("x-auto-response-suppress", "")
    return "x-autoreply" in headers or "x-autorespond" in headers or "all" in suppressed.split(",")


def _spam(letter: Letter) -> bool:
    flag = letter.headers.get("x-spam-flag", "").lower()
    return flag == "yes" or letter.headers.get("x-spam-status", "").lower().startswith("yes")


def ticket_named(letter: Letter) -> str:
    """The number of the ticket that the subject names, as our own letters do; empty for none."""
    found = TICKET.search(letter.subject.upper())
    return found[0] if found else ""
