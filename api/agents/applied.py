"""What follows at once from a change of an account: its console, its telephone, its sessions."""

from api.agents.watch import look
from api.live.driver import Live
from api.rights import Right, may
from api.schemas import AgentView
from api.services import Services


async def applied(services: Services, live: Live, person: AgentView) -> AgentView:
    """The person as the floor has them now; consoles that they may not have any more are closed, and told why."""
    live.person_changed(person)
    await look(services.staff.sign_in.sessions, live)
    if not may(person, Right.TAKE_CALLS):
        live.put_out(person.agent_id, "您的角色已变更，没有坐席界面", "your role was changed; it has no console")
    return live.now_at(person)
