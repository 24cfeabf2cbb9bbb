"""People of the desk: roles, sign-in, accounts."""

from enum import StrEnum

import msgspec

from telephony.events import AgentState


class Role(StrEnum):
    """Who may do what. Later issues add the rule book's other roles."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    QA = "qa"
    ADMIN = "admin"


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/session."""

    login: str
    password: str


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in user's token, for `Authorization: Bearer`, valid until `expires_at`."""

    token: str
    expires_at: float
    me: "AgentView"


class AgentView(msgspec.Struct, frozen=True, kw_only=True):
    """A user of the system. `surname` fills the opening line (LINE-2)."""

    agent_id: str
    login: str
    name: str
    surname: str
    role: Role
    active: bool = True
    state: AgentState = AgentState.SIGNED_OUT
    state_ms: int = 0
    """Milliseconds in that state when this was sent."""
    pause_reason: str = ""
    phone: str = ""
    """The SIP phone that rings for this agent, `sip:user@host`; empty: the console's headset."""
    missed: int = 0
    """Offers that rang in vain since sign-in."""
    answered_today: int = 0
    """Incoming calls that this agent picked up today, and how many of them within three rings (LINE-1)."""
    met_today: int = 0


class NewAgent(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/agents."""

    login: str
    password: str
    name: str
    surname: str
    role: Role = Role.AGENT
    phone: str = ""


class AgentChange(msgspec.Struct, frozen=True, kw_only=True):
    """Body of PATCH /api/agents/{agent_id}; what is absent stays as it is."""

    active: bool | None = None
    password: str | None = None
    phone: str | None = None
    """`sip:user@host`; empty: back to the headset."""
