"""The year's plan of training (TRN-2): what was planned, held and attended, and who is due. A fold, pure."""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec.structs import replace

from api.schemas.training import Stage, Trainee, TrainingView, TrainingYear
from api.training.events import PlayScored, TrainingAttended, TrainingPlanned
from api.training.role_play import PASS


def sessions_of(facts: Iterable[object]) -> dict[str, tuple[TrainingView, frozenset[str]]]:
    """Every session with the ids of who attended."""
    found: dict[str, tuple[TrainingView, frozenset[str]]] = {}
    for fact in facts:
        if isinstance(fact, TrainingPlanned):
            view = TrainingView(session_id=fact.session_id, stage=fact.stage, day=fact.day, trainer=fact.trainer)
            found[fact.session_id] = (view, frozenset())
        elif isinstance(fact, TrainingAttended) and fact.session_id in found:
            view, _ = found[fact.session_id]
            found[fact.session_id] = (replace(view, attended=fact.names), frozenset(fact.agent_ids))
    return found


def year_of(
    facts: Iterable[object], year: int, today: date, names: Mapping[str, str], tests: Mapping[str, int | None]
) -> TrainingYear:
    """The year as it stands. `names` are the agents by id, `tests` their points of this month's test."""
    facts = tuple(facts)
    sessions = sorted(
        (one for one in sessions_of(facts).values() if one[0].day.year == year),
        key=lambda one: (one[0].day, one[0].session_id),
    )
    over = _over(sessions, today)
    plays = [one for one in facts if isinstance(one, PlayScored)]
    trainees = [_trainee(agent_id, name, sessions, over, plays, tests) for agent_id, name in names.items()]
    planned = {view.stage for view, _ in sessions}
    return TrainingYear(
        year=year,
        sessions=tuple(view for view, _ in sessions),
        unplanned=tuple(one for one in Stage if one not in planned),
        trainees=tuple(sorted(trainees, key=lambda one: (-len(one.due), one.play_passed, one.name))),
    )


def _over(sessions: list[tuple[TrainingView, frozenset[str]]], today: date) -> tuple[Stage, ...]:
    """Stages of which a session was held or whose last planned day is over."""
    held = {view.stage for view, _ in sessions if view.attended is not None}
    last = {view.stage: view.day for view, _ in sessions}  # by day: the last one stays
    return tuple(one for one in Stage if one in held or (one in last and last[one] < today))


def _trainee(
    agent_id: str,
    name: str,
    sessions: list[tuple[TrainingView, frozenset[str]]],
    over: tuple[Stage, ...],
    plays: list[PlayScored],
    tests: Mapping[str, int | None],
) -> Trainee:
    there = {view.stage for view, ids in sessions if agent_id in ids}
    own = [one.points for one in plays if one.agent_id == agent_id]
    return Trainee(
        agent_id=agent_id,
        name=name,
        attended=tuple(one for one in Stage if one in there),
        due=tuple(one for one in over if one not in there),
        play=own[-1] if own else None,
        play_passed=any(points >= PASS for points in own),
        test=tests.get(agent_id),
    )
