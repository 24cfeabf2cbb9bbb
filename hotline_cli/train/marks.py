"""The calls of a play with their scores, and what they come to (TRN-1)."""

from collections.abc import Sequence

import msgspec

from api.schemas import CallDetail, TicketView
from api.training.role_play import PlayScore, answered, total
from console.drafts import Draft
from hotline_cli.train.result import Result, TrainerMarks
from scripts_lib.callers import SimulatedCaller
from scripts_lib.model import RequiredPhrase


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """One call of the play."""

    caller: SimulatedCaller
    detail: CallDetail
    ticket: TicketView | None
    score: PlayScore
    said: tuple[tuple[RequiredPhrase, bool], ...] = ()
    """Parts of opening and ending, and whether they were heard; empty where nobody listened."""
    draft: Draft | None = None
    """What the trainee has written so far, as long as nothing is registered."""


def result(trainee: str, plays: Sequence[Played], calls: int, marks: TrainerMarks | None) -> Result:
    """The whole play, of so many calls that were to come."""
    return Result(
        trainee=trainee,
        points=total(tuple(one.score for one in plays), calls),
        calls=calls,
        answered=sum(answered(one.detail) for one in plays),
        marks=marks,
    )
