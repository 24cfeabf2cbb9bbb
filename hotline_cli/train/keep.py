"""`hotline train play --keep-at`: the result goes into the trainee's record at a desk (TRN-1).

The desk is asked for the trainee before the first call, so that a wrong name or password costs no play.
"""

from collections.abc import Awaitable, Callable

import typer

from api.schemas.training import NewPlay, TrainingYear
from hotline_cli.train.desk import SignIn, YearRest, asked
from hotline_cli.train.result import Result
from hotline_cli.train.words import tell
from hotline_cli.train.year import agent_named


class Record:
    """The record of one trainee at a desk."""

    def __init__(self, sign_in: SignIn, trainee: str) -> None:
        self._sign_in = sign_in
        self._trainee = trainee
        self._agent_id = agent_named(asked(sign_in, lambda rest: rest.year()), trainee, sign_in.lang)

    def keep(self, result: Result) -> None:
        """Send the result; where the desk is away, again as long as somebody wants to."""
        self._again(lambda rest: rest.played(self._new(result)))
        typer.echo(tell("kept", self._sign_in.lang, name=self._trainee))

    def _new(self, result: Result) -> NewPlay:
        marks = result.marks
        return NewPlay(
            agent_id=self._agent_id,
            points=result.points,
            calls=result.calls,
            trainer=marks.trainer if marks is not None else "",
            trainer_points=marks.points if marks is not None else None,
            remark=marks.remark if marks is not None else "",
        )

    def _again(self, ask: Callable[[YearRest], Awaitable[TrainingYear]]) -> None:
        while True:
            try:
                asked(self._sign_in, ask)
                return
            except typer.Exit:
                if not typer.confirm(tell("not_kept", self._sign_in.lang), default=True):
                    raise
