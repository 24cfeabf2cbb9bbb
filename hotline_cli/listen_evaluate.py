"""`hotline listen evaluate FOLDER`: how well phrases are heard in labelled recordings, at the line's own 8 kHz.

The folder holds sound files and `labels.tsv` (scripts_lib/hearing/labels.py). Each recording is pushed in 20 ms
pieces, as a call is; the delay counts the audio that had to be heard and the time that one stream took to recognise
it. A recording that cannot be read is named and left out. Exit status 0: done, whatever the figures; 1: an aim was
missed and --check is given; 2: the recogniser, the labels or every recording cannot be used.
"""

import time
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from hotline_cli.listen_engine import engine_of, rules_of
from hotline_cli.shell import quit_with
from scripts_lib.hearing.finder import TYPED, SoundFinder
from scripts_lib.hearing.labels import Label, read_labels
from scripts_lib.hearing.matcher import matcher_for_speech
from scripts_lib.hearing.proposer import Proposer
from scripts_lib.hearing.score import Score, Sighting, empty_score
from scripts_lib.hearing.stream import PhraseStream, Speech
from scripts_lib.model import Phrase
from scripts_lib.phrases import ExactFinder, PhraseMatcher
from telephony.errors import ModelUnusable, RecordingUnreadable
from telephony.listening.base import SAMPLE_RATE, Heard, Recogniser
from telephony.listening.engine import nothing_else
from telephony.listening.engines import recogniser_of
from telephony.listening.sound_file import SoundFile

LABELS = "labels.tsv"
FRAME = 2 * SAMPLE_RATE // 50
SILENCE_S = 1.0
"""Added to each recording, so that its last words end."""
RECALL, FALSE_AN_HOUR = 0.95, 1.0
"""The aims on clean speech."""


class Policy(StrEnum):
    """What is compared with the wordings of the rules."""

    EXACT = "exact"
    """Characters."""
    TYPED = "typed"
    """And what sounds the same."""
    HEARD = "heard"
    """And what sounds nearly the same, with slips in long phrases, and what is known to be written for them."""
    WEIGHED = "weighed"
    """And what the recogniser holds for nearly as likely when it is asked: as live."""


def evaluate(
    folder: Annotated[Path, typer.Argument(help="Sound files and labels.tsv.")],
    policy: Annotated[Policy, typer.Option(help="How words are compared.")] = Policy.WEIGHED,
    readings: Annotated[int, typer.Option(min=1, max=5, help="How many readings are looked at.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as one JSON object.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit 1 when an aim on clean speech is missed.")] = False,
    rules: Annotated[Path | None, typer.Option("--rules", help="A site's own rules over the shipped ones.")] = None,
    model: Annotated[Path | None, typer.Option(help="Folder with the model.", show_default="the line's")] = None,
    data: Annotated[Path | None, typer.Option(help="Data folder.", show_default="the user's data folder")] = None,
) -> None:
    """Recall and false alarms an hour for each phrase, delay and CPU, on labelled recordings."""
    phrases = rules_of(rules).phrases
    labels = _labels(folder, phrases)
    matcher = _matcher(policy, phrases)
    propose = Proposer(phrases) if policy is Policy.WEIGHED else nothing_else
    score = empty_score(phrases)
    left_out: list[str] = []
    try:
        engine = engine_of(model, data)
        for label in labels:
            ear, stream = recogniser_of(engine, propose=propose), PhraseStream(matcher, opened=not label.opening)
            try:
                _listen(folder / label.file, label, score, ear, stream, readings)
            except RecordingUnreadable as error:
                left_out.append(label.file)
                typer.echo(f"没有计入 / left out: {error}", err=True)
    except ModelUnusable as error:
        quit_with(f"Listening is not set up: {error.where}", error.why)
    if len(left_out) == len(labels):
        quit_with(f"{folder / LABELS} names no recording that can be read.")
    figures = _figures(score) | {"left_out": left_out}
    typer.echo(msgspec.json.encode(figures).decode() if as_json else "\n".join(_table(score)))
    if check and (score.recall < RECALL or score.false_an_hour() >= FALSE_AN_HOUR):
        raise typer.Exit(1)


def _matcher(policy: Policy, phrases: tuple[Phrase, ...]) -> PhraseMatcher:
    match policy:
        case Policy.EXACT:
            return PhraseMatcher(phrases)
        case Policy.TYPED:
            return PhraseMatcher(phrases, (ExactFinder(), SoundFinder(TYPED)))
        case Policy.HEARD | Policy.WEIGHED:
            return matcher_for_speech(phrases)


