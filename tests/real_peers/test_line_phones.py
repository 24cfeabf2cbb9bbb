"""The whole line with real telephones (baresip): an agent's desk phone, a third party, a resident who is rung up."""

import asyncio
import io
from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile

from telephony.commands import (
    Answer,
    CompleteTransfer,
    Consult,
    HangUp,
    Hold,
    Monitor,
    Park,
    Place,
    Retrieve,
    Ring,
    TransferTo,
)
from telephony.events import (
    AgentUnreached,
    CallAnswered,
    CallEnded,
    CallHeld,
    CallParked,
    CallPlaced,
    CallRetrieved,
    CallTransferred,
    EndCause,
    LineStarted,
    MonitorChanged,
    MonitorMode,
    PartyJoined,
    RemoteAnswered,
    Side,
)
from telephony.recording.keys import load_keys
from telephony.recording.store import read_whole
from telephony.recording_events import RecordingFinished
from tests.integration.line_rig import Rig, rig
from tests.real_peers.baresip import BARESIP, MODULES, Baresip
from tests.sip_bench import level, speaking, tone, until

pytestmark = [
    pytest.mark.real_peer,
    pytest.mark.skipif(BARESIP is None or not MODULES, reason="baresip is not installed"),
]
AGENT_HZ, PARTY_HZ, CALLER_HZ = 1000.0, 1700.0, 400.0
LOUD = 2000.0


def phone(folder: Path, name: str, hertz: float) -> Baresip:
    """A telephone that lifts by itself and says a tone."""
    home = folder / name
    home.mkdir()
    return Baresip(home, "PCMA", say=tone(hertz, 20.0))


def address(telephone: Baresip) -> str:
    return f"sip:resident@127.0.0.1:{telephone.port}"


def heard(made: Rig, hertz: float, last_s: float = 0.5) -> float:
    """How loud the caller heard this tone lately."""
    frames = made.caller.frames[-round(last_s / 0.02) :]
    return level(b"".join(frames), hertz) if frames else 0.0


async def hears(made: Rig, hertz: float) -> None:
    """Wait until the caller hears this tone."""
    await until(lambda: heard(made, hertz) > LOUD, what=f"{hertz} Hz at the caller's ear")


def quiet(made: Rig, hertz: float) -> Callable[[], bool]:
    return lambda: len(made.caller.frames) > 25 and heard(made, hertz) < LOUD / 20


async def test_an_agents_phone_is_rung_lifted_recorded_and_put_down(tmp_path: Path) -> None:
    async with rig(tmp_path) as made, phone(tmp_path, "agent", AGENT_HZ) as desk_phone:
        await made.start_line()
        leg = await made.dial()
        call_id = await made.desk.call()
        await made.desk.command(Ring(command_id="r", call_id=call_id, agent_id="li", device=address(desk_phone)))
        answered = await made.desk.hears(CallAnswered)
        assert (answered.agent_id, answered.call_id) == ("li", call_id)
        async with speaking(leg, CALLER_HZ):
            await hears(made, AGENT_HZ)
            await asyncio.sleep(1.0)
        leg.hang_up()
        assert (await made.desk.hears(CallEnded)).by is Side.CALLER
        done = await made.desk.hears(RecordingFinished)
        (path,) = (tmp_path / "recordings").glob(f"*/*/*/{done.recording_id}.sxr")
        with path.open("rb") as file:
            _, flac = read_whole(file, load_keys(tmp_path).known)
        samples, _ = soundfile.read(io.BytesIO(flac), dtype="int16")
        tail = samples[-8000:-800]
        assert level(tail[:, 0].tobytes(), AGENT_HZ) > LOUD
        assert level(tail[:, 1].tobytes(), CALLER_HZ) > LOUD
        assert level(tail[:, 0].tobytes(), CALLER_HZ) < LOUD / 10


async def test_an_answer_by_key_lifts_the_phone_and_hold_and_park_let_it_go(tmp_path: Path) -> None:
    async with rig(tmp_path) as made, phone(tmp_path, "agent", AGENT_HZ) as desk_phone:
        await made.start_line()
        leg = await made.dial()
        call_id = await made.desk.call()
        device = address(desk_phone)
        await made.desk.command(Answer(command_id="a", call_id=call_id, agent_id="li", device=device))
        await made.desk.hears(CallAnswered)
        await hears(made, AGENT_HZ)
        await made.desk.command(Hold(command_id="h", call_id=call_id, agent_id="li"))
        await made.desk.hears(CallHeld)
        await until(quiet(made, AGENT_HZ), what="hold")
        await made.desk.command(Park(command_id="p", call_id=call_id, agent_id="li"))
        await made.desk.hears(CallParked)
        await made.desk.command(Retrieve(command_id="t", call_id=call_id, agent_id="li", device=device))
        await made.desk.hears(CallRetrieved)
        await hears(made, AGENT_HZ)
        leg.hang_up()
        assert (await made.desk.hears(CallEnded)).cause is EndCause.COMPLETED


