"""A registration from beginning to end: challenges, refresh, 423, wrong passwords, a registrar that is lost."""

from itertools import count, product

import pytest
from aiosipua.message import SipMessage, SipResponse
from hypothesis import given
from hypothesis import strategies as st

from telephony.errors import IllegalEvent
from telephony.sip.digest import Answers, Challenge, Credentials
from telephony.sip.registration import (
    LONGEST_WAIT_S,
    SLOW_WAIT_S,
    TABLE,
    Ask,
    Changed,
    Effect,
    Event,
    FlowLost,
    NoReply,
    Registration,
    Reply,
    Start,
    State,
    Stop,
    Tick,
    refresh_after,
    reply_of,
)

OK = Reply(200, "OK", granted=300)
UP = Changed(True, "registered")
CONTACT = "sip:01085230000@192.0.2.7:5060"


def challenged(nonce: str, *, stale: bool = False, status: int = 401) -> Reply:
    asked = Challenge("trunk", nonce, qop=("auth",), stale=stale, proxy=status == 407)
    return Reply(status, "Unauthorized", challenges=(asked,))


def machine(expires: int = 300) -> Registration:
    numbers = count(1)
    return Registration(Answers(Credentials("u", "p"), lambda: f"c{next(numbers)}"), expires)


def play(registration: Registration, *story: tuple[float, Event]) -> list[Effect]:
    return [effect for now, event in story for effect in registration.receive(event, now)]


def registered(granted: int = 300) -> Registration:
    registration = machine()
    play(registration, (0.0, Start()), (0.1, challenged("n1")), (0.2, Reply(200, granted=granted)))
    assert registration.state is State.REGISTERED
    return registration


def test_register_with_a_challenge() -> None:
    registration = machine()
    effects = play(registration, (0.0, Start()), (0.1, challenged("n1")), (0.2, OK))
    assert effects == [Ask(300), Ask(300), UP]
    assert [name for name, _ in registration.answers.headers("REGISTER", "sip:x")] == ["Authorization"]
    assert registration.next_deadline == pytest.approx(0.2 + 255)


def test_proxy_and_registrar_challenge() -> None:
    effects = play(machine(), (0.0, Start()), (0.1, challenged("p", status=407)), (0.2, challenged("r")), (0.3, OK))
    assert effects == [Ask(300), Ask(300), Ask(300), UP]


@pytest.mark.parametrize(
    ("granted", "after"), [(3600, 3060), (300, 255), (100, 68), (64, 32), (60, 30), (10, 5), (1, 1)]
)
def test_the_refresh_comes_early_enough(granted: int, after: float) -> None:
    assert refresh_after(granted) == after


@given(st.integers(min_value=3, max_value=86_400))
def test_the_refresh_is_never_later_than_85_percent(granted: int) -> None:
    assert 0 < refresh_after(granted) <= 0.85 * granted


def test_refresh() -> None:
    registration = registered()
    deadline = registration.next_deadline
    assert deadline is not None
    assert registration.receive(Tick(), deadline - 0.01) == []
    assert registration.receive(Tick(), deadline) == [Ask(300)]
    assert registration.state is State.REFRESHING
    assert registration.receive(OK, deadline + 0.1) == [], "it was up all the time"
    assert registration.next_deadline == pytest.approx(deadline + 0.1 + 255)


@pytest.mark.parametrize("stale", [True, False])
def test_an_old_nonce_at_refresh_is_answered(stale: bool) -> None:
    registration = registered()
    now = registration.next_deadline or 0.0
    assert play(registration, (now, Tick()), (now, challenged("n2", stale=stale)), (now, OK)) == [Ask(300), Ask(300)]


