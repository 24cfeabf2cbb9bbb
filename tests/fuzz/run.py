"""Fuzz by coverage: `uv pip install atheris`, then `python -m tests.fuzz.run sip --seconds 300`. Linux.

Stops at the first input that a target does not take as it says (see `targets.py`) and leaves it as `crash-*`.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.fuzz.targets import TARGETS, seeds


def main() -> int:
    """Run one target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=60)
    given = parser.parse_args()
    try:
        import atheris
    except ImportError:
        print("atheris is missing: uv pip install atheris", file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory() as folder:
        for index, seed in enumerate(seeds(given.target)):
            (Path(folder) / f"seed{index}").write_bytes(seed)
        atheris.instrument_all()
        arguments = [sys.argv[0], folder, f"-max_total_time={given.seconds}", "-max_len=4096", "-rss_limit_mb=2048"]
        atheris.Setup(arguments, TARGETS[given.target])
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
