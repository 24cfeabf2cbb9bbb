"""Who may do what: people, their sessions, sites and teams, web hooks and the audit log."""

from api.schemas import Department, NewAgent, OwnPassword, OwnPasswordGiven, SecondStepCode, SitePlace, Team
from tests.integration.access.people import ADMIN, ALL, AUDITORS, OPEN
from tests.integration.access.room import Room
from tests.integration.desk_rest_rig import PASSWORD

ROOM = Room(
    roots=("agents", "audit", "me", "organisation", "rules", "session", "site", "webhooks", "health"),
    may={
        "signIn": OPEN,
        "health": OPEN,
        "me": ALL,
        "getSite": ALL,
        "getRules": ALL,
        "listAgents": ADMIN,
        "createAgent": ADMIN,
        "changeAgent": ADMIN,
        "listSessions": ADMIN,
        "endSessions": ADMIN,
        "unlockAgent": ADMIN,
        "resetSecondStep": ADMIN,
        "ownSessions": ALL,
        "changeOwnPassword": ALL,
        "offerSecondStep": ALL,
        "confirmSecondStep": ALL,
        "turnOffSecondStep": ALL,
        "signOut": ALL,
        "getOrganisation": ALL,
        "putSite": ADMIN,
        "deleteSite": ADMIN,
        "putTeam": ADMIN,
        "putDepartment": ADMIN,
        "deleteTeam": ADMIN,
        "listWebhooks": ADMIN,
        "addWebhook": ADMIN,
        "switchWebhook": ADMIN,
        "removeWebhook": ADMIN,
        "listDeliveries": ADMIN,
        "redeliver": ADMIN,
        "listAudit": AUDITORS,
        "verifyAudit": AUDITORS,
    },
    bodies={
        "signIn": {"login": "li", "password": PASSWORD},
        "createAgent": NewAgent(login="new", password=PASSWORD, name="新人", surname="新"),
        "changeAgent": {"active": True},
        "changeOwnPassword": OwnPassword(old=PASSWORD, new=PASSWORD),
        "offerSecondStep": OwnPasswordGiven(password=PASSWORD),
        "confirmSecondStep": SecondStepCode(code="000000"),
        "turnOffSecondStep": OwnPasswordGiven(password=PASSWORD),
        "putSite": SitePlace(key="qingshan", name="青山管理处"),
        "putTeam": Team(key="qingshan", name="早班"),
        "putDepartment": Department(key="qingshan", zh="电梯部"),
    },
)
