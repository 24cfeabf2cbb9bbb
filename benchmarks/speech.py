"""Makes labelled test speech of a telephone, for `hotline listen evaluate` and `python -m benchmarks.listening`.

    python -m benchmarks.speech FOLDER [--sets dev,held,near,polite] [--minutes 60] [--every 1] [--seed 1]

Writes into FOLDER WAV files (A-law, 8 kHz) with their `labels.tsv`:

    dev, dev-babble     each of the 36 phrases in two sentences of corpus/faults_dev.tsv; the same, babble at 15 dB
    held, held-babble   other sentences and other voices, which nothing may be tuned on
    own, own-babble     the sentences of `held` in the model's own voice, at three speeds
    alone, alone-babble the phrases as answers of their own, by the same voice
    fresh, fresh-babble a third text by the same voice at three speeds, each sentence through one of three codecs
    late, late-babble   a fourth text, as `fresh`
    near-fresh          polite sentences of corpus/polite_fresh.tsv, near misses too, by the same voice
    near-late           those of corpus/polite_late.tsv
    near                polite sentences that are all near misses, every n-th of tests/corpus/phrases_polite.tsv
    polite              calls of ordinary agents' speech, one sentence in fourteen a near miss

The same seed makes the same words, speakers, pauses, levels and noise; the model's own dice cannot be set, so that
two makings differ a little in sound, and their figures by a recording or two. What it needs:
benchmarks/speech_voice.py. Knows no recogniser and no rule.
"""

import argparse
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import soundfile

from benchmarks.speech_line import CODECS, RATE, Floats, at_level, coded, telephone, with_babble, with_floor
from benchmarks.speech_voice import RATE as VOICE_RATE
from benchmarks.speech_voice import Speaker, loaded

CORPUS: Final = Path(__file__).parent / "corpus"
NEAR_MISSES: Final = Path(__file__).parents[1] / "tests" / "corpus" / "phrases_polite.tsv"
BABBLE_DB: Final = 15.0
BABBLERS: Final = 6
LEVELS_DB: Final = (-32.0, -18.0)
NEAR: Final = 14
"""One sentence of so many is a near miss."""
SENTENCES: Final = (4, 9)
"""Of a polite call, beside its opening and its end."""
MARKS: Final = "，。？！、；"
SHORT_S, LONG_S, TURN_S = (0.05, 0.22), (0.3, 0.7), (0.5, 1.4)
"""Silence at a comma, at a full stop, and where the caller speaks."""
LEAD_S: Final = 0.3
HEAD: Final = ("file", "phrase", "phrase_end_s", "length_s", "text", "moment")
OPENING_WORDS: Final = "喂"

DEV: Final = (
    Speaker("own"),
    Speaker("deep", pitch=0.72, head=0.88, lively=0.8),
    Speaker("small", pitch=1.15, head=1.1, slow=0.95),
    Speaker("quick", pitch=0.9, head=1.04, slow=0.82, lively=1.2),
)
HELD: Final = (
    Speaker("man", pitch=0.64, head=0.85, slow=1.05, lively=0.9),
    Speaker("calm", pitch=0.93, head=0.94, slow=1.12, lively=0.7),
    Speaker("young", pitch=1.22, head=1.13, slow=0.88),
    Speaker("hasty", pitch=0.8, head=0.92, slow=0.78, lively=1.1),
)
OWN: Final = (Speaker("own"), Speaker("own, slow", slow=1.2), Speaker("own, quick", slow=0.85))
ALONE_TAKES: Final = 2
"""How often each phrase is said alone, by another speaker each time."""


@dataclass(frozen=True)
class Recording:
    """What is written as one file."""

    samples: Floats
    text: str
    phrase: str = ""
    phrase_end_s: float = 0.0
    moment: str = "call"


