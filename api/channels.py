"""How a complaint that came by e-mail, at a visit or in a list becomes a ticket: the seam to the tickets."""

from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from api.schemas import AgentView, Complaint, Role
from scripts_lib.model import Channel

BY_MAIL = AgentView(agent_id="", login="", name="电子邮件", surname="", role=Role.ADMIN)
"""Who registers what came by e-mail: nobody of the site."""


class OpenCase(Protocol):
    """Makes a ticket within a transaction."""

    async def __call__(
        self,
        session: AsyncSession,
        complaint: Complaint,
        *,
        channel: Channel,
        by: AgentView,
        key: str,
        at: float | None = None,
    ) -> str:
        """The ticket's number; the same person's same `key` gives the same ticket. `at`: when it was registered (Unix
        seconds), None for now. Raises Invalid."""
