"""What goes to many consoles at once, as the messages of the wire."""

from collections.abc import Mapping

import msgspec

from api.live.hub import Stream
from api.schemas import Board, BoardShown, FloorChanged, HeadsetAccess, HeadsetChanged
from api.schemas import Floor as FloorView


def board(streams: Mapping[str, Stream], shown: Board) -> None:
    """Send the board of this moment to whoever asked for it; a console that is away needs only the next."""
    data = msgspec.json.encode(BoardShown(board=shown))
    for stream in streams.values():
        if stream.connection is not None and stream.connection.sees_board:
            stream.connection.send_raw(data)


def floor(view: FloorView, number: int) -> FloorChanged:
    """Who waits and who is ready, numbered."""
    return FloorChanged(number=number, floor=view)


def headset(access: HeadsetAccess | None, number: int) -> HeadsetChanged:
    """Where audio goes, numbered."""
    return HeadsetChanged(number=number, headset=access)
