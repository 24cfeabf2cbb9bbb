"""What this PC remembers of the console between two runs: the desk it last signed in to. One small YAML file.

A file that cannot be read is as good as none: the agent names the desk again.
"""

from pathlib import Path

import structlog
import yaml

log = structlog.get_logger("console.remembered")


class Remembered:
    """`console.yaml` in the user's configuration folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def desk(self) -> str:
        """The desk's URL, or nothing."""
        found = self._read().get("desk", "")
        return found if isinstance(found, str) else ""

    def keep_desk(self, url: str) -> None:
        """Remember this desk; other entries stay. A disk that refuses is told in the log."""
        entries = self._read()
        if entries.get("desk") == url:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            text = yaml.safe_dump({**entries, "desk": url}, allow_unicode=True, sort_keys=True)
            fresh = self._path.with_suffix(".new")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(self._path)
        except OSError as error:
            log.warning("desk_not_remembered", error=type(error).__name__)

    def _read(self) -> dict[str, object]:
        try:
            entries = yaml.safe_load(self._path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            return {}
        return {str(name): value for name, value in entries.items()} if isinstance(entries, dict) else {}
