"""Cards, calls and people for the tests of checks."""

from api.schemas import Role
from api.schemas.quality_checks import Mark, NewGrade
from scripts_lib.loader import load
from scripts_lib.score_card import ScoreCard
from telephony.events import CallEvent
from tests.unit.api import desk_samples as sample

LIBRARY = load()
CARD: ScoreCard = LIBRARY.card
QIAN, SUN, LI = sample.person("qian", Role.QA), sample.person("sun", Role.SUPERVISOR), sample.person("li")


def marks(**other: str | None) -> tuple[Mark, ...]:
    """Everything met, but for what is named."""
    return tuple(Mark(criterion=one.id, level=other.get(one.id, "met")) for one in CARD.criteria)


def a_grade(**other: str | None) -> NewGrade:
    """A card to hand in."""
    return NewGrade(marks=marks(**other))


async def calls(desk: sample.Desk, **counts: int) -> None:
    """So many calls of a minute of each agent, in the month of `sample.NOON`."""
    events: list[CallEvent] = [sample.started()]
    for agent_id, count in counts.items():
        for number in range(count):
            call_id = f"{agent_id}-{number}"
            events += [sample.arrived(call_id, sample.NOON + number), *sample.whole_call(call_id, agent_id)[1:]]
    await desk.log.append_line("s1", "line-1", sample.numbered(events))
