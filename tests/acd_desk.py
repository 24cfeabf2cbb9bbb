"""A queue with its clock, for tests that tell it events one by one."""

from typing import Any

from telephony.acd import (
    AcceptAsked,
    Acd,
    AgentFree,
    AgentHere,
    AgentProfile,
    AnswerConfirmed,
    CallArrived,
    Effect,
    Event,
    QueuePlan,
    SitePlan,
)


class Desk:
    """A queue with its clock."""

    def __init__(self, *plans: QueuePlan, ageing_s: float = 60.0) -> None:
        self.acd = Acd(SitePlan(queues=plans, ageing_s=ageing_s))
        self.now = 1000.0

    def tell(self, event: Event) -> list[Effect]:
        return self.acd.receive(event, self.now)

    def here(self, agent_id: str, queues: tuple[str, ...] = (), **skills: int) -> list[Effect]:
        """The agent comes and is free; each is idle a second longer than who comes next."""
        self.tell(AgentHere(AgentProfile(agent_id=agent_id, skills=skills, queues=queues)))
        self.now += 1
        return self.tell(AgentFree(agent_id, self.now))

    def takes(self, call_id: str, agent_id: str) -> None:
        """A call comes, this agent takes it, and is free again."""
        self.tell(CallArrived(call_id))
        self.tell(AcceptAsked(call_id, agent_id))
        self.tell(AnswerConfirmed(call_id, agent_id))
        self.tell(AgentFree(agent_id, self.now))

    def after(self, seconds: float) -> list[Effect]:
        """All that time brings until then."""
        effects: list[Effect] = []
        until = self.now + seconds
        while (deadline := self.acd.next_deadline) is not None and deadline <= until:
            self.now = max(self.now, deadline)
            effects += self.acd.on_time(self.now)
        self.now = until
        return effects


def plan(queue_id: str = "a", **more: Any) -> QueuePlan:
    return QueuePlan(queue_id=queue_id, name=queue_id, **more)