async def test_a_consulted_third_party_is_given_the_caller(tmp_path: Path) -> None:
    async with (
        rig(tmp_path) as made,
        phone(tmp_path, "agent", AGENT_HZ) as desk_phone,
        phone(tmp_path, "party", PARTY_HZ) as other,
    ):
        await made.start_line()
        await made.dial()
        call_id = await made.desk.call()
        await made.desk.command(Answer(command_id="a", call_id=call_id, agent_id="li", device=address(desk_phone)))
        await hears(made, AGENT_HZ)
        await made.desk.command(
            Consult(command_id="c", call_id=call_id, agent_id="li", party_id="p1", number=address(other))
        )
        joined = await made.desk.hears(PartyJoined)
        assert not joined.with_caller
        await until(quiet(made, AGENT_HZ), what="the caller to be held")
        assert heard(made, PARTY_HZ) < LOUD / 20  # what they say is not for the caller
        await made.desk.command(CompleteTransfer(command_id="t", call_id=call_id, agent_id="li"))
        await made.desk.hears(CallTransferred)
        await hears(made, PARTY_HZ)
        await made.desk.command(HangUp(command_id="h", call_id=call_id, agent_id="chief"))
        await made.desk.hears(CallEnded)


async def test_a_blind_transfer_to_nobody_leaves_the_caller_with_the_agent(tmp_path: Path) -> None:
    async with rig(tmp_path) as made, phone(tmp_path, "agent", AGENT_HZ) as desk_phone:
        await made.start_line()
        leg = await made.dial()
        call_id = await made.desk.call()
        await made.desk.command(
            Ring(command_id="x", call_id=call_id, agent_id="wang", device="sip:1@no.such.host.invalid")
        )
        assert (await made.desk.hears(AgentUnreached)).agent_id == "wang"
        await made.desk.command(Answer(command_id="a", call_id=call_id, agent_id="li", device=address(desk_phone)))
        await hears(made, AGENT_HZ)
        nowhere = f"sip:802@{made.caller.connector.address}"  # answers 486
        await made.desk.command(
            TransferTo(command_id="t", call_id=call_id, agent_id="li", party_id="p1", number=nowhere)
        )
        await asyncio.sleep(0.5)
        assert heard(made, AGENT_HZ) > LOUD
        leg.hang_up()
        await made.desk.hears(CallEnded)


async def test_a_supervisors_phone_listens_and_is_not_heard_then_barges_in(tmp_path: Path) -> None:
    async with (
        rig(tmp_path) as made,
        phone(tmp_path, "agent", AGENT_HZ) as desk_phone,
        phone(tmp_path, "chief", PARTY_HZ) as chief,
    ):
        await made.start_line()
        await made.dial()
        call_id = await made.desk.call()
        await made.desk.command(Answer(command_id="a", call_id=call_id, agent_id="li", device=address(desk_phone)))
        await hears(made, AGENT_HZ)
        listen = Monitor(
            command_id="m1", call_id=call_id, agent_id="chief", mode=MonitorMode.LISTEN, device=address(chief)
        )
        await made.desk.command(listen)
        await made.desk.hears(MonitorChanged, mode=MonitorMode.LISTEN)
        await asyncio.sleep(0.8)
        assert heard(made, PARTY_HZ) < LOUD / 20
        assert heard(made, AGENT_HZ) > LOUD
        await made.desk.command(Monitor(command_id="m2", call_id=call_id, agent_id="chief", mode=MonitorMode.BARGE))
        await made.desk.hears(MonitorChanged, mode=MonitorMode.BARGE)
        await hears(made, PARTY_HZ)
        assert heard(made, AGENT_HZ) > LOUD


async def test_a_resident_is_rung_up_once_the_agents_phone_is_lifted(tmp_path: Path) -> None:
    async with (
        rig(tmp_path) as made,
        phone(tmp_path, "agent", AGENT_HZ) as desk_phone,
        phone(tmp_path, "resident", CALLER_HZ) as resident,
    ):
        await made.start_line()
        await made.desk.hears(LineStarted)
        await made.desk.command(
            Place(
                command_id="p",
                call_id="call-back-1",
                agent_id="li",
                number=address(resident),
                device=address(desk_phone),
            )
        )
        placed = await made.desk.hears(CallPlaced)
        assert (placed.call_id, placed.agent_id) == ("call-back-1", "li")
        await made.desk.hears(RemoteAnswered)
        await asyncio.sleep(1.0)
        await made.desk.command(HangUp(command_id="h", call_id="call-back-1", agent_id="li"))
        ended = await made.desk.hears(CallEnded)
        assert (ended.by, ended.cause) == (Side.AGENT, EndCause.COMPLETED)
        assert (await made.desk.hears(RecordingFinished)).length_ms > 900


async def test_a_resident_who_is_busy_is_not_reached(tmp_path: Path) -> None:
    async with rig(tmp_path) as made, phone(tmp_path, "agent", AGENT_HZ) as desk_phone:
        await made.start_line()
        await made.desk.hears(LineStarted)
        number = f"sip:13800000001@{made.caller.connector.address}"  # answers 486
        await made.desk.command(
            Place(command_id="p", call_id="c", agent_id="li", number=number, device=address(desk_phone))
        )
        await made.desk.hears(CallPlaced)
        ended = await made.desk.hears(CallEnded)
        assert (ended.cause, ended.sip_status) == (EndCause.NOT_REACHED, 486)