@pytest.mark.parametrize("second", ["n1", "n2"])
def test_a_wrong_password_is_said_and_tried_slowly(second: str) -> None:
    registration = machine()
    effects = play(registration, (0.0, Start()), (0.1, challenged("n1")), (0.2, challenged(second)))
    assert effects == [Ask(300), Ask(300), Changed(False, "wrong password")]
    assert registration.next_deadline == pytest.approx(0.2 + SLOW_WAIT_S)
    assert registration.receive(Tick(), 400.0) == [Ask(300)]
    assert registration.answers.headers("REGISTER", "sip:x") == (), "refused credentials are not sent again"
    assert play(registration, (400.1, challenged("n3")), (400.2, OK)) == [Ask(300), UP]


def test_a_challenge_that_cannot_be_answered() -> None:
    assert play(machine(), (0.0, Start()), (0.1, Reply(401, "Unauthorized"))) == [
        Ask(300),
        Changed(False, "401 without a digest that we know"),
    ]


def test_423_asks_for_longer_and_keeps_to_it() -> None:
    registration = machine(60)
    effects = play(registration, (0.0, Start()), (0.1, Reply(423, min_expires=900)), (0.2, Reply(200)))
    assert effects == [Ask(60), Ask(900), UP]
    deadline = registration.next_deadline or 0.0
    assert deadline == pytest.approx(0.2 + 765), "no time in the 200: what was asked counts"
    assert registration.receive(Tick(), deadline) == [Ask(900)]


@pytest.mark.parametrize("wanted", [None, 60, 30, 10**9])
def test_423_that_makes_no_sense(wanted: int | None) -> None:
    registration = machine(60)
    effects = play(registration, (0.0, Start()), (0.1, Reply(423, min_expires=wanted)))
    assert effects == [Ask(60), Changed(False, f"423, Min-Expires {wanted or 0}")]


def test_a_lost_registrar_is_tried_with_growing_waits_and_found_again() -> None:
    registration = registered()
    now = registration.next_deadline or 0.0
    assert registration.receive(Tick(), now) == [Ask(300)]
    assert registration.receive(NoReply(), now) == [Changed(False, "no reply")]
    waits = []
    for _ in range(8):
        deadline = registration.next_deadline or 0.0
        waits.append(round(deadline - now, 3))
        now = deadline
        assert registration.receive(Tick(), now) == [Ask(300)]
        assert registration.receive(NoReply(), now) == [], "said once"
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    assert waits[-1] == LONGEST_WAIT_S
    now = registration.next_deadline or 0.0
    assert play(registration, (now, Tick()), (now, OK)) == [Ask(300), UP]
    now = registration.next_deadline or 0.0
    play(registration, (now, Tick()), (now, NoReply()))
    assert registration.next_deadline == now + 2, "waits begin anew"


@pytest.mark.parametrize(
    ("reply", "wait"),
    [
        (Reply(403, "Forbidden"), SLOW_WAIT_S),
        (Reply(404, "Not Found"), SLOW_WAIT_S),
        (Reply(301, "Moved"), SLOW_WAIT_S),
        (Reply(503, "Busy"), 2.0),
        (Reply(503, "Busy", retry_after=120), 120.0),
        (Reply(503, "Busy", retry_after=10**9), 86_400.0),
        (Reply(408, "Timeout"), 2.0),
        (Reply(480, "Later"), 2.0),
        (Reply(500, "Error"), 2.0),
    ],
)
def test_refusals(reply: Reply, wait: float) -> None:
    registration = machine()
    assert play(registration, (0.0, Start()), (1.0, reply)) == [
        Ask(300),
        Changed(False, f"{reply.status} {reply.reason}"),
    ]
    assert registration.next_deadline == 1.0 + wait


def test_a_200_that_bound_nothing() -> None:
    assert play(machine(), (0.0, Start()), (0.1, Reply(200, granted=0))) == [Ask(300), Changed(False, "not bound")]


def test_a_broken_connection_is_mended_at_once() -> None:
    registration = registered()
    assert play(registration, (10.0, FlowLost()), (10.1, FlowLost())) == [Ask(300)]
    assert registration.receive(NoReply("no connection"), 10.2) == [Changed(False, "no connection")]
    assert registration.receive(FlowLost(), 10.3) == []
    assert registration.next_deadline == 12.2


