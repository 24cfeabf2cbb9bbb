"""Who gets which frame: direct, mixed, relayed, and silence where nothing comes."""

import struct
from dataclasses import dataclass, field
from typing import cast

from telephony.calls.bridge import PATIENCE_TICKS, Bridge
from telephony.calls.states import MUSIC
from telephony.connectors.base import FRAME_SAMPLES, SILENCE, Leg


def frame(level: int) -> bytes:
    return struct.pack(f"<{FRAME_SAMPLES}h", *[level] * FRAME_SAMPLES)


@dataclass(eq=False)
class HandLeg:
    relayed_to: object = None
    relays: int = 0

    def relay(self, other: object) -> None:
        self.relayed_to = other
        self.relays += 1


@dataclass
class Seat:
    """A leg where `phone`, else something that is asked for its frames."""

    phone: HandLeg | None = None
    says: list[bytes] = field(default_factory=list)
    hears: list[bytes] = field(default_factory=list)

    @property
    def leg(self) -> Leg | None:
        return cast(Leg, self.phone) if self.phone is not None else None

    def send(self, frame: bytes) -> None:
        self.hears.append(frame)

    def take(self) -> bytes | None:
        return self.says.pop(0) if self.says else None


class Table:
    def __init__(self, **seats: Seat) -> None:
        self.seats = seats
        self.said: list[tuple[str, bytes]] = []
        self.told: list[tuple[str, bytes]] = []
        self.bridge = Bridge(lambda *one: self.said.append(one), lambda *one: self.told.append(one))

    def arrange(self, **hears: tuple[str, ...]) -> None:
        self.bridge.arrange(hears, self.seats)


def phone() -> Seat:
    return Seat(HandLeg())


def test_a_caller_and_a_headset_hear_each_other_at_once() -> None:
    caller, agent = phone(), Seat(says=[frame(2)])
    table = Table(caller=caller, agent=agent)
    table.arrange(caller=("agent",), agent=("caller",))
    table.bridge.heard("caller", frame(1))
    assert agent.hears == [frame(1)]
    table.bridge.tick()
    assert caller.hears == [frame(2)]
    assert table.said == [("caller", frame(1)), ("agent", frame(2))]
    assert table.told == [("agent", frame(1)), ("caller", frame(2))]


def test_a_leg_is_sent_silence_each_tick_in_which_nothing_comes() -> None:
    caller, agent = phone(), Seat()
    table = Table(caller=caller, agent=agent)
    table.arrange(caller=("agent",), agent=("caller",))
    for _ in range(3):
        table.bridge.tick()
    assert caller.hears == [SILENCE] * 3
    assert agent.hears == []


def test_a_leg_that_another_leg_feeds_is_given_time() -> None:
    caller, party, listener = phone(), phone(), Seat()
    table = Table(caller=caller, party=party, monitor=listener)
    table.arrange(caller=("party",), monitor=("caller", "party"))
    table.bridge.heard("party", frame(5))
    for _ in range(PATIENCE_TICKS):
        table.bridge.tick()
    assert caller.hears == [frame(5)]
    table.bridge.tick()
    assert caller.hears == [frame(5), SILENCE]


def test_two_phones_that_hear_only_each_other_are_relayed_and_still_heard_by_listeners() -> None:
    caller, agent, listener = phone(), phone(), Seat()
    assert caller.phone is not None
    assert agent.phone is not None
    table = Table(caller=caller, agent=agent, monitor=listener)
    table.arrange(caller=("agent",), agent=("caller",), monitor=("caller", "agent"))
    assert (caller.phone.relayed_to, agent.phone.relayed_to) == (agent.phone, caller.phone)
    table.bridge.heard("caller", frame(1))
    table.bridge.heard("agent", frame(2))
    table.bridge.tick()
    assert (caller.hears, agent.hears, listener.hears) == ([], [], [frame(3)])
    table.arrange(caller=("agent",), agent=("caller",))
    assert caller.phone.relays == 1  # nothing changed for the two
    table.arrange(caller=(MUSIC,))
    assert (caller.phone.relayed_to, agent.phone.relayed_to) == (None, None)


def test_a_conference_hears_the_others_and_not_itself() -> None:
    caller, agent, party = phone(), Seat(says=[frame(10)]), phone()
    table = Table(caller=caller, agent=agent, party=party)
    table.arrange(caller=("agent", "party"), agent=("caller", "party"), party=("caller", "agent"))
    table.bridge.heard("caller", frame(100))
    table.bridge.heard("party", frame(1000))
    table.bridge.tick()
    assert (caller.hears, agent.hears, party.hears) == ([frame(1010)], [frame(1100)], [frame(110)])


def test_a_sum_stays_within_sixteen_bits() -> None:
    listener = Seat()
    table = Table(caller=phone(), agent=phone(), monitor=listener)
    table.arrange(monitor=("caller", "agent"))
    table.bridge.heard("caller", frame(30000))
    table.bridge.heard("agent", frame(30000))
    table.bridge.tick()
    assert listener.hears == [frame(32767)]


def test_music_is_heard_and_not_recorded() -> None:
    caller, music = phone(), Seat(says=[frame(7)])
    table = Table(caller=caller, music=music)
    table.arrange(caller=(MUSIC,))
    table.bridge.tick()
    assert caller.hears == [frame(7)]
    assert (table.said, table.told) == ([], [])


def test_a_seat_with_nobody_on_it_is_left_out() -> None:
    caller = phone()
    table = Table(caller=caller)
    table.arrange(caller=("agent",), agent=("caller",))
    table.bridge.heard("caller", frame(1))
    table.bridge.tick()
    assert caller.hears == [SILENCE]
