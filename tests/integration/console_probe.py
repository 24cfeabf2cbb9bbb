"""The console on sample data, in a call, the notes in focus; it writes what its keys ask for into a file.

Started on a real terminal by `test_console_terminals.py`. Actions are written down, not done, so that each key meets
the same screen. Knows no desk and no line.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from textual.actions import parse
from textual.dom import DOMNode

import console.app
from console import sample
from console.app import ConsoleApp
from console.pictures import Stage
from console.widgets.notes import Notes
from scripts_lib.loader import load
from telephony.events import AgentState

TEXT_ACTIONS = ("cursor_", "delete_", "scroll_", "paste", "undo", "redo")
"""What fields do with keys by themselves."""


class Probe(ConsoleApp):
    """Writes `action <name>` for each key of ours, `notes <text>` for each change of the notes."""

    CSS_PATH = str(Path(console.app.__file__).with_name("console.tcss"))

    record: Path

    def say(self, line: str) -> None:
        """One line of the record."""
        with self.record.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    async def run_action(self, action: Any, default_namespace: DOMNode | None = None, namespaces: Any = None) -> bool:
        """Write it down instead."""
        _, name, parameters = parse(action) if isinstance(action, str) else action
        if name.startswith(TEXT_ACTIONS):
            return await super().run_action(action, default_namespace, namespaces)
        self.say(f"action {name}{list(parameters) if parameters else ''}")
        return True

    def on_notes_typed(self, event: Notes.Typed) -> None:
        """Text that reached the notes."""
        self.say(f"notes {event.text!r}")

    async def begin(self, stage: Stage) -> None:
        """Into the call, then tell that keys may come."""
        stage.desk.bring(sample.TALKING, AgentState.TALKING)
        assert self.main is not None
        self.main.action_pane("notes")
        self.call_after_refresh(self.call_after_refresh, lambda: self.say("ready"))


def main(record: Path) -> None:
    """Run until the terminal goes away."""
    with tempfile.TemporaryDirectory() as drafts:
        stage = Stage(load().rules, "zh", Path(drafts))
        app = Probe(stage.desk, stage.headset, stage.app.settings)
        app.record = record

        def entered() -> None:
            app.call_later(app.begin, stage)

        app.settings.entered = entered
        app.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
