"""What a play came to: points by the rules, the marks of a trainer, and whether that passes (TRN-1)."""

import msgspec

from api.training.role_play import passed


class TrainerMarks(msgspec.Struct, frozen=True, kw_only=True):
    """What the trainer gives, of 100, and says. Under 80 the play is not passed, whatever the rules gave."""

    trainer: str
    points: int
    remark: str = ""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """A whole play. Of `calls` that were to come, `answered` were picked up; the others count 0."""

    trainee: str
    points: int
    calls: int
    answered: int
    marks: TrainerMarks | None = None

    @property
    def passed(self) -> bool:
        """80 on average by the rules, and 80 by the trainer who gave marks."""
        return passed(self.points, self.marks.points if self.marks is not None else None)
