"""How many lines a second the phrase rules check: `python -m benchmarks.phrases [--lines N]`.

The lines are the project's own corpus, over and over; both finders, and one line that is far too long.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from scripts_lib.hearing.finder import SoundFinder
from scripts_lib.loader import load
from scripts_lib.model import Moment
from scripts_lib.phrases import ExactFinder, PhraseMatcher

CORPUS = Path(__file__).resolve().parents[1] / "tests/corpus"
LONG = "请您不要着急，我马上为您查。" * 20_000


def lines() -> list[tuple[Moment, str]]:
    """Moment and text of every line of the corpus."""
    found = []
    for name in ("phrases_faults.tsv", "phrases_polite.tsv"):
        for line in (CORPUS / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                parts = line.split("\t")
                found.append((Moment(parts[0]), parts[-1]))
    return found


def seconds(matcher: PhraseMatcher, texts: Sequence[tuple[Moment, str]]) -> float:
    """Processor seconds for all of them."""
    begun = time.process_time()
    for moment, text in texts:
        matcher.check(text, moment)
    return time.process_time() - begun


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=5000)
    wanted = parser.parse_args().lines
    corpus = lines()
    texts = [corpus[number % len(corpus)] for number in range(wanted)]
    phrases = load().rules.phrases
    for name, finders in (("characters", (ExactFinder(),)), ("characters and sound", (ExactFinder(), SoundFinder()))):
        matcher = PhraseMatcher(phrases, finders)
        seconds(matcher, corpus[:50])  # tables are made once
        spent = seconds(matcher, texts)
        long = seconds(matcher, [(Moment.CALL, LONG)])
        each = 1000 * spent / wanted
        print(
            f"{name:22} {wanted / spent:8.0f} lines/s, {each:.3f} ms a line; {len(LONG)} characters in {long:.2f} s"
        )


if __name__ == "__main__":
    main()
