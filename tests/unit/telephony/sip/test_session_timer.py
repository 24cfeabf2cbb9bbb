"""RFC 4028 row by row: what is granted, who refreshes, and when a session is dead."""

import pytest

from telephony.errors import IllegalEvent
from telephony.sip.session_timer import (
    ALLOWED,
    Agreed,
    Asked,
    Ended,
    Expire,
    Granted,
    Refresh,
    RefreshFailed,
    SessionExpires,
    SessionPolicy,
    SessionState,
    SessionTimer,
    Tick,
    TooSmall,
    accepted,
    grant,
    read_expires,
    read_min_se,
)

POLICY = SessionPolicy(wanted=1800, min_se=90)


def asked(interval: int | None, refresher: str = "", *, min_se: int = 90, supported: bool = True) -> Asked:
    return Asked(None if interval is None else SessionExpires(interval, refresher), min_se, supported)


@pytest.mark.parametrize(
    ("text", "interval", "refresher"),
    [
        ("1800", 1800, ""),
        (" 90 ; refresher=uas", 90, "uas"),
        ("90;refresher=UAC", 90, "uac"),
        ("90;x=1;refresher=uac", 90, "uac"),
        ("90;refresher=proxy", 90, ""),
    ],
)
def test_session_expires_is_read(text: str, interval: int, refresher: str) -> None:
    assert read_expires(text) == SessionExpires(interval, refresher)


@pytest.mark.parametrize("text", ["", "soon", "-1", "0", "99999999999", "1 2", "2147483648", "90 s"])
def test_what_is_no_session_expires(text: str) -> None:
    with pytest.raises(ValueError, match="Session-Expires"):
        read_expires(text)


def test_min_se_is_90_when_left_out() -> None:
    assert read_min_se("") == 90
    assert read_min_se("120;x=1") == 120
    with pytest.raises(ValueError, match="Min-SE"):
        read_min_se("often")


@pytest.mark.parametrize(
    ("request_", "we_refreshed", "answer"),
    [
        # Table 2 of RFC 4028 §9.
        (asked(1800, "uac"), None, Granted(1800, False, True)),
        (asked(1800, "uas"), None, Granted(1800, True, True)),
        (asked(1800), None, Granted(1800, True, True)),
        (asked(1800, supported=False), None, Granted(1800, True, False)),
        # The roles stay in a refresh that does not name them.
        (asked(1800), False, Granted(1800, False, True)),
        (asked(1800), True, Granted(1800, True, True)),
        (asked(1800, "uas"), False, Granted(1800, True, True)),
        # Nobody asked: we do, where the peer can.
        (asked(None), None, Granted(1800, True, True)),
        (asked(None, min_se=3600), None, Granted(3600, True, True)),
        (asked(None, supported=False), None, None),
        (asked(None, supported=False), True, None),
        (asked(89), None, TooSmall(90)),
        (asked(90), None, Granted(90, True, True)),
    ],
)
def test_what_is_granted(request_: Asked, we_refreshed: bool | None, answer: object) -> None:
    assert grant(request_, POLICY, we_refreshed=we_refreshed) == answer


def test_without_a_wish_of_our_own_only_peers_start_a_timer() -> None:
    quiet = SessionPolicy(wanted=0)
    assert grant(asked(None), quiet) is None
    assert grant(asked(600, "uac"), quiet) == Granted(600, False, True)
    assert grant(asked(None), quiet, we_refreshed=True) == Granted(90, True, True)


def test_a_wish_below_the_least_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        SessionPolicy(wanted=60, min_se=90)


def test_headers_of_the_answer() -> None:
    assert Granted(90, True, True).headers() == {"Session-Expires": "90;refresher=uas", "Require": "timer"}
    assert Granted(90, False, True).headers() == {"Session-Expires": "90;refresher=uac", "Require": "timer"}
    assert Granted(90, True, False).headers() == {"Session-Expires": "90;refresher=uas"}


def test_what_an_answer_to_us_agrees() -> None:
    assert accepted(SessionExpires(90, "uac")) == Agreed(90, True)
    assert accepted(SessionExpires(90, "uas")) == Agreed(90, False)
    assert accepted(SessionExpires(90)) == Agreed(90, True)
    assert accepted(None) == Ended()


def started(interval: int, *, we_refresh: bool) -> SessionTimer:
    timer = SessionTimer()
    assert timer.receive(Agreed(interval, we_refresh), 100.0) == []
    return timer


def test_we_refresh_at_half_time_and_start_again() -> None:
    timer = started(90, we_refresh=True)
    assert timer.next_deadline == 145.0
    assert timer.receive(Tick(), 144.9) == []
    assert timer.receive(Tick(), 145.0) == [Refresh(90)]
    assert (timer.state, timer.next_deadline) == (SessionState.REFRESHING, 190.0)
    timer.receive(Agreed(120, True), 146.0)
    assert (timer.state, timer.next_deadline) == (SessionState.WAITING, 206.0)


def test_a_refresh_that_nobody_answers_ends_the_session() -> None:
    timer = started(90, we_refresh=True)
    timer.receive(Tick(), 145.0)
    assert timer.receive(Tick(), 189.0) == []
    assert timer.receive(Tick(), 190.0) == [Expire()]
    assert timer.state is SessionState.EXPIRED
    assert timer.receive(Tick(), 500.0) == []


def test_a_refused_refresh_is_tried_again_in_half_of_what_is_left() -> None:
    timer = started(80, we_refresh=True)
    timer.receive(Tick(), 140.0)
    timer.receive(RefreshFailed(), 140.0)
    assert timer.next_deadline == 160.0
    assert timer.receive(Tick(), 160.0) == [Refresh(80)]
    timer.receive(RefreshFailed(), 176.0)
    assert (timer.state, timer.next_deadline) == (SessionState.REFRESHING, 180.0), "too late for another"


@pytest.mark.parametrize(("interval", "deadline"), [(1800, 1868.0), (90, 160.0), (30, 120.0)])
def test_who_listens_gives_up_before_the_end(interval: int, deadline: float) -> None:
    timer = started(interval, we_refresh=False)
    assert timer.next_deadline == pytest.approx(deadline)
    assert timer.receive(Tick(), deadline) == [Expire()]


def test_the_peers_refresh_restarts_the_guard() -> None:
    timer = started(90, we_refresh=False)
    timer.receive(Agreed(90, False), 150.0)
    assert timer.receive(Tick(), 160.0) == []
    assert timer.next_deadline == 210.0


def test_the_roles_as_they_stand() -> None:
    assert SessionTimer().we_refresh is None
    assert started(90, we_refresh=True).we_refresh is True
    assert started(90, we_refresh=False).we_refresh is False


def test_an_ended_timer_is_silent() -> None:
    timer = started(90, we_refresh=True)
    timer.receive(Ended(), 110.0)
    assert timer.next_deadline is None
    assert timer.receive(Tick(), 1000.0) == []
    timer.receive(RefreshFailed(), 1000.0)
    assert timer.state is SessionState.OFF


def test_an_expired_session_does_not_begin_again() -> None:
    timer = started(90, we_refresh=False)
    timer.receive(Tick(), 200.0)
    before = (timer.state, timer.interval, timer.next_deadline)
    for event in (Agreed(90, True), RefreshFailed()):
        with pytest.raises(IllegalEvent):
            timer.receive(event, 201.0)
        assert (timer.state, timer.interval, timer.next_deadline) == before


def test_every_event_has_its_row() -> None:
    assert set(ALLOWED) == {Agreed, Ended, RefreshFailed, Tick}
