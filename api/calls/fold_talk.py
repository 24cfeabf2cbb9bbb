"""The part of a call's fold that is about what happens while it goes on: hold, park, third parties, recording, audio.

Spans are closed by whatever ends them, so that none outlives its call. Pure.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from api.calls.record import CallRecord
from api.schemas import AudioTrouble, CallState, Party, RecordingState, Span, Transfer
from telephony import events as line
from telephony.events import PartyJoined, PartyLeft
from telephony.recording_events import (
    RecordingFailed,
    RecordingFinished,
    RecordingMasked,
    RecordingStarted,
    RecordingUnmasked,
)


def closed(record: CallRecord, at_ms: float) -> CallRecord:
    """Everything that lasts is over."""
    return replace(
        record,
        held=_close(record.held, at_ms),
        parked=_close(record.parked, at_ms),
        masked=_close(record.masked, at_ms),
        parties=tuple(replace(one, left=True) for one in record.parties),
        audio=(),
        watchers=(),
    )


def taken_by(record: CallRecord, agent_id: str, at_ms: float) -> CallRecord:
    """This agent talks with the caller from now on."""
    agents = record.agents if agent_id in record.agents else (*record.agents, agent_id)
    return replace(
        record,
        agent_id=agent_id,
        agents=agents,
        held=_close(record.held, at_ms),
        parked=_close(record.parked, at_ms),
        handed_on=False,
    )


def _close(spans: tuple[Span, ...], at_ms: float) -> tuple[Span, ...]:
    if not spans or spans[-1].to_ms is not None:
        return spans
    return (*spans[:-1], replace(spans[-1], to_ms=max(at_ms, spans[-1].from_ms)))


def _held(record: CallRecord, event: line.CallHeld) -> CallRecord:
    if record.ended or record.on_hold is not None:
        return record
    return replace(record, held=(*record.held, Span(from_ms=event.held_ms, agent_id=event.agent_id)))


def _resumed(record: CallRecord, event: line.CallResumed) -> CallRecord:
    return record if record.ended else replace(record, held=_close(record.held, event.resumed_ms))


def _parked(record: CallRecord, event: line.CallParked) -> CallRecord:
    if record.ended or record.in_park is not None:
        return record
    return replace(
        record,
        held=_close(record.held, event.parked_ms),
        parked=(*record.parked, Span(from_ms=event.parked_ms, agent_id=event.agent_id)),
        parties=tuple(replace(one, left=True) for one in record.parties),
    )


def _retrieved(record: CallRecord, event: line.CallRetrieved) -> CallRecord:
    return record if record.ended else taken_by(record, event.agent_id, event.retrieved_ms)


def _party_joined(record: CallRecord, event: PartyJoined) -> CallRecord:
    """A party that joins a caller with whom no agent is has taken the call over: the queue's overflow."""
    if record.ended:
        return record
    party = Party(
        party_id=event.party_id,
        number=event.number,
        agent_id=event.agent_id,
        joined=True,
        with_caller=event.with_caller,
    )
    alone = event.with_caller and record.state in (CallState.WAITING, CallState.PARKED)
    since_ms = (event.at - record.arrived_at) * 1000  # both of one clock of the line (`telephony.calls.book`)
    return replace(
        record,
        parties=_put(record.parties, party),
        handed_on=record.handed_on or alone,
        parked=_close(record.parked, since_ms) if alone else record.parked,
    )


def _party_left(record: CallRecord, event: PartyLeft) -> CallRecord:
    if record.ended:
        return record
    known = next((one for one in record.parties if one.party_id == event.party_id), Party(party_id=event.party_id))
    return replace(record, parties=_put(record.parties, replace(known, left=True, sip_status=event.sip_status)))


def _put(parties: tuple[Party, ...], party: Party) -> tuple[Party, ...]:
    if all(one.party_id != party.party_id for one in parties):
        return (*parties, party)
    return tuple(party if one.party_id == party.party_id else one for one in parties)


def _transferred(record: CallRecord, event: line.CallTransferred) -> CallRecord:
    """To a colleague: `CallRetrieved` follows and names who is in charge. To outside: nobody of ours is."""
    if record.ended:
        return record
    party = next((one for one in record.parties if one.party_id == event.party_id), None)
    to_colleague = party is not None and party.agent_id != ""
    moved = Transfer(
        agent_id=event.agent_id, party_id=event.party_id, number=event.number, at_ms=event.transferred_ms
    )
    return replace(
        record,
        transfers=(*record.transfers, moved),
        held=_close(record.held, event.transferred_ms),
        handed_on=not to_colleague,
    )


def _monitored(record: CallRecord, event: line.MonitorChanged) -> CallRecord:
    if record.ended:
        return record
    others = tuple(one for one in record.watchers if one != event.agent_id)
    return replace(record, watchers=others if event.mode is None else (*others, event.agent_id))


def _recording_started(record: CallRecord, event: RecordingStarted) -> CallRecord:
    if event.recording_id in record.recordings:
        return record
    return replace(record, recording=RecordingState.ON, recordings=(*record.recordings, event.recording_id))


def _masked(record: CallRecord, event: RecordingMasked) -> CallRecord:
    if record.recording is not RecordingState.ON:
        return record
    span = Span(from_ms=event.masked_ms, agent_id=event.agent_id, reason=event.reason)
    return replace(record, recording=RecordingState.MASKED, masked=(*record.masked, span))


def _unmasked(record: CallRecord, event: RecordingUnmasked) -> CallRecord:
    if record.recording is not RecordingState.MASKED:
        return record
    return replace(record, recording=RecordingState.ON, masked=_close(record.masked, event.unmasked_ms))


def _recording_finished(record: CallRecord, event: RecordingFinished) -> CallRecord:
    known = record.recordings if event.recording_id in record.recordings else (*record.recordings, event.recording_id)
    return replace(
        record,
        recording=RecordingState.FINISHED,
        recordings=known,
        voicemail=record.voicemail or event.voicemail,
    )


def _recording_failed(record: CallRecord, event: RecordingFailed) -> CallRecord:
    return replace(record, recording=RecordingState.FAILED)


def _audio_lost(record: CallRecord, event: line.AudioLost) -> CallRecord:
    if record.ended:
        return record
    trouble = AudioTrouble(side=event.side, fault=event.fault, since_ms=event.lost_ms)
    return replace(record, audio=(*_without(record.audio, event.side), trouble))


def _audio_back(record: CallRecord, event: line.AudioBack) -> CallRecord:
    return record if record.ended else replace(record, audio=_without(record.audio, event.side))


def _without(audio: tuple[AudioTrouble, ...], side: line.Side) -> tuple[AudioTrouble, ...]:
    return tuple(one for one in audio if one.side is not side)


FOLDS: Mapping[type, Callable[[CallRecord, Any], CallRecord]] = {
    line.CallHeld: _held,
    line.CallResumed: _resumed,
    line.CallParked: _parked,
    line.CallRetrieved: _retrieved,
    line.PartyJoined: _party_joined,
    line.PartyLeft: _party_left,
    line.CallTransferred: _transferred,
    line.MonitorChanged: _monitored,
    RecordingStarted: _recording_started,
    RecordingMasked: _masked,
    RecordingUnmasked: _unmasked,
    RecordingFinished: _recording_finished,
    RecordingFailed: _recording_failed,
    line.AudioLost: _audio_lost,
    line.AudioBack: _audio_back,
}
