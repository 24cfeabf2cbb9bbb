"""Drafts: what was typed about a call, kept on the agent's disk until the desk has it, so that a crash loses nothing.

One JSON file per call under the user's state folder, mode 0600 (residents' data, SEC-1). Knows no screen.
"""

import contextlib
import os
from pathlib import Path
from urllib.parse import quote, unquote

import msgspec
import structlog

from api.schemas import ClearMark, Disposition, ScriptStep
from scripts_lib.model import Text
from scripts_lib.runner import SavedRun

_BINARY: int = getattr(os, "O_BINARY", 0)
"""Windows would write a line feed as two bytes."""
KEPT_S = 30 * 86_400.0
log = structlog.get_logger("console.drafts")


class Draft(msgspec.Struct, kw_only=True):
    """One call's unsaved content. `fields` are the form's, as typed or chosen."""

    call_id: str
    notes: str = ""
    outcome: Disposition | None = None
    fields: dict[str, str] = {}
    run: SavedRun | None = None
    """The script as it stands, to go on with."""
    script_id: str = ""
    steps: tuple[ScriptStep, ...] = ()
    resident_id: str = ""
    """Who the agent says is calling; empty: whoever the number belongs to."""
    repeat_of: str = ""
    """Number of the home's open ticket that this complains of again."""
    not_repeat: str = ""
    """Number of the one that the agent said is another matter."""
    clears: tuple[ClearMark, ...] = ()
    """The five clears as far as they are done (CMP-1)."""
    decided_ms: int | None = None
    """When the outcome was chosen, in milliseconds since pick-up."""
    pane: str = ""
    """Where the agent was: the pane, and in the form the field."""
    field: str = ""
    typed: str = ""
    """The answer that was typed and not given yet."""
    touched: bool = False
    """The agent typed or chose something; a draft that only holds presets is not worth keeping."""


class DraftStore:
    """The folder with one file per call."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def under(self, name: str) -> "DraftStore":
        """A folder of its own for drafts of another kind."""
        return DraftStore(self._folder / name)

    def load(self, call_id: str) -> Draft | None:
        """The draft of this call; None when there is none, or the file is not readable as one (it is set aside)."""
        path = self._path(call_id)
        try:
            return msgspec.json.decode(path.read_bytes(), type=Draft)
        except FileNotFoundError:
            return None
        except (msgspec.DecodeError, UnicodeDecodeError):
            broken = path.with_suffix(".broken")
            log.warning("draft_unreadable", kept_as=broken.name)
            path.replace(broken)
            return None

    def all(self) -> list[Draft]:
        """Every draft of the folder that can be read, by name."""
        found = (self.load(unquote(path.stem)) for path in sorted(self._folder.glob("*.json")))
        return [draft for draft in found if draft is not None]

    def save(self, draft: Draft, *, sync: bool = False) -> None:
        """Write the draft as a whole or not at all; with `sync` a power cut cannot take it back either.

        Raises OSError when the folder cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._path(draft.call_id)
        fresh = path.with_suffix(".new")
        with contextlib.suppress(FileNotFoundError):
            fresh.unlink()
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(draft))
            if sync:
                file.flush()
                os.fsync(file.fileno())
        fresh.replace(path)

    def forget(self, call_id: str) -> None:
        """The desk has it; the draft is no longer needed."""
        with contextlib.suppress(FileNotFoundError):
            self._path(call_id).unlink()

    def sweep(self, now: float) -> int:
        """Remove what nobody has touched for thirty days (SEC-1); `now` is Unix seconds. How many files."""
        old = [path for path in self._folder.glob("*.*") if path.is_file() and path.stat().st_mtime < now - KEPT_S]
        for path in old:
            path.unlink(missing_ok=True)
        if old:
            log.info("old_drafts_removed", count=len(old))
        return len(old)

    def _path(self, call_id: str) -> Path:
        return self._folder / f"{quote(call_id, safe='')}.json"


def unwritable(error: OSError) -> Text:
    """Why drafts cannot be written, in the words of the system."""
    reason = error.strerror or type(error).__name__
    return Text(reason, reason)
