"""Plain lines on stderr, so that a program's own output stays clean, and the one way to give up."""

import sys


class CannotGoOn(Exception):
    """Something is missing that we cannot get. `advice` is what the person can do, one line each."""

    def __init__(self, what: str, *advice: str) -> None:
        super().__init__(what)
        self.advice = advice


def say(line: str) -> None:
    """One line of progress."""
    print(f"hotline: {line}", file=sys.stderr, flush=True)


def complain(fault: CannotGoOn) -> None:
    """What is missing and what to do about it."""
    say(str(fault))
    for line in fault.advice:
        print(f"  {line}", file=sys.stderr)
