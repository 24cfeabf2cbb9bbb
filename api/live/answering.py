"""Answer commands that a line was sent and has not met yet: who waits for which call. Pure.

A command is met when the call is answered, refused or over. One that its link may have swallowed is sent again when
the link is back; the line carries out each command once, by its id.
"""

from telephony.commands import Answer


class Answering:
    """The commands under way, by their id."""

    def __init__(self) -> None:
        self._asked: dict[str, tuple[str, Answer]] = {}

    def ask(self, line_id: str, command: Answer) -> None:
        """This command goes to this line."""
        self._asked[command.command_id] = (line_id, command)

    def call_of(self, agent_id: str) -> str:
        """The call that is being answered for this agent; empty for none."""
        return next((one.call_id for _, one in self._asked.values() if one.agent_id == agent_id), "")

    def of_line(self, line_id: str) -> list[Answer]:
        """What this line was asked, in order."""
        return [one for where, one in self._asked.values() if where == line_id]

    def refused(self, command_id: str) -> Answer | None:
        """The line cannot do it. None for a command that is not one of these."""
        return self._asked.pop(command_id, ("", None))[1]

    def met(self, call_id: str) -> Answer | None:
        """The call was answered or is over. Returns what was asked for it, if anything."""
        command = next((one for _, one in self._asked.values() if one.call_id == call_id), None)
        if command is not None:
            del self._asked[command.command_id]
        return command
