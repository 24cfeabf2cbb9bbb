"""Who hears whom, in each state of a call. Pure.

A listening supervisor is heard by nobody and a whispering one by the agent alone; the caller who is held, parked or
queued hears music or a prompt, and none of what is said meanwhile.
"""

from collections.abc import Mapping

from telephony.calls.book import CallBook
from telephony.calls.states import CALLER, MUSIC, RINGBACK, CallState
from telephony.events import MonitorMode

S = CallState
Hearing = Mapping[str, tuple[str, ...]]
"""From each seat that is in the call to the seats (or MUSIC, RINGBACK) that it hears; none: silence."""
_MUSIC = (S.QUEUED, S.HELD, S.PARKED, S.CONSULTING, S.MESSAGE, S.LEAVING)


def hearing(book: CallBook) -> Hearing:
    """The whole picture for the call as it stands."""
    heard = _talk(book)
    talking = [seat for seat in (CALLER, book.seat, _party(book)) if seat]
    if heard:
        for seat, watcher in book.watchers.items():
            if watcher.joined:
                heard[seat] = [*talking]
                _speak(book, heard, seat, watcher.mode)
    return {seat: tuple(sources) for seat, sources in heard.items()}


def _talk(book: CallBook) -> dict[str, list[str]]:
    heard: dict[str, list[str]] = {}
    party = _party(book)
    if book.state in _MUSIC:
        heard[CALLER] = [MUSIC]
    match book.state:
        case S.TALKING:
            heard |= {CALLER: [book.seat], book.seat: [CALLER]}
        case S.CONSULTING:
            heard |= {book.seat: [party], party: [book.seat]} if party else {book.seat: [RINGBACK]}
        case S.CONFERENCE:
            heard |= {CALLER: [book.seat, party], book.seat: [CALLER, party], party: [CALLER, book.seat]}
        case S.HANDED_ON:
            heard |= {CALLER: [party], party: [CALLER]}
        case S.HELD:
            heard[book.seat] = []
        case S.DIALLING:
            heard[book.seat] = [RINGBACK] if book.far_rings else []
        case _:
            pass
    return heard


def _party(book: CallBook) -> str:
    return book.party.seat if book.party is not None and book.party.joined else ""


def _speak(book: CallBook, heard: dict[str, list[str]], seat: str, mode: MonitorMode) -> None:
    if mode is MonitorMode.LISTEN:
        return
    listeners = [book.seat] if mode is MonitorMode.WHISPER else [CALLER, book.seat, _party(book)]
    for one in listeners:
        if one == CALLER and book.state in _MUSIC:
            continue  # the caller hears music
        if one:
            heard.setdefault(one, []).append(seat)
