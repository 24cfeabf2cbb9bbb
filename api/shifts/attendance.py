"""Sign-in against the plan (LINE-6): who is there, late, missing, gone early. Pure: `now` is passed in."""

from collections.abc import Sequence

from api.figures.spans import AgentSpan
from api.schemas.shifts import Attendance, CrewMember, OnShift

GRACE_S = 60.0
"""Less than a minute late is on time, and so is leaving within the last one."""
A = Attendance


def attend(member: CrewMember, since: float, until: float, spans: Sequence[AgentSpan], now: float) -> OnShift:
    """How this person stands to a shift. `spans` are the person's own, of any time; Unix seconds."""
    there = sorted((one for one in spans if _within(one, since, min(until, now))), key=lambda one: one.since)
    if not there or now < since:
        return OnShift(agent_id=member.agent_id, name=member.name, attendance=_nobody(since, until, now))
    came, left = there[0].since, _left(there)
    late = came - since if came - since > GRACE_S else 0.0
    early = until - left if left is not None and until - left > GRACE_S and now - left > GRACE_S else 0.0
    if early:
        stands = A.LEFT
    elif late:
        stands = A.LATE
    else:
        stands = A.DONE if now >= until else A.PRESENT
    return OnShift(
        agent_id=member.agent_id,
        name=member.name,
        attendance=stands,
        came_at=came,
        left_at=left,
        late_s=late,
        early_s=early,
    )


def _within(span: AgentSpan, since: float, until: float) -> bool:
    return span.since < until and (span.until is None or span.until > since)


def _left(there: Sequence[AgentSpan]) -> float | None:
    """When the last of them ended; None while one lasts."""
    ends = [one.until for one in there]
    return None if None in ends else max(one for one in ends if one is not None)


def _nobody(since: float, until: float, now: float) -> Attendance:
    if now >= until:
        return A.ABSENT
    return A.MISSING if now - since > GRACE_S else A.PLANNED


def covering(
    names: dict[str, str],
    crew: Sequence[CrewMember],
    since: float,
    until: float,
    spans: Sequence[AgentSpan],
    now: float,
) -> tuple[OnShift, ...]:
    """Who was signed in for a part of the shift and is not of its crew, by name. Nobody covers what is to come."""
    if now < since:
        return ()
    planned = {one.agent_id for one in crew}
    seen = {one.agent_id for one in spans if _within(one, since + GRACE_S, min(until, now) - GRACE_S)} - planned
    members = [CrewMember(agent_id=one, name=names[one]) for one in seen if one in names]
    found = (
        attend(one, since, until, [span for span in spans if span.agent_id == one.agent_id], now) for one in members
    )
    return tuple(sorted((_as_cover(one) for one in found), key=lambda one: one.name))


def _as_cover(one: OnShift) -> OnShift:
    """Nobody who was not planned is late or leaves early."""
    return OnShift(
        agent_id=one.agent_id, name=one.name, attendance=A.PRESENT, came_at=one.came_at, left_at=one.left_at
    )