def _labels(folder: Path, phrases: tuple[Phrase, ...]) -> list[Label]:
    path = folder / LABELS
    try:
        return read_labels(path.read_text("utf-8-sig"), phrases)
    except OSError as error:
        quit_with(f"{path} cannot be read: {error.strerror}")
    except ValueError as error:
        quit_with(f"{path}: {error}")


def _listen(
    path: Path, label: Label, score: Score, recogniser: Recogniser, stream: PhraseStream, readings: int
) -> None:
    """One recording, as a call's leg brings it."""
    with SoundFile(path) as sound:
        pcm = b"".join(piece[0] for piece in sound.pieces()) + bytes(int(2 * SAMPLE_RATE * SILENCE_S))
    told: dict[tuple[int, str], Sighting] = {}
    words: list[str] = []
    began = time.process_time()
    for heard, now in _heard(recogniser, pcm):
        _tell(heard, stream, told, now, readings)
        words += (one.text for one in heard if one.final)
    score.add(label, [*told.values()], " ".join(words), len(pcm) / (2 * SAMPLE_RATE), time.process_time() - began)


def _heard(recogniser: Recogniser, pcm: bytes) -> Iterator[tuple[list[Heard], float]]:
    """What is understood of the audio, each time with the second at which a live call would have it."""
    for at in range(0, len(pcm), FRAME):
        asked = time.perf_counter()
        heard = recogniser.push(pcm[at : at + FRAME], at / (2 * SAMPLE_RATE))
        yield heard, (at + FRAME) / (2 * SAMPLE_RATE) + time.perf_counter() - asked
    yield recogniser.finish(), len(pcm) / (2 * SAMPLE_RATE)


def _tell(
    heard: list[Heard], stream: PhraseStream, told: dict[tuple[int, str], Sighting], now: float, readings: int
) -> None:
    """What is suspected now; a final result settles what stands of its segment."""
    for one in heard:
        texts = tuple(dict.fromkeys((one.text, *(each.text for each in one.n_best))))[:readings]
        found = {phrase.hit.rule for phrase in stream.hear(Speech(one.segment, texts, one.start, one.end, one.final))}
        for segment, rule in told if one.final else ():
            if segment == one.segment and rule not in found:
                told[segment, rule] = Sighting(rule, told[segment, rule].told_s, stands=False)
        for rule in found:
            first = told.get((one.segment, rule))
            told[one.segment, rule] = Sighting(rule, first.told_s if first else now, stands=one.final)


def _figures(score: Score) -> dict[str, Any]:
    return {
        "recall": round(score.recall, 4),
        "false_an_hour": round(score.false_an_hour(), 2),
        "hours": round(score.seconds / 3600, 4),
        "polite_hours": round(score.polite_s / 3600, 4),
        "delay_median_s": score.delay_s(0.5),
        "delay_p90_s": score.delay_s(0.9),
        "cpu_share": round(score.busy_s / score.seconds, 3) if score.seconds else 0.0,
        "phrases": {
            rule: {"said": row.said, "found": row.found, "false_an_hour": round(score.false_an_hour(row), 2)}
            for rule, row in score.rules.items()
        },
        "missed": [{"file": label.file, "rule": label.rule, "heard": heard} for label, heard in score.missed],
        "alarms": [{"file": label.file, "rule": rule, "heard": heard} for label, rule, heard in score.alarms],
    }


def _table(score: Score) -> Iterator[str]:
    yield f"{'规则 / rule':<10} {'说了/said':>8} {'听到/found':>8} {'误报/时 false/h':>12}  忌语 / phrase"
    for rule, row in score.rules.items():
        if row.said or row.false or row.beside:
            yield f"{rule:<12} {row.said:>9} {row.found:>10} {score.false_an_hour(row):>14.1f}  {row.phrase}"
    yield ""
    yield f"召回 / recall {score.recall:.1%}    误报 / false alarms {score.false_an_hour():.2f}/h"
    yield f"录音 / audio {score.seconds / 3600:.2f} h, 文明用语 / polite {score.polite_s / 3600:.2f} h"
    median, late = score.delay_s(0.5), score.delay_s(0.9)
    if median is not None and late is not None:
        yield f"延迟 / delay median {median:.2f} s, p90 {late:.2f} s"
    if score.seconds:
        yield f"CPU {score.busy_s / score.seconds:.0%} 单核/一路 of a core for one stream"
    for label, heard in score.missed:
        yield f"漏报 / missed  {label.file}  {label.rule}  {label.text}  听成 / heard {heard}"
    for label, rule, heard in score.alarms:
        yield f"误报 / false   {label.file}  {rule}  {label.text}  听成 / heard {heard}"