def spoken(text: str, speaker: Speaker, chance: np.random.Generator) -> tuple[Floats, float]:
    """A sentence at 8 kHz, and the second at which what stands in brackets ends (0 without any)."""
    pieces: list[Floats] = [np.zeros(int(LEAD_S * VOICE_RATE), np.float32)]
    at, end = LEAD_S, 0.0
    for clause, mark in re.findall(rf"([^{MARKS}]+)([{MARKS}]*)", text):
        plain = re.sub(r"[\[\]]", "", clause)
        samples, ends = loaded().say(plain, speaker)
        if "]" in clause:
            end = at + ends[clause.replace("[", "").index("]") - 1]
        pause = chance.uniform(*(SHORT_S if mark[:1] in ("，", "、", "") else LONG_S))
        pieces += [samples, np.zeros(int(pause * VOICE_RATE), np.float32)]
        at += len(samples) / VOICE_RATE + int(pause * VOICE_RATE) / VOICE_RATE
    return telephone(np.concatenate(pieces), VOICE_RATE), end


def sentences(name: str) -> list[str]:
    """Of a corpus of faults, the phrase of each in brackets."""
    return (CORPUS / f"faults_{name}.tsv").read_text("utf-8").splitlines()


def alone() -> list[str]:
    """Each phrase by itself, in brackets."""
    phrases = dict.fromkeys(f"[{phrase_of(line)}]" for name in ("dev", "held") for line in sentences(name))
    return [*phrases] * ALONE_TAKES


def phrase_of(line: str) -> str:
    """What stands in brackets."""
    found = re.search(r"\[(.+)\]", line)
    assert found is not None, line
    return found[1]


def said(name: str) -> tuple[list[str], Sequence[Speaker]]:
    """The sentences of a set, and who says them."""
    match name:
        case "dev":
            return sentences("dev"), DEV
        case "held":
            return sentences("held"), HELD
        case "own":
            return sentences("held"), OWN
        case "alone":
            return alone(), OWN
        case "fresh" | "late":
            return sentences(name), OWN
    raise SystemExit(f"there is no set {name}; benchmarks/speech.py names them")


