"""`python -m benchmarks`: every benchmark that needs nothing else, one after the other; then what the others want.

One that breaks or misses its aim does not stop those after it; the last line names it, and the exit status is 1.
"""

import subprocess
import sys
from shutil import which
from typing import Final

ALONE: Final = (
    "phrases",
    "queue_race",
    "figures",
    "reports",
    "tickets",
    "sip_rate",
    "ring_accuracy",
    "bridge_load",
    "console",
    "supervisor",
)
"""Quick ones first. Together more than half an hour."""
WANTING: Final = {
    "speech": "a FOLDER to write test speech into, and the voice that benchmarks/speech_voice.py names",
    "listening": "a folder of labelled SPEECH, as benchmarks.speech makes it, and a model (`hotline listen setup`)",
}
PROGRAMS: Final = {"ring_accuracy": "sipp"}
"""Programs of the system that a benchmark calls."""
PARTS: Final = ("bridge_server", "console_crowd")
"""Processes that other benchmarks start."""


def main() -> int:
    """Run them. 0 where each came to its end and met its aim."""
    failed = []
    for name in ALONE:
        print(f"== benchmarks.{name}", flush=True)
        if (program := PROGRAMS.get(name)) is not None and which(program) is None:
            print(f"left out: it wants the program {program}")
        elif subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode != 0:
            failed.append(name)
    for name, wants in WANTING.items():
        print(f"== benchmarks.{name}\nnot run: it wants {wants}")
    if failed:
        print(f"failed, or an aim missed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
