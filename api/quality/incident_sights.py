"""How long a report waited until somebody took it in hand (SEC-2), as evidence of lateness (PEN-3). Pure.

A hint: who took it may have come as soon as it could be, and others who were told did not.
"""

from api.incidents.events import IncidentTaken
from api.quality.sights import Seen, minutes_begun, tier
from scripts_lib.penalties import Fact, Penalties

FACTS = {
    Fact.LATE_1_TO_10: Fact.INCIDENT_1_TO_10,
    Fact.LATE_11_TO_30: Fact.INCIDENT_11_TO_30,
    Fact.LATE_OVER_30: Fact.INCIDENT_OVER_30,
}


def taken_late(taken: IncidentTaken, penalties: Penalties) -> tuple[Seen, ...]:
    """What is seen of whoever took it, by the tiers of lateness; nothing before the fact's limit."""
    waited = taken.waited_s or 0.0
    fact = FACTS[tier(waited)]
    sight = penalties.sight(fact)
    if sight is None or waited < max(sight.limit_s, 1.0):
        return ()
    return (
        Seen(
            fact=fact,
            agent_id=taken.agent_id,
            at=taken.at,
            call_id=taken.call_id,
            ticket_number=taken.ticket_number,
            words=f"报告后 {minutes_begun(waited)} 分钟接手：{taken.note}",
            key=taken.incident_id,
        ),
    )
