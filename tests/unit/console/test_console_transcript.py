"""The transcript as the console keeps it, line by line."""

from msgspec.structs import replace

from api.schemas import SuspectedPhrase, Transcript, TranscriptChanged, TranscriptLine
from console.transcript import of_call, suspected, with_change
from scripts_lib.model import Text
from telephony.events import Side

HIT = SuspectedPhrase(
    rule="SAY-F02",
    phrase="不知道",
    start=1,
    end=4,
    say_instead=Text("我马上帮您核实。", "Let me check."),
    why=Text("", ""),
    confidence=0.9,
)


def line(text: str, segment: int = 0, *, side: Side = Side.AGENT, at: float = 0.0) -> TranscriptLine:
    return TranscriptLine(side=side, segment=segment, text=text, start_ms=at, end_ms=at + 500, final=True)


def change(one: TranscriptLine, call: str = "c1") -> TranscriptChanged:
    return TranscriptChanged(number=1, call_id=call, line=one)


def test_a_line_replaces_the_one_of_its_side_and_segment() -> None:
    transcript = with_change(None, change(line("您好")))
    transcript = with_change(transcript, change(line("停水了", side=Side.CALLER, at=900)))
    transcript = with_change(transcript, change(line("您好,物业")))
    assert [one.text for one in transcript.lines] == ["您好,物业", "停水了"]


def test_a_line_without_text_takes_it_away() -> None:
    transcript = with_change(with_change(None, change(line("谢谢"))), change(line("")))
    assert transcript.lines == ()


def test_lines_of_another_call_do_not_stay() -> None:
    transcript = with_change(with_change(None, change(line("您好"))), change(line("喂"), "c2"))
    assert (transcript.call_id, [one.text for one in transcript.lines]) == ("c2", ["喂"])
    assert of_call(transcript, None) is None
    assert of_call(None, None) is None


def test_what_is_suspected_comes_with_its_line() -> None:
    said = replace(line("我不知道"), hits=(HIT,))
    assert suspected(Transcript(call_id="c1", lines=(line("您好"), said))) == [(said, HIT)]
    assert suspected(None) == []
