"""How a call ends (LINE-5): thanks, and then the caller hangs up first. Pure; knows no screen and no clock.

The ending begins when the script is through, or, without one, when the agent has said what becomes of the call. Who
has waited a while for the caller after that may hang up by one key; before, a second press is asked for.
"""

from dataclasses import dataclass

from console.drafts import Draft
from scripts_lib.runner import ScriptRun

WAIT_MS = 8_000
"""How long the caller is waited for before hanging up needs no second thought."""


@dataclass(frozen=True)
class Ending:
    """The ending of a call that still goes on."""

    waited_ms: int
    """Since it began."""

    @property
    def may_hang_up(self) -> bool:
        """Whether the caller has been waited for long enough."""
        return self.waited_ms >= WAIT_MS


def ending(draft: Draft, run: ScriptRun | None, talk_ms: int) -> Ending | None:
    """The ending, `talk_ms` milliseconds since pick-up; None while there is still something to ask."""
    if run is not None:
        if run.current is not None:
            return None
        began = max((step.left_ms or 0 for step in run.steps), default=0)
    elif draft.outcome is not None and draft.decided_ms is not None:
        began = draft.decided_ms
    else:
        return None
    return Ending(max(0, talk_ms - began))
