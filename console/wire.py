"""JSON of the console's WebSocket, one codec for both directions (`api.schemas`)."""

import msgspec

from api.schemas import FromConsole, ToConsole
from console.errors import ProtocolMismatch

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[ToConsole] = msgspec.json.Decoder(ToConsole)


def encode(message: FromConsole) -> bytes:
    """One message to the desk, to be sent as a text frame."""
    return _encoder.encode(message)


def decode(frame: str | bytes) -> ToConsole:
    """One message of the desk. Raises ProtocolMismatch when this console does not know it."""
    try:
        return _decoder.decode(frame)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise ProtocolMismatch(str(error)) from error
