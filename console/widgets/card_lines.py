"""The lines of the call card as content: who calls, rings and verdict (LINE-1), talk, what else is so, the second
caller (LINE-4). Draws nothing and knows no widget. Colour is never the only sign: each state has its word."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.content import Content

from api.schemas import CallState, CallView, Direction, RecordingState, RingResult
from console.audio.levels import Level
from console.board import Board
from console.format import caller, clock, home, masked, spaced, tenths
from console.headset import HeadsetState
from console.keymap import MAIN_KEYS
from console.rings import circled, count
from console.texts import TEXTS, Words
from telephony.events import AgentState, EndCause, Side, Verdict

VERDICTS = {
    Verdict.MET: ("✓", "bold $text-success"),
    Verdict.MISSED: ("✗", "bold $text-error"),
    Verdict.CANNOT_TELL: ("?", "bold $text-warning"),
}
TITLES = {
    CallState.WAITING: ("call.waiting", "bold $text-warning"),
    CallState.OFFERED: ("call.ringing", "bold $text-warning"),
    CallState.DIALLING: ("call.dialling", "bold $text-warning"),
    CallState.TALKING: ("call.talking", "bold $text-primary"),
    CallState.PARKED: ("call.parked", "bold $text-warning"),
    CallState.HANDED_ON: ("call.handed_on", "bold $text-accent"),
    CallState.ENDED: ("call.ended", "bold $text-accent"),
}
METER_CELLS = 10
HOT_DBFS = -3.0
GAP = Content("   ")
_PARK = next(key.label for key in MAIN_KEYS if key.id == "park")


@dataclass(frozen=True)
class Sound:
    """What the levels show."""

    state: HeadsetState
    heard: Level
    said: Level
    muted: bool = False


class CardLines:
    """Makes the lines in one language; `reasons` are the labels of the catalogue's pause reasons."""

    def __init__(self, words: Words, lang: str, reasons: Mapping[str, str]) -> None:
        self._words = words
        self._lang = lang
        self._reasons = reasons

    # --- no call in hand ---------------------------------------------------------------------------------------

    def idle(self, board: Board) -> list[Content]:
        """The agent's state and what to do, how today goes for all and for the agent, what is owed."""
        words, floor = self._words, board.floor
        match board.me.state:
            case AgentState.PAUSED:
                reason = f"  {self._reason(board.me.pause_reason)}" if board.me.pause_reason else ""
                hint = words("call.paused.parked" if board.me.pause_reason == "parked" else "call.paused.hint")
                title, style = words("call.paused") + reason, "bold $text-warning"
            case AgentState.WRAP_UP:
                title, style, hint = words("call.wrap"), "bold $text-accent", words("call.wrap.hint")
            case _:
                title, style, hint = words("call.idle"), "bold $text-success", ""
        day = words("call.idle.hint", answered=floor.today_answered, abandoned=floor.today_abandoned)
        owed = words("owed.open", count=floor.duty_open) if floor.duty_open else ""
        return [
            Content.assemble((title, style), f"   {hint}" if hint else ""),
            Content.assemble((day, "$text-muted"), "   ", self.own(board)),
            Content.styled(owed, "$text-warning"),
        ]

    def own(self, board: Board) -> Content:
        """The agent's own rate of today; nothing before the first call."""
        me = board.me
        if not me.answered_today:
            return Content("")
        rate = me.met_today * 100 / me.answered_today
        style = "bold $text-success" if rate >= 95 else "bold $text-warning"
        return Content.assemble(
            (self._words("own.today") + " ", "$text-muted"),
            (f"{rate:.1f}%", style),
            (f"（{me.met_today}/{me.answered_today}）" if self._lang == "zh" else "", "$text-muted"),
            (f" ({me.met_today}/{me.answered_today})" if self._lang != "zh" else "", "$text-muted"),
        )

    def _reason(self, value: str) -> str:
        """A pause's reason: one of the catalogue's, or one that the desk gave."""
        text = f"paused.{value}"
        return self._reasons.get(value) or (self._words(text) if text in TEXTS else value)

    # --- a call ------------------------------------------------------------------------------------------------

    def who(self, call: CallView) -> Content:
        """State, number, name, home."""
        title, style = TITLES[call.state]
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

    def rings(self, board: Board, call: CallView, elapsed: int) -> Content:
        """The rings as they sound with the way to the limit; after pick-up the verdict (LINE-1)."""
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
        key, style = ("ring.over", "bold $text-error reverse") if rings.over else ("ring.left", "")
        limit = self._words(key, seconds=tenths(rings.left_ms), limit=rings.limit)
        return Content.assemble(
            *marks[-8:],
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

    def talk(self, call: CallView, talked: int, sound: Sound) -> Content:
        """Talk time with the levels; of an ended call its length and who hung up."""
        if call.state is CallState.ENDED:
            total = self._words("talk.total", time=clock(talked))
            if call.ring is None and not call.talk_ms:
                return Content("")
            return Content.assemble((total, "bold"), "   ", self._ending(call))
        talk = Content.styled(self._words("talk.time", time=clock(talked)), "bold")
        if sound.state is not HeadsetState.JOINED:
            return Content.assemble(talk, "   ", (self._words("level.off"), "$text-muted"))
        said = self._meter("level.said", sound.said)
        if sound.muted:
            said = Content.styled(f" {self._words('mute.card')} ", "bold $text-warning reverse")
        return Content.assemble(talk, "   ", self._meter("level.heard", sound.heard), "  ", said)

    def besides(self, call: CallView, held_ms: int | None) -> list[Content]:
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
            found.append(Content.styled(f"◌ {words('recording.masked')}", "bold $text-warning"))
        return found

    def others(self, board: Board, now: float) -> list[Content]:
        """While I talk: who rings meanwhile, and whom I have parked (LINE-4)."""
        if board.me.state is not AgentState.TALKING:
            return []
        words, found = self._words, []
        for call, elapsed in board.waiting(now):
            if call.callback:
                continue
            rings = count(board.site.ring_plan, elapsed)
            sign = "!" if rings.over else ""
            who = caller(call) or masked(call.number) or words("call.no_number")
            found.append(
                Content.styled(
                    words("second.rings", ring=f"{circled(rings.number)}{sign}", who=who, keys=_PARK),
                    "bold $text-error" if rings.over else "bold $text-warning",
                )
            )
            break
        mine = [(call, waited) for call, waited in board.parked(now) if call.parked_by == board.me.agent_id]
        for call, waited in mine[:1]:
            who = caller(call) or masked(call.number) or words("call.no_number")
            found.append(Content.styled(words("second.parked", who=who, time=clock(waited)), "bold $text-warning"))
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
