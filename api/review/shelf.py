"""Opening a call for review: everything that is known of it, in one piece, for one person (SEC-1, PEN-11).

What is not there, because nobody listened, the file lies elsewhere or was deleted, is told in plain words.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec
import soundfile
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit.ledger import entry, note
from api.calls.record import CallRecord
from api.calls.views import CallViews
from api.errors import Forbidden, Invalid, NotFound, RecordingUnavailable
from api.log import EventLog
from api.log_events import OfferEnd, OfferEnded, RecordingOpened
from api.models import EventRow
from api.quality.hints import HintShelf
from api.quality.shelf import CaseFilter, QualityShelf
from api.quality.sights import in_call
from api.recordings.events import RecordingGivenOut, RecordingListened
from api.recordings.hearing import Hearing
from api.recordings.playing import Playing
from api.recordings.shelf import RecordingShelf
from api.review.required import heard_parts
from api.review.timeline import Missed, Sources, Timeline, moved, timeline
from api.review.waveform import Stretch, Waveform, waveform
from api.rights import Right, may
from api.schemas import AgentView, FileState, RecordingView
from api.schemas.quality import Hint, QualityCase
from api.schemas.transcripts import TranscriptEntry
from api.transcripts.shelf import TranscriptShelf
from scripts_lib.hearing.finder import HEARD, SoundFinder
from scripts_lib.hearing.required import RequiredMatcher
from scripts_lib.loader import Library
from scripts_lib.model import RequiredPhrase, Text
from scripts_lib.phrases import ExactFinder
from telephony.cadence import Cadence
from telephony.recording_events import RecordingStarted

log = structlog.get_logger()
T = TypeVar("T")
PICTURES = 200
"""Waveforms kept in memory, some 10 kB each; the one not asked for longest goes first."""
SLACK_MS = 1000
NO_RECORDING = Text("这通电话没有录音", "This call was not recorded")
NO_WORDS = Text("这通电话没有文字记录：当时没有开启语音识别", "There are no words of this call: nobody listened")
STATES = {
    FileState.RUNNING: Text("通话还没有结束，录音稍后可听", "The call goes on: its recording comes later"),
    FileState.FAILED: Text("这段录音没有保存成功", "This recording was not saved"),
    FileState.DELETED: Text("录音已过保存期限，按规定删除", "The recording was deleted when its time was over"),
}


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """A recording on the time line. `trouble` says why it cannot be heard; then there is no picture."""

    recording: RecordingView
    began_ms: float
    """Milliseconds since the INVITE."""
    picture: Waveform | None = None
    trouble: Text | None = None


class Listened(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody opened or played a recording of the call."""

    at: float
    agent_id: str
    seconds: float | None = None
    """What was played; None for the opening."""
    percent: int | None = None
    """What was given out of the file, where no player of ours told what was played."""
    why: str = ""


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A call as it is reviewed. `words_trouble` says why there are no words."""

    record: CallRecord
    line: Timeline
    tracks: tuple[Track, ...]
    tracks_trouble: Text | None
    words: tuple[TranscriptEntry, ...]
    words_trouble: Text | None
    missing: tuple[RequiredPhrase, ...]
    cases: tuple[QualityCase, ...]
    hints: tuple[Hint, ...]
    listened: tuple[Listened, ...]


class ReviewShelf:
    """Gathers. `names` gives the name of a person by id."""

    def __init__(
        self,
        log_of_calls: EventLog,
        calls: CallViews,
        shelves: tuple[RecordingShelf, TranscriptShelf, QualityShelf, HintShelf],
        hearing: Hearing,
        playing: Playing,
        library: Library,
        *,
        cadence: Cadence,
        zone: ZoneInfo,
        centre: str,
    ) -> None:
        self._log = log_of_calls
        self._calls = calls
        self._recordings, self._transcripts, self._quality, self._hints = shelves
        self._hearing = hearing
        self._playing = playing
        self._library = library
        self._cadence = cadence
        self._zone = zone
        finders = (ExactFinder(), SoundFinder(HEARD))
        self._required = RequiredMatcher(library.rules.required, centre=centre, finders=finders)
        self._pictures: OrderedDict[str, Waveform] = OrderedDict()

    async def open(self, call_id: str, by: AgentView, why: str, name_of: Callable[[str], str]) -> Review:
        """The review, for this person; the words are opened with it. Raises NotFound, Forbidden.

        Whose own call it is, or of whom something in it is proposed, sees its course; sound and words only where the
        call may be heard.
        """
        record = await self._calls.record(call_id)
        if record is None:
            raise NotFound("没有这通电话", "there is no such call")
        closed = await self._closed(record, by)
        entries = await self._log.of_call(call_id)
        tracks, tracks_trouble = ((), closed) if closed else await self._tracks(call_id, by, entries)
        words, words_trouble = ((), closed) if closed else await self._words(call_id, by, why)
        hour = datetime.fromtimestamp(record.arrived_at, self._zone).hour
        heard, missing = heard_parts(words, self._required, hour)
        cases, hints = await self._seen(record, by)
        sources = Sources(
            record=record,
            cadence=self._cadence,
            rules=self._library.rules,
            missed=tuple(_missed(entries, record, name_of)),
            transcript=words,
            heard=heard,
            cases=cases,
            hints=hints,
            silences=_silences(tracks),
            recorded_to_ms=max((one.began_ms + one.recording.length_ms for one in tracks), default=0.0),
        )
        return Review(
            record=record,
            line=timeline(sources),
            tracks=tracks,
            tracks_trouble=tracks_trouble,
            words=words,
            words_trouble=words_trouble,
            missing=missing,
            cases=cases,
            hints=hints,
            listened=tuple(_listened(entries)),
        )

    async def _closed(self, record: CallRecord, by: AgentView) -> Text | None:
        """Why sound and words stay closed to somebody who may see the call itself. Raises Forbidden otherwise."""
        try:
            await self._hearing.check_call(by, record.call_id)
        except Forbidden as error:
            which = CaseFilter(call_id=record.call_id, agent_id=by.agent_id)
            held, _ = await self._quality.page(which, limit=1, offset=0)
            if not held and by.agent_id not in (record.agent_id, *record.agents):
                raise
            return Text(error.zh, error.en)
        return None

    async def _tracks(
        self, call_id: str, by: AgentView, entries: Sequence[EventRow]
    ) -> tuple[tuple[Track, ...], Text | None]:
        began = {one.recording_id: one.started_ms for one in _of_kind(entries, RecordingStarted)}
        views = await self._recordings.of_call(call_id, by)
        tracks = tuple([await self._track(view, began.get(view.recording_id, 0.0), by) for view in views])
        return tracks, None if tracks else NO_RECORDING

    async def _track(self, view: RecordingView, began_ms: float, by: AgentView) -> Track:
        if view.state is not FileState.READY:
            return Track(recording=view, began_ms=began_ms, trouble=STATES[view.state])
        try:
            picture = await self._picture(view, by)
        except RecordingUnavailable as error:
            return Track(recording=view, began_ms=began_ms, trouble=Text(error.zh, error.en))
        return Track(recording=view, began_ms=began_ms, picture=picture)

    async def _picture(self, view: RecordingView, by: AgentView) -> Waveform:
        """From memory, or made of the sound. Nothing of what was said is in it.

        Raises RecordingUnavailable where the file is not here, also when its picture is kept.
        """
        await self._recordings.locate(view.recording_id, by)
        kept = self._pictures.pop(view.recording_id, None)
        if kept is None:
            _, flac = await self._recordings.read(view.recording_id, by)
            try:
                kept = await asyncio.to_thread(waveform, flac)
            except soundfile.LibsndfileError as error:
                log.error("recording_not_readable", recording_id=view.recording_id, why=str(error))
                raise RecordingUnavailable("录音无法读取", str(error)) from error
        self._pictures[view.recording_id] = kept
        if len(self._pictures) > PICTURES:
            self._pictures.popitem(last=False)
        return kept

    async def _words(self, call_id: str, by: AgentView, why: str) -> tuple[tuple[TranscriptEntry, ...], Text | None]:
        try:
            return await self._transcripts.open(call_id, by, why), None
        except NotFound:
            return (), NO_WORDS
        except RecordingUnavailable as error:
            return (), Text(error.zh, error.en)

    async def _seen(self, record: CallRecord, by: AgentView) -> tuple[tuple[QualityCase, ...], tuple[Hint, ...]]:
        """Offences of the call that this person may see; hints for reviewers only."""
        among = await self._hearing.whose(by)
        which = CaseFilter(call_id=record.call_id, among=among)
        _, cases = await self._quality.page(which, limit=200, offset=0)
        if not may(by, Right.HEAR_RECORDINGS):
            return cases, ()
        seen = in_call(record, self._quality.penalties, self._library.rules.advice)
        hints = await self._hints.of_call(record.call_id, seen)
        return cases, tuple(one for one in hints if among is None or one.agent_id in among)

    async def sound(
        self, call_id: str, recording_id: str, by: AgentView, why: str, session: str
    ) -> tuple[RecordingView, bytes]:
        """The FLAC for a page's player; pieces of one listening are one opening. Raises as `RecordingShelf.open`."""
        view, flac = await self._playing.sound(recording_id, by, why, session)
        if view.call_id != call_id:
            raise NotFound("没有这条录音", "there is no such recording")
        return view, flac

    async def played(self, call_id: str, recording_id: str, by: AgentView, from_ms: int, to_ms: int) -> None:
        """Log what was played, in both logs. Raises NotFound, Forbidden, Invalid for what lies outside."""
        views = await self._recordings.of_call(call_id, by)
        view = next((one for one in views if one.recording_id == recording_id), None)
        if view is None:
            raise NotFound("没有这条录音", "there is no such recording")
        if not 0 <= from_ms < to_ms <= view.length_ms + SLACK_MS:
            raise Invalid("播放区间不在录音之内", "this stretch does not lie in the recording")
        heard = RecordingListened(
            at=time.time(),
            recording_id=recording_id,
            call_id=call_id,
            agent_id=by.agent_id,
            from_ms=from_ms,
            to_ms=to_ms,
        )
        told = f"{from_ms / 1000:.1f}-{to_ms / 1000:.1f} s"

        async def work(session: AsyncSession) -> None:
            await self._log.append_within(session, heard)
            await note(session, [entry(by.agent_id, "listened", f"{call_id} {recording_id}", told)])

        await self._log.in_transaction(work)


