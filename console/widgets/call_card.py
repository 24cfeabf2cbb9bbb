"""The call card: who calls, the rings counted live with the way to the limit, the verdict, talk time and levels."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import Static

from api.schemas import CallState, CallView, Direction, RecordingState, RingResult
from console.audio.levels import Level
from console.board import Board
from console.format import caller, clock, home, spaced, tenths
from console.headset import HeadsetState
from console.rings import circled, count
from console.texts import TEXTS, Words
from telephony.events import AgentState, EndCause, Side, Verdict

VERDICTS = {
    Verdict.MET: ("✓", "bold $text-success"),
    Verdict.MISSED: ("✗", "bold $text-error"),
    Verdict.CANNOT_TELL: ("?", "bold $text-warning"),
}
METER_CELLS = 10
HOT_DBFS = -3.0


@dataclass(frozen=True)
class Sound:
    """What the levels show."""

    state: HeadsetState
    heard: Level
    said: Level


class CallCard(Static):
    """Stays on top at every size. Colour is never the only sign: each state has its word and its class."""

    def __init__(self, words: Words, lang: str, reasons: Mapping[str, str]) -> None:
        super().__init__(id="call-card")
        self._reasons = reasons
        self._words = words
        self._lang = lang

    def show(self, board: Board, call: CallView | None, now: float, sound: Sound, opening: str) -> None:
        """Draw `call` (the one in hand, which may be a past one) for this moment."""
        live = call is not None and board.call is not None and board.call.call_id == call.call_id
        shown = board.call if live else call
        elapsed = board.elapsed_ms(now) if live else 0
        over = (shown is not None and shown.state in (CallState.OFFERED, CallState.WAITING)) and count(
            board.site.ring_plan, elapsed
        ).over
        self.set_class(shown is not None and shown.state in (CallState.OFFERED, CallState.WAITING), "-ringing")
        self.set_class(over, "-over")
        self.set_class(shown is not None and shown.state is CallState.TALKING, "-talking")
        if shown is None:
            self.update(self._idle(board))
            return
        lines = [self._who(shown), self._rings(board, shown, elapsed)]
        if shown.state in (CallState.OFFERED, CallState.WAITING):
            lines.append(Content.assemble((self._words("words.opening"), "$text-muted"), "  ", (opening, "bold")))
        else:
            talked = board.talk_ms(now) if live else shown.talk_ms
            lines.append(self._talk(shown, talked, sound))
        now_too = self._besides(shown, board.held_ms(now) if live else None)
        if now_too:
            lines.append(Content("   ").join(now_too))
        self.update(Content("\n").join(lines))

    def _idle(self, board: Board) -> Content:
        words, floor = self._words, board.floor
        day = words("call.idle.hint", answered=floor.today_answered, abandoned=floor.today_abandoned)
        match board.me.state:
            case AgentState.PAUSED:
                reason = f"  {self._reason(board.me.pause_reason)}" if board.me.pause_reason else ""
                title, style, hint = words("call.paused") + reason, "bold $text-warning", words("call.paused.hint")
            case AgentState.WRAP_UP:
                title, style, hint = words("call.wrap"), "bold $text-accent", words("call.wrap.hint")
            case _:
                title, style, hint = words("call.idle"), "bold $text-success", ""
        first = Content.assemble((title, style), f"   {hint}" if hint else "")
        owed = words("owed.open", count=floor.duty_open) if floor.duty_open else ""
        return Content("\n").join([first, Content.styled(day, "$text-muted"), Content.styled(owed, "$text-warning")])

    def _reason(self, value: str) -> str:
        """A pause's reason: one of the catalogue's, or one that the desk gave."""
        text = f"paused.{value}"
        return self._reasons.get(value) or (self._words(text) if text in TEXTS else value)

    def _who(self, call: CallView) -> Content:
        title, style = {
            CallState.WAITING: ("call.waiting", "bold $text-warning"),
            CallState.OFFERED: ("call.ringing", "bold $text-warning"),
            CallState.DIALLING: ("call.dialling", "bold $text-warning"),
            CallState.TALKING: ("call.talking", "bold $text-primary"),
            CallState.PARKED: ("call.parked", "bold $text-warning"),
            CallState.HANDED_ON: ("call.handed_on", "bold $text-accent"),
            CallState.ENDED: ("call.ended", "bold $text-accent"),
        }[call.state]
        number = spaced(call.number) if call.number else self._words("call.no_number")
        name = caller(call)
        place = home(call.resident, self._lang) if call.resident is not None else self._words("call.unknown")
        note = f"  {call.resident.note}" if call.resident is not None and call.resident.note else ""
        return Content.assemble(
            (f"{self._words(title)}  ", style),
            (number, "bold"),
            (f"  {name}" if name else "", "bold"),
            (f"  {place}", "" if call.resident is not None else "$text-muted"),
            (note, "$text-muted"),
        )

    def _rings(self, board: Board, call: CallView, elapsed: int) -> Content:
        if call.ring is not None:
            return self._verdict(call.ring)
        if call.state is CallState.ENDED:
            return Content(self._cause(call))
        if call.direction is Direction.OUTGOING or call.callback:
            return Content.styled(self._words("call.callback" if call.callback else "call.outgoing"), "$text-muted")
        rings = count(board.site.ring_plan, elapsed)
        marks: list[Content] = []
        for number in range(1, max(rings.limit, rings.number) + 1):
            late = number > rings.limit
            style = (
                "$text-disabled" if number > rings.number else "bold $text-error" if late else "bold $text-warning"
            )
            if number == rings.number and rings.sounding:
                style += " reverse"
            marks.append(Content.styled(f" {circled(number)} ", style))
        shown = marks[-8:]
        key, style = ("ring.over", "bold $text-error reverse") if rings.over else ("ring.left", "")
        limit = self._words(key, seconds=tenths(rings.left_ms), limit=rings.limit)
        return Content.assemble(
            *shown,
            ("  " + self._words("ring.now", number=rings.number), "bold"),
            "   ",
            (f" {limit} " if rings.over else limit, style),
            "   ",
            (self._words("call.answer"), "bold $text-accent") if call.state is CallState.OFFERED else "",
        )

    def _verdict(self, ring: RingResult) -> Content:
        sign, style = VERDICTS[ring.verdict]
        strict = self._words("verdict.strict", verdict=self._words(f"strict.{ring.strict.value}"))
        return Content.assemble(
            (f"{sign} {self._words(f'verdict.{ring.verdict.value}')}", style),
            "  " + self._words("verdict.at", rings=ring.rings, seconds=tenths(round(ring.ring_ms))),
            (f"   {strict}", "$text-muted"),
        )

    def _talk(self, call: CallView, talked: int, sound: Sound) -> Content:
        if call.state is CallState.ENDED:
            total = self._words("talk.total", time=clock(talked))
            if call.ring is None and not call.talk_ms:
                return Content("")
            return Content.assemble((total, "bold"), "   ", self._ending(call))
        talk = Content.styled(self._words("talk.time", time=clock(talked)), "bold")
        if sound.state is not HeadsetState.JOINED:
            return Content.assemble(talk, "   ", (self._words("level.off"), "$text-muted"))
        return Content.assemble(
            talk, "   ", self._meter("level.heard", sound.heard), "  ", self._meter("level.said", sound.said)
        )

    def _besides(self, call: CallView, held_ms: int | None) -> list[Content]:
        """What else is so in this call: hold with its clock, third parties, one-way audio, what is not recorded."""
        words, found = self._words, []
        if held_ms is not None:
            found.append(Content.styled(words("call.held", time=clock(held_ms)), "bold $text-warning"))
        for party in call.parties:
            who = spaced(party.number) if party.number else words("party.colleague")
            key = "party.with_caller" if party.with_caller else "party.joined" if party.joined else "party.calling"
            found.append(Content.styled(words(key, who=who), "bold $text-accent"))
        found += [
            Content.styled(f"⚠ {words(f'audio.{one.side.value}')}", "bold $text-error reverse") for one in call.audio
        ]
        if call.recording is RecordingState.MASKED:
            found.append(Content.styled(words("recording.masked"), "bold $text-warning"))
        return found

    def _ending(self, call: CallView) -> str:
        if call.cause not in (EndCause.COMPLETED, None):
            return self._cause(call)
        return self._words(f"end.{(call.ended_by or Side.CALLER).value}") if call.ended_by is not None else ""

    def _cause(self, call: CallView) -> str:
        if call.cause is None or call.cause is EndCause.COMPLETED:
            return ""
        return self._words(f"cause.{call.cause.value}")

    def _meter(self, key: str, level: Level) -> Content:
        lit = level.bar(METER_CELLS)
        style = "$text-error" if level.peak > HOT_DBFS else "$text-success"
        return Content.assemble(
            self._words(key) + " ",
            ("▮" * lit, style),
            ("▯" * (METER_CELLS - lit), "$text-disabled"),
            f" {level.peak:4.0f} dB",
        )
