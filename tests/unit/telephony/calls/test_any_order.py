"""The call machine told anything in any order: it ends once, keeps its seats in order, and lets nobody overhear."""

import copy
import random

import pytest

from telephony.calls.hearing import hearing
from telephony.calls.machine import COMMANDS, TAKES, Call
from telephony.calls.states import (
    CALLER,
    MUSIC,
    RINGBACK,
    Acked,
    Asked,
    AudioChanged,
    CallState,
    Clear,
    DigitHeard,
    Emit,
    Fill,
    LegEnded,
    MessageFull,
    OkSent,
    PromptOver,
    RingSent,
    SeatLeft,
    SeatRings,
    SeatTaken,
    StopAsked,
    Told,
)
from telephony.commands import (
    Answer,
    AnswerQueue,
    CompleteTransfer,
    Conference,
    Consult,
    Divert,
    DropParty,
    EndQueued,
    HangUp,
    Hold,
    MaskRecording,
    Monitor,
    Park,
    Play,
    Reject,
    Resume,
    Retrieve,
    Ring,
    SendDigits,
    StopMonitor,
    StopRing,
    TakeMessage,
    TransferTo,
    UnmaskRecording,
)
from telephony.connectors.base import LegEnd
from telephony.errors import IllegalEvent
from telephony.events import AudioFault, CallEnded, MonitorMode, PromptEnd, Side
from tests.unit.telephony.calls.call_story import DESK_PHONE, INFO, INVITE

S = CallState
STEPS = 60
WALKS = 12_000


def a_command(rng: random.Random, number: int) -> Asked:
    kind = rng.choice(list(COMMANDS))
    agent: dict[str, object] = {"agent_id": rng.choice(["li", "wang"])}
    device: dict[str, object] = {"device": rng.choice(["", DESK_PHONE])}
    party: dict[str, object] = {"party_id": rng.choice(["p1", "p2"])}
    fields: dict[type, dict[str, object]] = {
        Answer: agent | device,
        Retrieve: agent | device,
        Ring: agent | {"device": DESK_PHONE},
        StopRing: agent,
        HangUp: agent,
        Reject: {"sip_status": 486},
        AnswerQueue: {},
        Play: {"prompt_id": "a", "prompts": ("x",)},
        TakeMessage: {"prompts": ("x",)},
        EndQueued: {"prompts": ("x",)},
        Divert: party | {"number": "95598"},
        Hold: agent,
        Resume: agent,
        Park: agent,
        Consult: agent | party | device | rng.choice([{"number": "95598"}, {"colleague_id": "zhao"}]),
        Conference: agent,
        CompleteTransfer: agent,
        DropParty: agent | party,
        TransferTo: agent | party | {"number": "95598"},
        Monitor: {"agent_id": "boss", "mode": rng.choice(list(MonitorMode))},
        StopMonitor: {"agent_id": "boss"},
        SendDigits: agent | {"digits": "1"},
        MaskRecording: agent | {"reason": "card"},
        UnmaskRecording: agent,
    }
    return Asked(kind(command_id=f"c{number}", call_id="call-1", **fields[kind]))


def anything(rng: random.Random, number: int, seats: set[str]) -> Told:
    if rng.random() < 0.6:
        return a_command(rng, number)
    seat = rng.choice(sorted(seats | {"agent:nobody"}))
    ended = LegEnd(by=rng.choice([Side.CALLER, Side.LINE]), answered=True, status=rng.choice([0, 487]))
    choice: list[Told] = [
        RingSent(),
        OkSent(),
        Acked(),
        SeatRings(seat),
        SeatTaken(seat),
        SeatTaken(seat),
        SeatLeft(seat, 486),
        PromptOver("greeting", PromptEnd.FINISHED),
        PromptOver("farewell", PromptEnd.FINISHED),
        DigitHeard("1"),
        AudioChanged(rng.choice([CALLER, seat]), rng.choice([AudioFault.SILENT, AudioFault.DEAD, None])),
        MessageFull(),
    ]
    if rng.random() < 0.1:
        choice += [StopAsked(), LegEnded(ended)]
    return rng.choice(choice)


def tail_of(trail: list[Told]) -> str:
    """The newest of what it was told, for whoever must find out."""
    return "\n".join(map(str, trail[-12:]))


def check_hearing(call: Call, seats: set[str], trail: list[Told]) -> None:
    heard = hearing(call.book)
    for seat, sources in heard.items():
        assert seat not in sources
        for one in (seat, *sources):
            assert one in {CALLER, MUSIC, RINGBACK} or one in seats, tail_of(trail)
    if MUSIC in heard.get(CALLER, ()):
        assert heard[CALLER] == (MUSIC,)  # who hears music hears nobody
        assert all(CALLER not in sources for seat, sources in heard.items() if not seat.startswith("monitor:"))
    for watcher in call.book.watchers.values():
        if watcher.mode is MonitorMode.LISTEN:
            listener = f"monitor:{watcher.agent_id}"
            assert all(listener not in sources for sources in heard.values())


@pytest.mark.parametrize("part", range(4))
def test_any_order(part: int) -> None:
    rng = random.Random(20261123 + part)
    states: set[CallState] = set()
    for _ in range(WALKS // 4):
        call = Call("call-1", INFO, 0.0)
        seats: set[str] = set()
        ends = 0
        trail: list[Told] = []
        for number in range(STEPS):
            told = anything(rng, number, seats)
            trail.append(told)
            if call.state not in TAKES[type(told)]:
                before = copy.deepcopy(call.book)
                with pytest.raises(IllegalEvent):
                    call.receive(told, INVITE + number)
                assert call.book == before
                continue
            effects = call.receive(told, INVITE + number)
            for effect in effects:
                match effect:
                    case Fill(seat=seat):
                        seats.add(seat)
                    case Clear(seat=seat):
                        seats.discard(seat)
                    case Emit(event=CallEnded()):
                        ends += 1
            if isinstance(told, SeatLeft):
                seats.discard(told.seat)
            states.add(call.state)
            check_hearing(call, seats, trail)
            if call.state is S.ENDED:
                assert ends == 1, tail_of(trail)
                assert seats == set(), "nobody stays behind"
    assert states == set(S) - {S.SEATING, S.DIALLING}
