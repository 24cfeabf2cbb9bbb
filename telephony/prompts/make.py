"""`python -m telephony.prompts.make`: espeak-ng speaks the shipped recordings (`words.yaml`), sox makes WAVs of them.

For developers; the recordings are shipped.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from telephony.prompts.library import SHIPPED

WORDS = Path(__file__).parent / "words.yaml"
VOICE = "cmn+f2"
WORDS_A_MINUTE = "190"


def speak(text: str, target: Path) -> None:
    """Speak `text` into `target`: A-law, 8 kHz, of even loudness, without silence at its ends."""
    with tempfile.TemporaryDirectory() as folder:
        raw = str(Path(folder) / "raw.wav")
        subprocess.run(["espeak-ng", "-v", VOICE, "-s", WORDS_A_MINUTE, "-w", raw, text], check=True)  # noqa: S603, S607
        trim = ["silence", "1", "0.02", "0.5%", "reverse"]
        effects = ["gain", "-6", "highpass", "200", *trim, *trim, "norm", "-6", "pad", "0.02", "0.08"]
        form = ["-r", "8000", "-c", "1", "-e", "a-law"]
        subprocess.run(["sox", raw, *form, str(target), *effects], check=True)  # noqa: S603, S607


def main() -> int:
    """Make every recording anew."""
    lacking = [name for name in ("espeak-ng", "sox") if shutil.which(name) is None]
    if lacking:
        print(f"{' and '.join(lacking)} missing: apt-get install espeak-ng sox", file=sys.stderr)
        return 3
    SHIPPED.mkdir(exist_ok=True)
    words: dict[str, str] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    for name, text in words.items():
        target = SHIPPED / f"{name}.wav"
        speak(text, target)
        print(f"{target.name}: {target.stat().st_size} bytes")
    for path in SHIPPED.glob("*.wav"):
        if path.stem not in words:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
