"""Messages cut out of a byte stream, however it comes; streams that cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.sip.stream import MAX_BODY, MAX_HEAD, BadStream, StreamReader


def message(body: bytes = b"", length: str = "Content-Length: {}", start: str = "INVITE sip:a@b SIP/2.0") -> bytes:
    lines = (start, "Via: SIP/2.0/TCP x;branch=z9hG4bK1", length.format(len(body)), "To: <sip:a@b>")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


WITH_BODY = message(b"v=0\r\n\r\nINVITE sip:x SIP/2.0\r\n\r\n")
BARE = message(start="SIP/2.0 200 OK")


def test_messages_in_one_piece() -> None:
    reader = StreamReader()
    assert reader.feed(WITH_BODY + BARE + WITH_BODY) == [WITH_BODY, BARE, WITH_BODY]
    assert reader.is_between


@given(st.lists(st.integers(min_value=1, max_value=80), max_size=20))
def test_messages_in_any_pieces(sizes: list[int]) -> None:
    reader, stream, found = StreamReader(), WITH_BODY + b"\r\n\r\n" + BARE, []
    for size in sizes:
        found += reader.feed(stream[:size])
        stream = stream[size:]
    found += reader.feed(stream)
    assert found == [WITH_BODY, None, BARE]
    assert reader.is_between


def test_byte_by_byte() -> None:
    reader, found = StreamReader(), []
    for byte in WITH_BODY + BARE:
        found += reader.feed(bytes([byte]))
    assert found == [WITH_BODY, BARE]


def test_pings_and_blank_lines() -> None:
    reader = StreamReader()
    assert reader.feed(b"\r\n\r\n") == [None]
    assert reader.feed(b"\r\n\r") == []
    assert reader.feed(b"\n\r\n\r\n") == [None, None]
    assert reader.feed(b"\r\n" + BARE) == [BARE]
    assert reader.feed(b"\n" + BARE) == [BARE]


@pytest.mark.parametrize("length", ["l: {}", "CONTENT-LENGTH :  {} ", "Content-Length:\r\n {}", "l: {0}\r\nl: {0}"])
def test_ways_to_write_the_length(length: str) -> None:
    whole = message(b"v=0\r\n", length)
    assert StreamReader().feed(whole + BARE) == [whole, BARE]


@pytest.mark.parametrize(
    "stream",
    [
        message(length="Subject: none"),
        message(length="Content-Length: 1\r\nl: 2"),
        message(length="Content-Length: -1"),
        message(length="Content-Length: "),
        message(length="Content-Length: ten"),
        message(length=f"Content-Length: {MAX_BODY + 1}"),
        message(length="Content-Length: 99999999"),
        message(length="X: " + "x" * MAX_HEAD + "\r\nl: 0"),
        b"GET / HTTP/1.1\r\nl: 0\r\n\r\n"[3:],
        b"\x16\x03\x01" * 20,
        b"INVITE " + b"x" * (MAX_HEAD + 1),
    ],
)
def test_streams_that_cannot_be_read(stream: bytes) -> None:
    with pytest.raises(BadStream):
        StreamReader().feed(stream)


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_any_bytes_are_messages_or_a_bad_stream(pieces: list[bytes]) -> None:
    reader = StreamReader()
    try:
        for piece in pieces:
            reader.feed(piece)
    except BadStream:
        return
