"""Messages survive the pipe; what is no message of ours is refused."""

import io

import msgspec
import pytest

from telephony.listening.base import Heard, Hypothesis
from telephony.listening.worker_wire import (
    LENGTH,
    MOST,
    Audio,
    Begin,
    Finish,
    FromWorker,
    Gone,
    Load,
    Ready,
    ToWorker,
    Understood,
    Unusable,
    frame_of,
    read_frame,
)

HEARD = Heard(segment=1, text="喂", start=0.5, end=1.0, final=True, n_best=(Hypothesis("喂", -0.1),))


@pytest.mark.parametrize("message", [Begin(1, True), Audio(1, 2.5, b"\x00\x01" * 800), Finish(1)])
def test_messages_to_the_process_survive(message: ToWorker) -> None:
    body = read_frame(io.BytesIO(frame_of(message)))
    assert body is not None
    assert msgspec.msgpack.decode(body, type=ToWorker) == message


@pytest.mark.parametrize(
    "message", [Ready("engine", "model"), Unusable("x", "y"), Understood(3, HEARD), Gone(3), Load(0.5, 1, 0)]
)
def test_messages_of_the_process_survive(message: FromWorker) -> None:
    body = read_frame(io.BytesIO(frame_of(message)))
    assert body is not None
    assert msgspec.msgpack.decode(body, type=FromWorker) == message


def test_a_pipe_that_ends_in_mid_message_is_at_its_end() -> None:
    assert read_frame(io.BytesIO(b"")) is None
    assert read_frame(io.BytesIO(frame_of(Finish(1))[:-1])) is None


def test_a_length_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="no message of ours"):
        read_frame(io.BytesIO(LENGTH.pack(MOST + 1)))
