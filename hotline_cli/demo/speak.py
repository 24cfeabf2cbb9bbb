"""`make voices`: let espeak-ng speak what the people of demo and role play say, and sox make telephone sound of it.

For developers; the sound files are shipped. Knows nothing of calls.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from hotline_cli.demo.cast import AGENT_VOICE, VOICES, load_cast
from hotline_cli.train.choose import SHIPPED, all_callers
from scripts_lib.loader import load

MOST_BYTES = 150_000
WORDS_A_MINUTE = 245


def speak(text: str, voice: str, target: Path, encoding: str) -> None:
    """Speak `text` into `target`: 8 kHz mono in sox's `encoding`, of even loudness, without silence at its ends."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.wav"
        subprocess.run(["espeak-ng", "-v", voice, "-s", str(WORDS_A_MINUTE), "-w", raw, text], check=True)  # noqa: S603, S607
        trim = ["silence", "1", "0.05", "0.5%", "reverse"]
        effects = ["gain", "-6", "highpass", "200", *trim, *trim, "norm", "-6", "pad", "0.2", "0.3"]
        form = ["-r", "8000", "-c", "1", *encoding.split()]
        subprocess.run(["sox", raw, *form, target, *effects], check=True)  # noqa: S603, S607


def main() -> int:
    """Make every voice anew."""
    lacking = [name for name in ("espeak-ng", "sox") if shutil.which(name) is None]
    if lacking:
        print(f"{' and '.join(lacking)} missing: apt-get install espeak-ng sox", file=sys.stderr)
        return 3
    VOICES.mkdir(exist_ok=True)
    cast = load_cast()
    spoken = [(caller.id, caller.says, caller.voice, "-e a-law") for caller in cast.callers]
    # A console's stand-in for a microphone reads 16-bit PCM.
    spoken.append((AGENT_VOICE, cast.agent_says, "cmn+f3", "-e signed -b 16"))
    files = [(VOICES / f"{name}.wav", text, voice, encoding) for name, text, voice, encoding in spoken]
    for one in all_callers(None, load().rules):
        for number, line in enumerate(one.caller.says, 1):
            files.append((SHIPPED / f"{one.caller.id}-{number}.wav", line.text, one.caller.voice, "-e a-law"))
    for target, text, voice, encoding in files:
        speak(text, voice, target, encoding)
        size = target.stat().st_size
        print(f"{target.name}: {size} bytes")
        if size > MOST_BYTES:
            print(f"{target.name} is longer than {MOST_BYTES} bytes: shorten the text", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