def test_stop_takes_the_registration_back() -> None:
    registration = registered()
    assert play(registration, (1.0, Stop()), (1.1, challenged("n2", stale=True)), (1.2, Reply(200))) == [
        Ask(0),
        Ask(0),
        Changed(False, "stopped"),
    ]
    assert registration.state is State.OVER
    assert registration.next_deadline is None


@pytest.mark.parametrize("event", [NoReply(), Reply(500), Reply(401)])
def test_stop_ends_whatever_comes(event: Event) -> None:
    registration = registered()
    play(registration, (1.0, Stop()), (1.1, event))
    assert registration.state is State.OVER


def test_stop_with_nothing_to_take_back() -> None:
    for story in ([], [(0.0, Start())], [(0.0, Start()), (0.1, NoReply())]):
        registration = machine()
        play(registration, *story)
        assert Ask(0) not in play(registration, (1.0, Stop()))
        assert registration.state is State.OVER
        assert registration.receive(Stop(), 2.0) == []


@pytest.mark.parametrize(("state", "event"), list(product(State, (Start(), OK, NoReply()))))
def test_an_illegal_event_changes_nothing(state: State, event: Event) -> None:
    if (state, type(event)) in TABLE:
        return
    registration = machine()
    registration.state = state
    with pytest.raises(IllegalEvent):
        registration.receive(event, 0.0)
    assert (registration.state, registration.next_deadline) == (state, None)


EVENTS = st.sampled_from([OK, challenged("a"), challenged("b", stale=True), Reply(423, min_expires=600), Reply(503)])


@given(st.lists(st.one_of(EVENTS, st.just(NoReply())), max_size=40), st.booleans())
def test_any_replies_leave_a_machine_that_asks_again_or_is_over(replies: list[Event], stops: bool) -> None:
    """Never more than one question at a time, and never at rest without a deadline."""
    registration, now, open_questions = machine(), 0.0, 1
    registration.receive(Start(), now)
    for event in replies:
        if registration.state in (State.REGISTERING, State.REFRESHING):
            open_questions += sum(isinstance(one, Ask) for one in registration.receive(event, now)) - 1
        else:
            now = registration.next_deadline or now
            open_questions += sum(isinstance(one, Ask) for one in registration.receive(Tick(), now))
        assert open_questions in (0, 1)
        assert open_questions == 1 or registration.next_deadline is not None
    if stops:
        registration.receive(Stop(), now)
        assert registration.state in (State.OVER, State.LEAVING)


def response(*headers: str) -> SipResponse:
    text = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK1\r\nCSeq: 1 REGISTER\r\n"
    parsed = SipMessage.parse((text + "".join(f"{header}\r\n" for header in headers) + "\r\n").encode())
    assert isinstance(parsed, SipResponse)
    return parsed


@pytest.mark.parametrize(
    ("headers", "granted"),
    [
        ((f"Contact: <{CONTACT}>;expires=120",), 120),
        ((f"Contact: <sip:x@192.0.2.9>;expires=10, <{CONTACT};transport=tcp>;expires=120",), 120),
        ((f"Contact: <{CONTACT}>", "Expires: 90"), 90),
        (("Contact: <sip:rewritten@198.51.100.1:5060>;expires=70",), 70),
        (("Contact: <sip:a@x>;expires=70", "Contact: <sip:b@x>;expires=80", "Expires: 90"), 90),
        (("Expires: 3600 (an hour)",), 3600),
        (("Expires: soon",), None),
        ((), None),
    ],
)
def test_the_time_that_was_granted(headers: tuple[str, ...], granted: int | None) -> None:
    assert reply_of(response(*headers), CONTACT).granted == granted


def test_what_else_a_response_says() -> None:
    found = reply_of(response("Min-Expires: 600", "Retry-After: 120 (maintenance)"), CONTACT)
    assert (found.status, found.reason, found.min_expires, found.retry_after) == (200, "OK", 600, 120)