def faults(lines: Sequence[str], speakers: Sequence[Speaker], chance: np.random.Generator) -> Iterator[Recording]:
    """Each sentence once, the speakers in turn."""
    for number, line in enumerate(lines):
        samples, end = spoken(line, speakers[(number + number // 2) % len(speakers)], chance)
        level = float(chance.uniform(*LEVELS_DB))
        phrase = phrase_of(line)
        moment = "opening" if phrase == OPENING_WORDS else "call"
        yield Recording(at_level(samples, level), re.sub(r"[\[\]]", "", line), phrase, end, moment)


def polite_calls(minutes: float, speakers: Sequence[Speaker], chance: np.random.Generator) -> Iterator[Recording]:
    """Calls until so many minutes are said; every sentence comes before one comes again."""
    lines = [(row[0], row[1]) for row in _rows(CORPUS / "polite.tsv")]
    decks = {moment: _deck([text for one, text in lines if one == moment], chance) for moment, _ in lines}
    near = _deck([row[1] for row in _rows(CORPUS / "polite_near.tsv")], chance)
    slots = {row[0]: row[1:] for row in _rows(CORPUS / "slots.tsv")}
    said_s, count, number = 0.0, 0, 0
    while said_s < minutes * 60:
        speaker, pieces, texts = speakers[number % len(speakers)], [], []
        said = [next(decks["opening"])]
        for _ in range(int(chance.integers(*SENTENCES))):
            count += 1
            said.append(next(near) if count % NEAR == 0 else next(decks["call"]))
        for text in [*said, next(decks["ending"])]:
            filled = re.sub(r"\{(.)\}", lambda slot: str(chance.choice(slots[slot[1]])), text)
            pieces += [spoken(filled, speaker, chance)[0], np.zeros(int(chance.uniform(*TURN_S) * RATE), np.float32)]
            texts.append(filled)
        samples = at_level(np.concatenate(pieces), float(chance.uniform(*LEVELS_DB)))
        said_s += len(samples) / RATE
        number += 1
        yield Recording(samples, "".join(texts), moment="opening")


def near_misses(every: int, speakers: Sequence[Speaker], chance: np.random.Generator) -> Iterator[Recording]:
    """Every n-th polite sentence of a call that sounds a little like a phrase, the speakers in turn."""
    chinese = re.compile(rf"[\u4e00-\u9fff{MARKS}]+")
    texts = [row[1] for row in _rows(NEAR_MISSES) if row[0] == "call" and chinese.fullmatch(row[1])]
    for number, text in enumerate(texts[::every]):
        samples = spoken(text, speakers[number % len(speakers)], chance)[0]
        yield Recording(at_level(samples, float(chance.uniform(*LEVELS_DB))), text)


def near_coded(name: str, speakers: Sequence[Speaker], chance: np.random.Generator) -> Iterator[Recording]:
    """The near misses of a corpus, the speakers and codecs in turn."""
    recordings = []
    for number, (moment, text) in enumerate(_rows(CORPUS / f"polite_{name}.tsv")):
        samples = spoken(text, speakers[number % len(speakers)], chance)[0]
        level = float(chance.uniform(*LEVELS_DB))
        recordings.append(Recording(at_level(samples, level), text, moment=moment))
    yield from through_codecs(recordings)


def through_codecs(recordings: Sequence[Recording]) -> list[Recording]:
    """Each as a codec on the way leaves it; three in a row through the same, so that each speaker meets each."""
    return [
        replace(one, samples=coded(one.samples, CODECS[number // len(OWN) % len(CODECS)]))
        for number, one in enumerate(recordings)
    ]


def _rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text("utf-8").splitlines()]


def _deck(lines: Sequence[str], chance: np.random.Generator) -> Iterator[str]:
    while True:
        yield from (lines[place] for place in chance.permutation(len(lines)))


def write(folder: Path, recordings: Sequence[Recording], chance: np.random.Generator) -> None:
    """The files and their labels."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "labels.tsv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerow(HEAD)
        for number, one in enumerate(recordings):
            name = f"{'p' if one.phrase else 'n'}{number:03}.wav"
            soundfile.write(folder / name, with_floor(one.samples, chance), RATE, subtype="ALAW", format="WAV")
            end = f"{one.phrase_end_s:.2f}" if one.phrase else ""
            rows.writerow((name, one.phrase, end, f"{len(one.samples) / RATE:.2f}", one.text, one.moment))


def noisy(recordings: Sequence[Recording], chance: np.random.Generator) -> list[Recording]:
    """The same with the other recordings' voices talking behind each."""
    found = []
    for one in recordings:
        others = [recordings[place].samples for place in chance.choice(len(recordings), BABBLERS, replace=False)]
        samples = with_babble(one.samples, others, BABBLE_DB, chance)
        found.append(Recording(samples, one.text, one.phrase, one.phrase_end_s, one.moment))
    return found


def main() -> None:
    """Read the arguments and make it."""
    parser = argparse.ArgumentParser(description="Make labelled test speech.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", default="dev,held,near,polite")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for name in given.sets.split(","):
        chance = np.random.default_rng([given.seed, *name.encode()])
        if name == "polite":
            write(given.folder / name, [*polite_calls(given.minutes, (*DEV, *HELD), chance)], chance)
            continue
        if name == "near":
            write(given.folder / name, [*near_misses(given.every, DEV, chance)], chance)
            continue
        if name in ("near-fresh", "near-late"):
            write(given.folder / name, [*near_coded(name.removeprefix("near-"), OWN, chance)], chance)
            continue
        recordings = [*faults(*said(name), chance)]
        coded_or_not = through_codecs if name in ("fresh", "late") else list[Recording]
        write(given.folder / name, coded_or_not(recordings), chance)
        write(given.folder / f"{name}-babble", coded_or_not(noisy(recordings, chance)), chance)


if __name__ == "__main__":
    main()
