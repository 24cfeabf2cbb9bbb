"""Streams of deltas: numbered without a gap, taken up again where they broke, closed for who does not read."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import msgspec
import pytest

from api.live.hub import KEPT, QUEUE, Connection, Hub, Stream
from api.schemas import AgentView, Delta, Goodbye, HeadsetChanged, PendingChanged, Role, SignOn, ToConsole

_DECODER = msgspec.json.Decoder(ToConsole)
LIN = AgentView(agent_id="a", login="lin", name="林小满", surname="林", role=Role.AGENT)


def delta(number: int) -> Delta:
    return PendingChanged(number=number, pending=())


def read(connection: Connection) -> list[object]:
    """Everything that is queued, and None where the connection is closed."""
    found: list[object] = []
    while not connection.queue.empty():
        data = connection.queue.get_nowait()
        found.append(None if data is None else _DECODER.decode(data))
    return found


def numbers(missed: list[bytes] | None) -> list[int]:
    assert missed is not None
    return [_DECODER.decode(data).number for data in missed]


def pushed(count: int, make: Callable[[int], Delta] = delta) -> Stream:
    stream = Stream()
    for _ in range(count):
        stream.push(make)
    return stream


def test_deltas_are_numbered_from_one_without_a_gap() -> None:
    stream, connection = Stream(), Connection()
    stream.connection = connection
    stream.push(delta)
    stream.push(lambda number: HeadsetChanged(number=number, headset=None))
    stream.push(delta)
    assert [getattr(one, "number", None) for one in read(connection)] == [1, 2, 3]


@pytest.mark.parametrize(("have", "expected"), [(0, [1, 2, 3, 4, 5]), (2, [3, 4, 5]), (4, [5]), (5, [])])
def test_a_console_that_is_back_gets_exactly_what_it_missed(have: int, expected: list[int]) -> None:
    stream = pushed(5)
    assert numbers(stream.missed(SignOn(session=stream.session, have=have))) == expected


def test_numbers_run_on_while_no_console_is_there() -> None:
    stream = pushed(3)
    connection = Connection()
    stream.connection = connection
    stream.push(delta)
    assert [getattr(one, "number", None) for one in read(connection)] == [4]


def test_a_console_of_another_session_or_ahead_of_the_stream_needs_a_snapshot() -> None:
    stream = pushed(3)
    assert stream.missed(SignOn()) is None
    assert stream.missed(SignOn(session="another", have=1)) is None
    assert stream.missed(SignOn(session=stream.session, have=4)) is None


def test_what_is_too_old_to_be_kept_needs_a_snapshot() -> None:
    stream = pushed(KEPT + 10)
    assert numbers(stream.missed(SignOn(session=stream.session, have=10))) == list(range(11, KEPT + 11))
    assert stream.missed(SignOn(session=stream.session, have=9)) is None


def test_a_stream_without_deltas_has_missed_nothing() -> None:
    stream = Stream()
    assert stream.missed(SignOn(session=stream.session, have=0)) == []


def test_all_that_is_kept_fits_into_a_new_connection() -> None:
    """Else a console that was away for long would be closed for being slow, again and again."""
    stream, connection = pushed(KEPT), Connection()
    for data in stream.missed(SignOn(session=stream.session, have=0)) or []:
        connection.send_raw(data)
    assert not connection.closed
    assert connection.queue.qsize() == KEPT


def test_two_streams_are_two_sessions() -> None:
    assert Stream().session != Stream().session


def test_a_console_that_does_not_read_is_closed_and_may_resume() -> None:
    stream, connection = Stream(), Connection()
    stream.connection = connection
    for _ in range(QUEUE + 5):
        stream.push(delta)
    assert connection.closed
    assert read(connection) == [None]
    assert stream.number == QUEUE + 5
    have = QUEUE + 5 - 3
    assert numbers(stream.missed(SignOn(session=stream.session, have=have))) == [have + 1, have + 2, have + 3]


def test_the_last_word_comes_after_what_is_queued() -> None:
    connection = Connection()
    connection.send(delta(1))
    goodbye = Goodbye(code="stopping", zh="重启", en="restart")
    connection.close(goodbye)
    connection.send(delta(2))
    connection.close(goodbye)
    assert read(connection) == [delta(1), goodbye, None]


def test_closing_a_full_connection_still_ends_it() -> None:
    connection = Connection()
    for number in range(QUEUE):
        connection.send(delta(number))
    connection.close(Goodbye(code="stopping", zh="重启", en="restart"))
    assert connection.closed
    assert read(connection)[-1] is None


def seated(hub: Hub, connection: Connection, sign_on: SignOn | None = None) -> Stream | None:
    """As the driver does it: the console gets what is pushed once it has its snapshot."""
    stream = hub.take_seat(LIN, sign_on or SignOn(), connection)
    if stream is not None:
        stream.connection = connection
    return stream


def test_a_second_console_is_refused_until_it_asks_to_take_over() -> None:
    hub, first, second = Hub(ZoneInfo("Asia/Shanghai")), Connection("10.0.0.1"), Connection("10.0.0.2")
    stream = seated(hub, first)
    assert seated(hub, second) is None
    assert [getattr(one, "code", None) for one in read(second)] == ["already_signed_in", None]
    hub.push("a", delta)
    assert read(first) == [delta(1)]

    third = Connection("10.0.0.2")
    taken = seated(hub, third, SignOn(take_over=True))
    assert taken is not None
    assert taken is not stream, "the console that was put out must not come back into its place"
    hub.push("a", delta)
    assert [getattr(one, "code", None) for one in read(first)] == ["taken_over", None]
    assert read(third) == [delta(1)]
    assert not hub.leave_seat("a", first), "the end of the older connection changes nothing"
    assert hub.connected() == {"a": third}


def test_a_console_that_is_back_goes_on_with_its_stream_and_one_that_signed_out_does_not() -> None:
    hub, first, second = Hub(ZoneInfo("Asia/Shanghai")), Connection(), Connection()
    stream = seated(hub, first)
    assert stream is not None
    assert hub.leave_seat("a", first)
    hub.push_all(delta)
    assert seated(hub, second, SignOn(session=stream.session, have=0)) is stream
    hub.sign_out("a", Goodbye(code="signed_out", zh="已退出", en="signed out"))
    assert [getattr(one, "code", None) for one in read(second)] == ["signed_out", None]
    assert hub.find("a") is None
    hub.push("a", delta)
    assert stream.number == 1
