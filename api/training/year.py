"""The year's plan of training (TRN-2): what was planned, held and attended, and who is due. A fold, pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from api.schemas.training import Attendee, Stage, Trainee, TrainingView, TrainingYear
from api.training.events import PlayScored, TrainingAttended, TrainingPlanned, TrainingWithdrawn
from api.training.role_play import passed


def sessions_of(facts: Iterable[object]) -> dict[str, TrainingView]:
    """Every session that stands in the plan, by its id."""
    found: dict[str, TrainingView] = {}
    for fact in facts:
        if isinstance(fact, TrainingPlanned):
            found[fact.session_id] = TrainingView(
                session_id=fact.session_id, stage=fact.stage, day=fact.day, trainer=fact.trainer
            )
        elif isinstance(fact, TrainingWithdrawn):
            found.pop(fact.session_id, None)
        elif isinstance(fact, TrainingAttended) and fact.session_id in found:
            view = found[fact.session_id]
            found[fact.session_id] = replace(view, attended=fact.names, attended_ids=fact.agent_ids)
    return found


def year_of(
    facts: Iterable[object],
    year: int,
    today: date,
    names: Mapping[str, str],
    tests: Mapping[str, int | None],
    zone: ZoneInfo,
    among: frozenset[str] | None = None,
) -> TrainingYear:
    """The year as it stands. `names` are the agents by id, `tests` their points of this month's test; `zone` tells
    the day of a play, `among` whose points are shown, None for everybody's."""
    facts = tuple(facts)
    sessions = sorted(
        (one for one in sessions_of(facts).values() if one.day.year == year),
        key=lambda one: (one.day, one.session_id),
    )
    over = _over(sessions, today)
    plays = [one for one in facts if isinstance(one, PlayScored)]
    shown = {key: name for key, name in names.items() if among is None or key in among}
    trainees = [_trainee(agent_id, name, sessions, over, plays, tests, zone) for agent_id, name in shown.items()]
    planned = {view.stage for view in sessions}
    return TrainingYear(
        year=year,
        sessions=tuple(sessions),
        unplanned=tuple(one for one in Stage if one not in planned),
        trainees=tuple(sorted(trainees, key=lambda one: (-len(one.due), one.play_passed, one.name))),
        agents=tuple(
            Attendee(agent_id=key, name=name) for key, name in sorted(names.items(), key=lambda one: (one[1], one[0]))
        ),
    )


def _over(sessions: list[TrainingView], today: date) -> tuple[Stage, ...]:
    """Stages of which a session was held or whose last planned day is over."""
    held = {view.stage for view in sessions if view.attended is not None}
    last = {view.stage: view.day for view in sessions}  # by day: the last one stays
    return tuple(one for one in Stage if one in held or (one in last and last[one] < today))


def _trainee(
    agent_id: str,
    name: str,
    sessions: list[TrainingView],
    over: tuple[Stage, ...],
    plays: list[PlayScored],
    tests: Mapping[str, int | None],
    zone: ZoneInfo,
) -> Trainee:
    there = {view.stage for view in sessions if agent_id in view.attended_ids}
    own = [one for one in plays if one.agent_id == agent_id]
    good = [one for one in own if passed(one.points, one.trainer_points)]
    return Trainee(
        agent_id=agent_id,
        name=name,
        attended=tuple(one for one in Stage if one in there),
        due=tuple(one for one in over if one not in there),
        play=own[-1].points if own else None,
        trainer_points=own[-1].trainer_points if own else None,
        play_passed=bool(good),
        certified=datetime.fromtimestamp(good[-1].at, zone).date() if good else None,
        test=tests.get(agent_id),
    )
