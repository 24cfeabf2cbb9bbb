"""The buffer for the agent's frames."""

from hypothesis import given
from hypothesis import strategies as st

from telephony.media.jitter import MOST_FRAMES, START_FRAMES, WATCH_FRAMES, FrameBuffer


def frame(n: int) -> bytes:
    return n.to_bytes(4, "big")


def test_it_gives_nothing_before_it_is_deep_enough() -> None:
    buffer = FrameBuffer()
    assert buffer.take() is None
    buffer.put(frame(1))
    assert buffer.take() is None
    buffer.put(frame(2))
    assert [buffer.take(), buffer.take(), buffer.take()] == [frame(1), frame(2), None]
    assert buffer.ran_dry == 1


def test_after_running_dry_it_fills_again_first() -> None:
    buffer = FrameBuffer()
    for n in range(START_FRAMES):
        buffer.put(frame(n))
    while buffer.take() is not None:
        pass
    buffer.put(frame(9))
    assert buffer.take() is None
    assert buffer.ran_dry == 1  # filling is not running dry again


def test_a_bunch_drops_the_oldest() -> None:
    buffer = FrameBuffer()
    for n in range(MOST_FRAMES + 3):
        buffer.put(frame(n))
    assert buffer.dropped == 3
    assert buffer.take() == frame(3)


def test_delay_left_by_a_bunch_goes_away_frame_by_frame() -> None:
    buffer = FrameBuffer()
    for n in range(MOST_FRAMES):
        buffer.put(frame(n))
    for n in range(WATCH_FRAMES * MOST_FRAMES):
        buffer.take()
        buffer.put(frame(n))
    assert buffer.depth == START_FRAMES
    assert buffer.ran_dry == 0


def test_a_steady_stream_loses_nothing() -> None:
    buffer = FrameBuffer()
    buffer.put(frame(0))
    taken = []
    for n in range(1, 2000):
        buffer.put(frame(n))
        taken.append(buffer.take())
    assert taken == [frame(n) for n in range(1999)]
    assert (buffer.dropped, buffer.ran_dry) == (0, 0)


def test_clear_forgets_what_waits() -> None:
    buffer = FrameBuffer()
    for n in range(5):
        buffer.put(frame(n))
    buffer.clear()
    assert buffer.take() is None
    assert buffer.depth == 0


@given(st.lists(st.booleans(), max_size=400))
def test_order_is_kept_and_every_frame_accounted_for(puts: list[bool]) -> None:
    buffer, put, taken = FrameBuffer(), 0, []
    for is_put in puts:
        if is_put:
            buffer.put(frame(put))
            put += 1
        elif (got := buffer.take()) is not None:
            taken.append(got)
        assert buffer.depth <= MOST_FRAMES
    assert taken == sorted(set(taken))
    assert put == len(taken) + buffer.dropped + buffer.depth
