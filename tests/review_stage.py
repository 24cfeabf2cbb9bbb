"""A call to review: minutes of two real voices on disk, its words, its course and what is proposed of it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from api.log import EventLog
from api.log_events import OfferEnd, OfferEnded
from api.projector import Projector
from api.recordings.retention import Retention
from api.schemas import Explained, ScriptStep
from api.transcripts.judge import Judge
from api.transcripts.shelf import TranscriptShelf
from scripts_lib.hearing.matcher import matcher_for_speech
from scripts_lib.loader import load
from telephony.events import CallEvent, CallHeld, CallResumed, Side
from telephony.recording.keys import load_keys
from telephony.recording.store import Facts, Finished, Spool, finish
from telephony.recording_events import RecordingFinished, RecordingStarted
from telephony.speech_events import SpeechHeard
from tests.integration.desk_rest_rig import DeskRig
from tests.unit.api import desk_samples as sample

RATE = 8000
LENGTH_S = 60
PICKED_UP_MS = 8_250.5
SAID = (
    (Side.AGENT, 0.5, 4.6, "您好，青山物业客服中心，我姓李，请问有什么可以帮助您？"),
    (Side.CALLER, 5.4, 10.2, "我家厨房天花板漏水，早上就打过电话了，到现在没人来。"),
    (Side.AGENT, 11.0, 14.0, "这个我不知道，您稍等，我查一下。"),
    (Side.AGENT, 27.0, 30.5, "让您久等了，维修班十点以前到您家。"),
    (Side.CALLER, 31.2, 35.0, "那行吧，这次别再忘了。"),
    (Side.AGENT, 50.0, 55.5, "您还有别的需要帮助的吗？感谢您的来电，再见。"),
)
"""Who said what from which to which second of the recording: in between a hold, and fifteen seconds of silence."""


def voices() -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Both sides of the call: a hum of its own for each, with syllables, where that side speaks."""
    at = np.arange(LENGTH_S * RATE) / RATE
    sides = []
    for side, pitch in ((Side.AGENT, 210.0), (Side.CALLER, 130.0)):
        speaks = np.zeros(len(at))
        for one, since, until, _ in SAID:
            if one is side:
                speaks[int(since * RATE) : int(until * RATE)] = 1.0
        tone = sum(np.sin(2 * np.pi * pitch * part * at) / part for part in (1, 2, 3, 5))
        syllables = 0.35 + 0.65 * np.abs(np.sin(np.pi * 2.2 * at + pitch)) * np.abs(np.sin(np.pi * 0.7 * at + 1))
        sides.append((tone * speaks * syllables * 6500).astype("<i2"))
    return sides[0], sides[1]


def recorded(data: Path, recording_id: str = "r1", call_id: str = "k1") -> Finished:
    """The finished, sealed recording, as a line leaves it."""
    facts = Facts(recording_id=recording_id, call_id=call_id, began_at=sample.NOON + 608)
    keys = load_keys(data)
    spool = Spool(data / "recordings", keys, facts)
    agent, caller = voices()
    for begin in range(0, len(agent), RATE):
        spool.audio(agent[begin : begin + RATE].tobytes(), caller[begin : begin + RATE].tobytes())
    spool.close()
    return finish(spool.path, data / "recordings", keys)


async def told(rig: DeskRig, done: Finished) -> EventLog:
    """The line tells of the call with its recording and a hold, the desk that it rang at zhao in vain."""
    log = EventLog(rig.database, Projector(sample.CN))
    call_id, li = done.facts.call_id, rig.people["li"].agent_id
    began = sample.NOON + 600
    events: list[CallEvent] = [
        sample.arrived(call_id, began, "13800001234"),
        sample.ringing(call_id),
        sample.answered(call_id, li, PICKED_UP_MS),
        sample.established(call_id),
        RecordingStarted(
            at=began + 8, call_id=call_id, recording_id=done.facts.recording_id, started_ms=PICKED_UP_MS
        ),
        CallHeld(at=began + 22, call_id=call_id, agent_id=li, held_ms=PICKED_UP_MS + 14_500),
        CallResumed(at=began + 35, call_id=call_id, agent_id=li, resumed_ms=PICKED_UP_MS + 26_500),
        sample.ended(call_id, ended_ms=PICKED_UP_MS + LENGTH_S * 1000),
        RecordingFinished(
            at=began + 70,
            call_id=call_id,
            recording_id=done.facts.recording_id,
            length_ms=done.facts.length_ms,
            size=done.size,
            sha256=done.sha256,
        ),
    ]
    have = await log.have_seq("s1")
    await log.append_line("s1", "line-1", sample.numbered(events, have + 1))
    zhao = rig.people["zhao"].agent_id
    await log.append_desk(OfferEnded(at=began + 4, call_id=call_id, agent_id=zhao, why=OfferEnd.MISSED))
    return log


async def spoken(log: EventLog, rig: DeskRig, data: Path, call_id: str = "k1") -> None:
    """What was heard is judged by the rules in force, and kept."""
    rules = load().rules
    judge = Judge(matcher_for_speech(rules.phrases))
    shelf = TranscriptShelf(rig.database, log, data, Retention(keep_days=0, ticket_days=0))
    for segment, (side, since, until, text) in enumerate(SAID):
        heard = SpeechHeard(
            at=sample.NOON + since,
            call_id=call_id,
            side=side,
            agent_id=rig.people["li"].agent_id if side is Side.AGENT else "",
            segment=segment,
            text=text,
            readings=(text,),
            start_ms=PICKED_UP_MS + since * 1000,
            end_ms=PICKED_UP_MS + until * 1000,
            offset_ms=since * 1000,
            final=True,
            engine="scripted",
            model="script",
        )
        hits = judge.final(side, text, (text,), (since, until))
        await shelf.keep(heard, hits, rules.version)


async def written_down(rig: DeskRig, call_id: str = "k1") -> None:
    """The agent asked by the script and said what became of the call."""
    script = load().rules.scripts[0]
    shown = (1_000, 11_500, 28_000)
    steps = tuple(
        ScriptStep(
            question_id=one.id, shown_ms=at, answer="3号楼1单元502" if place else "厨房漏水", skipped=place == 2
        )
        for place, (one, at) in enumerate(zip(script.questions, shown, strict=False))
    )
    body = Explained(notes="住户反映厨房漏水，已联系维修班上门。", script_id=script.id, steps=steps)
    answer = await rig.ask("li", "POST", f"/api/calls/{call_id}/disposition", body)
    assert answer.status_code == 200, answer.text