def _of_kind(entries: Iterable[EventRow], kind: type[T]) -> list[T]:
    return [msgspec.json.decode(one.payload, type=kind) for one in entries if one.kind == kind.__name__]


def _missed(entries: Sequence[EventRow], record: CallRecord, name_of: Callable[[str], str]) -> Iterable[Missed]:
    for one in _of_kind(entries, OfferEnded):
        if one.why is OfferEnd.MISSED:
            yield Missed(at_ms=max(0.0, (one.at - record.arrived_at) * 1000), name=name_of(one.agent_id))


def _silences(tracks: Sequence[Track]) -> tuple[Stretch, ...]:
    return tuple(
        one for track in tracks if track.picture is not None for one in moved(track.picture.silences, track.began_ms)
    )


def _listened(entries: Sequence[EventRow]) -> Iterable[Listened]:
    """Newest first."""
    opened = [Listened(at=one.at, agent_id=one.agent_id, why=one.why) for one in _of_kind(entries, RecordingOpened)]
    played = [
        Listened(at=one.at, agent_id=one.agent_id, seconds=(one.to_ms - one.from_ms) / 1000)
        for one in _of_kind(entries, RecordingListened)
    ]
    given = [
        Listened(at=one.at, agent_id=one.agent_id, percent=one.percent, why=one.why)
        for one in _of_kind(entries, RecordingGivenOut)
    ]
    return sorted((*opened, *played, *given), key=lambda one: -one.at)
