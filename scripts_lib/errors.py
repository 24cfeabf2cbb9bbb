"""Errors of the rules and scripts. Each carries its data, so that a screen can say it in its own words.

ScriptsError
├── DataError           one fault in a data file: file, line, rule, message
│   └── InvalidData     all the faults that a load found; is its own first fault, `errors` has them all
├── IllegalStep         a script run was asked for something its state does not allow; nothing changed
├── StateMismatch       a saved run does not fit the script that it is restored with
└── ImpossibleTime      a time that a clock cannot start from or end at
"""

from collections.abc import Sequence


class ScriptsError(Exception):
    """Root of this tree."""


class DataError(ScriptsError):
    """One fault in a data file. `line` counts from 1; 0 where the file as a whole is meant. `rule` may be empty."""

    def __init__(self, file: str, line: int, rule: str, message: str) -> None:
        super().__init__(file, line, rule, message)
        self.file = file
        self.line = line
        self.rule = rule
        self.message = message

    def __str__(self) -> str:
        named = f"{self.rule}: " if self.rule else ""
        return f"{self.file}:{self.line}: {named}{self.message}"


class InvalidData(DataError):
    """The data cannot be used. `errors` holds every fault found, in the order of files and lines."""

    def __init__(self, errors: Sequence[DataError]) -> None:
        first = errors[0]
        super().__init__(first.file, first.line, first.rule, first.message)
        self.errors = tuple(errors)

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


class IllegalStep(ScriptsError):
    """A script run in `state` does not take `action` at `question`. The run is unchanged."""

    def __init__(self, script: str, question: str, action: str, why: str) -> None:
        super().__init__(f"script {script}, question {question or '-'}: {action} refused: {why}")
        self.script = script
        self.question = question
        self.action = action
        self.why = why


class StateMismatch(ScriptsError):
    """A saved run names another script, another version, or a question that is not there."""

    def __init__(self, script: str, why: str) -> None:
        super().__init__(f"saved run does not fit script {script}: {why}")
        self.script = script
        self.why = why


class ImpossibleTime(ScriptsError):
    """A time that makes no sense for a clock. `at` is in Unix seconds."""

    def __init__(self, rule: str, at: float, why: str) -> None:
        super().__init__(f"{rule}: {why}: {at}")
        self.rule = rule
        self.at = at
        self.why = why
