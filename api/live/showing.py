"""What goes to many consoles at once, as the messages of the wire."""

import msgspec

from api.figures.board import narrowed
from api.figures.book import Book
from api.live.hub import Hub
from api.live.moment import Moment
from api.queues.sites import Seen, seen_by
from api.schemas import Board, BoardShown, FloorChanged, HeadsetAccess, HeadsetChanged, Told
from api.schemas import Floor as FloorView


def board(hub: Hub, at: Moment, book: Book, shown: Board) -> None:
    """Send the board of this moment to whoever asked for it, as far as each sees calls; a console that is away needs
    only the next."""
    encoded: dict[Seen, bytes] = {}
    for agent_id, connection in hub.connected().items():
        if not connection.sees_board:
            continue
        seen = seen_by(at.profiles[agent_id], at.acd.plan)
        if seen not in encoded:
            encoded[seen] = msgspec.json.encode(BoardShown(board=narrowed(shown, book, seen, at.duty_of(seen.site))))
        connection.send_raw(encoded[seen])


def floor(view: FloorView, number: int) -> FloorChanged:
    """Who waits and who is ready, numbered."""
    return FloorChanged(number=number, floor=view)


def headset(access: HeadsetAccess | None, number: int) -> HeadsetChanged:
    """Where audio goes, numbered."""
    return HeadsetChanged(number=number, headset=access)


def told(code: str, zh: str, en: str, number: int) -> Told:
    """Something that one agent is told in words, numbered."""
    return Told(number=number, code=code, zh=zh, en=en)
