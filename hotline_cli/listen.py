"""`hotline listen`: what was said in a recording, and which forbidden phrases are suspected in it.

`hotline listen FILE.wav` transcribes and judges one file; the sub-commands set the recogniser up. A file with two
channels is a call as it is recorded (agent left, caller right), one with one channel is the agent. Only the agent's
words are judged. Exit status 0: done, whatever was found; 2: the file or the recogniser cannot be used.
"""

import sys
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from typer.core import TyperGroup

from api.schemas.transcripts import SuspectedPhrase
from api.transcripts.judge import Judge
from hotline_cli.listen_engine import engine_of, rules_of
from hotline_cli.listen_evaluate import evaluate
from hotline_cli.listen_replay import replay
from hotline_cli.listen_setup import setup
from hotline_cli.shell import quit_with
from scripts_lib.hearing.matcher import matcher_for_speech
from scripts_lib.hearing.proposer import Proposer
from telephony.errors import ModelUnusable, RecordingUnreadable
from telephony.events import Side
from telephony.listening.base import Heard
from telephony.listening.engines import recogniser_of
from telephony.listening.sound_file import SoundFile
from telephony.listening.transcribe import transcribe

SPEAKER = {Side.AGENT: "坐席", Side.CALLER: "来电人"}
_REMINDER = {True: "", False: "，仅提醒 / a reminder only"}
PLAIN = "file"
"""The sub-command that may be left out."""

Data = Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")]
Model = Annotated[
    Path | None, typer.Option(help="Folder with the model.", show_default="the line's `listening_model`")
]
RulesFolder = Annotated[Path | None, typer.Option("--rules", help="A site's own rules over the shipped ones.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a segment.")]


class _Segment(msgspec.Struct, frozen=True):
    """One segment as it is printed. `start` and `end` are seconds from the file's beginning."""

    start: float
    end: float
    speaker: Side
    text: str
    hits: list[dict[str, Any]]


class _FileFirst(TyperGroup):
    """`hotline listen FILE` is `hotline listen file FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the name of the plain command before arguments that name none."""
        known = set(self.list_commands(ctx)) | {"--help", "-h"}
        if args and not known & set(args):
            args = [PLAIN, *args]
        return super().parse_args(ctx, args)


listen_app = typer.Typer(
    cls=_FileFirst, help="Listen to recordings: what was said, and what should not have been.", no_args_is_help=True
)
listen_app.command("setup")(setup)
listen_app.command("evaluate")(evaluate)
listen_app.command("replay")(replay)


@listen_app.callback()
def listen() -> None:
    """Listen to recordings: what was said, and what should not have been."""


@listen_app.command(PLAIN)
def listen_to_file(
    file: Annotated[Path, typer.Argument(help="WAV, FLAC or OGG; agent left, caller right, or the agent alone.")],
    as_json: AsJson = False,
    rules: RulesFolder = None,
    model: Model = None,
    data: Data = None,
) -> None:
    """Transcribe and judge a recording: a table, or one JSON object a segment."""
    phrases = rules_of(rules).phrases
    judge, propose = Judge(matcher_for_speech(phrases)), Proposer(phrases)
    try:
        with SoundFile(file) as sound:
            engine = engine_of(model, data)
            said = transcribe(
                sound.pieces(),
                lambda: recogniser_of(engine, partials=False, propose=propose),
                _Progress(sound.seconds),
            )
    except RecordingUnreadable as error:
        quit_with(str(error))
    except ModelUnusable as error:
        quit_with(f"Listening is not set up: {error.where}", error.why)
    for side, heard in said:
        hits = judge.final(side, heard.text, tuple(one.text for one in heard.n_best), (heard.start, heard.end))
        typer.echo(_json(side, heard, hits) if as_json else _plain(side, heard, hits))
    if not said and not as_json:
        typer.echo("没有听到说话 / nobody was heard to speak")


class _Progress:
    """Says on a terminal how far it is."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._told = -1

    def __call__(self, at: float) -> None:
        percent = min(100, int(100 * at / self._seconds)) if self._seconds else 100
        if percent != self._told and sys.stderr.isatty():
            self._told = percent
            end = "\r" if percent < 100 else "\n"
            print(f"{percent:3} %", end=end, file=sys.stderr, flush=True)


def _json(side: Side, heard: Heard, hits: tuple[SuspectedPhrase, ...]) -> str:
    found = [
        {
            "rule": hit.rule,
            "phrase": hit.phrase,
            "start": hit.start,
            "end": hit.end,
            "say_instead": {"zh": hit.say_instead.zh, "en": hit.say_instead.en},
            "confidence": hit.confidence,
            "provable": hit.provable,
        }
        for hit in hits
    ]
    segment = _Segment(round(heard.start, 2), round(heard.end, 2), side, heard.text, found)
    return msgspec.json.encode(segment).decode()


def _plain(side: Side, heard: Heard, hits: tuple[SuspectedPhrase, ...]) -> str:
    lines = [f"{_clock(heard.start)}–{_clock(heard.end)}  {SPEAKER[side]:\u3000<3}  {heard.text}"]
    lines += [
        f"{'':19}疑似 / suspected {hit.rule} 「{hit.phrase}」 → {hit.say_instead.zh}"
        f"  ({hit.confidence:.0%}{_REMINDER[hit.provable]})"
        for hit in hits
    ]
    return "\n".join(lines)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes):02}:{rest:04.1f}"
