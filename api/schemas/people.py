"""People of the desk: roles, sign-in, accounts."""

from enum import StrEnum

import msgspec

from telephony.events import AgentState


class Role(StrEnum):
    """The rule book's roles, low to high, then those beside the line. What each may do stands in `api.rights`."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    DEPARTMENT_HEAD = "department_head"
    PROPERTY_MANAGER = "property_manager"
    DEPUTY_GENERAL_MANAGER = "deputy_general_manager"
    GENERAL_MANAGER = "general_manager"
    SITE_HEAD = "site_head"
    QA = "qa"
    ADMIN = "admin"


ROLE_TITLES: dict[Role, tuple[str, str]] = {
    Role.AGENT: ("客服专员", "Agent"),
    Role.SUPERVISOR: ("客服主管", "Supervisor"),
    Role.DEPARTMENT_HEAD: ("责任部门负责人", "Department head"),
    Role.PROPERTY_MANAGER: ("物业部经理", "Property manager"),
    Role.DEPUTY_GENERAL_MANAGER: ("主管副总经理", "Deputy general manager"),
    Role.GENERAL_MANAGER: ("公司总经理", "General manager"),
    Role.SITE_HEAD: ("管理处负责人", "Site head"),
    Role.QA: ("质检/培训专员", "QA and training"),
    Role.ADMIN: ("系统管理员", "Administrator"),
}
"""What people call each role, in Chinese and in English; the only place."""


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/session."""

    login: str
    password: str
    code: str = ""
    """Of the second step, or a recovery code; asked for (401, `code_needed`) where somebody has turned it on."""


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
    departments: tuple[str, ...] = ()
    """Departments of the catalogue that this person answers for, or works in."""
    site: str = ""
    """The site (管理处) that the person belongs to; empty: all of them."""
    team: str = ""
    """The team of agents; a supervisor listens and acts within the own team only. Empty: no teams here."""


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is or was signed in. Times are Unix seconds."""

    session_id: str
    agent_id: str
    begun_at: float
    expires_at: float
    source: str = ""
    """The address it was begun from."""
    device: str = ""
    """What the program there calls itself."""
    open: bool = True
    current: bool = False
    """The one that asks."""
    ended_at: float | None = None
    ended_why: str = ""
    """`signed_out`, `password`, `switched_off` or `administrator`; empty: its time was over."""


class OwnPassword(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/me/password."""

    old: str
    new: str


class SecondStepOffer(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to POST /api/me/second-step: what a telephone's authenticator app is given."""

    secret: str
    uri: str
    """The same as `otpauth://`, for a QR code."""


class SecondStepCode(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/me/second-step/confirm: what the telephone shows."""

    code: str


class OwnPasswordGiven(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/me/second-step/off and of what else is asked for twice."""

    password: str


class RecoveryCodes(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to the confirmation: each signs in once instead of a telephone that is lost. Shown this once."""

    codes: tuple[str, ...]


class NewAgent(msgspec.Struct, frozen=True, kw_only=True):
    """Body of POST /api/agents."""

    login: str
    password: str
    name: str
    surname: str
    role: Role = Role.AGENT
    phone: str = ""
    departments: tuple[str, ...] = ()
    site: str = ""
    team: str = ""


class AgentChange(msgspec.Struct, frozen=True, kw_only=True):
    """Body of PATCH /api/agents/{agent_id}; what is absent stays as it is."""

    active: bool | None = None
    password: str | None = None
    phone: str | None = None
    """`sip:user@host`; empty: back to the headset."""
    name: str | None = None
    surname: str | None = None
    role: Role | None = None
    departments: tuple[str, ...] | None = None
    site: str | None = None
    team: str | None = None


class SitePlace(msgspec.Struct, frozen=True, kw_only=True):
    """A site (管理处): managed by itself, with a head. Body of PUT /api/organisation/sites/{key}."""

    key: str
    name: str
    buildings: tuple[str, ...] = ()
    """Buildings that belong to it, as homes name them; none: what belongs to no other site."""
    active: bool = True
    """False: switched off. Nobody new belongs to it and no complaint does; who is there stays."""


class Team(msgspec.Struct, frozen=True, kw_only=True):
    """A team of agents with its supervisors. Body of PUT /api/organisation/teams/{key}."""

    key: str
    name: str
    site: str = ""
    active: bool = True
    """False: switched off, as a site is."""


class Department(msgspec.Struct, frozen=True, kw_only=True):
    """A department (责任部门) that complaints are sent to. Body of PUT /api/organisation/departments/{key}."""

    key: str
    zh: str
    en: str = ""
    """Empty: as in Chinese."""
    email: str = ""
    """Hand-over forms are sent there (SLA-1); empty: to the address of the settings, `[mail.departments]`."""
    active: bool = True
    """False: switched off. No complaint is sent there any more; what was sent stays."""
    successor: str = ""
    """Who takes over the kinds of complaint of one that is switched off."""


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Something to choose from, in both languages."""

    key: str
    zh: str
    en: str


class Organisation(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to GET /api/organisation: what people belong to, and the roles there are."""

    sites: tuple[SitePlace, ...]
    teams: tuple[Team, ...]
    departments: tuple[Department, ...]
    """Those of the catalogue, with what was added and changed."""
    roles: tuple[Named, ...]
