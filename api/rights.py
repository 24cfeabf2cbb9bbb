"""What each role of the rule book may do (SEC-1): one table from right to roles, and who stands above whom. Pure.

Guards and services ask `may`; where a right reaches only the own team, department or site, they ask `same_team`,
`of_department` or `of_site` besides. Nothing else in the desk compares roles.
"""

from enum import StrEnum

from api.schemas import AgentView, Role

AGENT, SUPERVISOR, HEAD = Role.AGENT, Role.SUPERVISOR, Role.DEPARTMENT_HEAD
MANAGER, DEPUTY, GENERAL = Role.PROPERTY_MANAGER, Role.DEPUTY_GENERAL_MANAGER, Role.GENERAL_MANAGER
SITE_HEAD, QA, ADMIN = Role.SITE_HEAD, Role.QA, Role.ADMIN
EVERYBODY = frozenset(Role)
LINE = (AGENT, SUPERVISOR, HEAD, MANAGER, DEPUTY, GENERAL)
"""Who stands above whom, low to high; the site head, QA and the administrator stand beside it."""


class Right(StrEnum):
    """Something that somebody may do."""

    TAKE_CALLS = "take_calls"  # a console, and a place in the queue
    SEE_CALLS = "see_calls"  # an agent the own ones
    SEE_EVERY_CALL = "see_every_call"
    WORK_DUTY = "work_duty"  # ring back, answer promises
    SEE_DUTY = "see_duty"
    EXCUSE_DUTY = "excuse_duty"  # of any kind, not only short and withheld ones
    HAND_OVER = "hand_over"  # LINE-6
    PLAN_SHIFTS = "plan_shifts"  # LINE-6; for the own team
    LISTEN_IN = "listen_in"  # within the own team
    ACT_FOR_AGENT = "act_for_agent"  # save another agent's call, change another agent's state; within the own team
    HEAR_RECORDINGS = "hear_recordings"  # recordings, words and reviews; within the own team
    HEAR_EVERY_TEAM = "hear_every_team"
    HEAR_OWN = "hear_own"  # of the own calls what an offence is proposed of (PEN-11)

    SEE_TICKETS = "see_tickets"  # how far, `reach` tells
    REGISTER = "register"  # CASE-1: agents, and staff who found a fault
    SEND_OUT = "send_out"  # SLA-1: the form to the department
    SIGN_FOR = "sign_for"  # for the own departments
    ANSWER = "answer"  # for the own departments
    JUDGE = "judge"  # change nature or weight, with a reason
    DECLINE = "decline"  # an invalid complaint (CMP-3)
    SETTLE = "settle"  # say that it is done
    CLOSE = "close"  # CASE-4
    CONSENT_CLOSE = "consent_close"  # grave ones; for the own site
    SIGN_QUARTER = "sign_quarter"  # CASE-5; for the own site
    APPROVE_EXTENSION = "approve_extension"  # whose clock, `may_extend` tells

    SEE_NUMBERS = "see_numbers"  # telephone numbers and names in clear
    FIND_RESIDENTS = "find_residents"
    KEEP_RESIDENTS = "keep_residents"  # add, change, read in
    ERASE_RESIDENTS = "erase_residents"
    VISIT = "visit"  # VISIT-1

    SEE_FIGURES = "see_figures"
    SEE_SATISFACTION = "see_satisfaction"  # SUR-1; a department head of the own departments
    HAND_IN_BRIEFS = "hand_in_briefs"  # SLA-13: the day's summary, the week's report
    TOLD_OF_DAYS = "told_of_days"  # a notice that a summary was handed in
    TOLD_OF_WEEKS = "told_of_weeks"
    TOLD_OF_MONTHS = "told_of_months"  # SLA-12
    REVIEW_QUALITY = "review_quality"  # metrics, transcripts, proposals
    CONFIRM_POINTS = "confirm_points"  # PEN-11
    ADJUST_SCORES = "adjust_scores"  # PEN-8
    TOLD_OF_LOW_SCORES = "told_of_low_scores"  # PEN-9: the supervisor, no more
    TRAIN = "train"  # TRN-1, TRN-2: plans and results

    REPORT_INCIDENTS = "report_incidents"  # SEC-2; the own ones everybody sees again
    SEE_INCIDENTS = "see_incidents"  # of every kind; of the own site
    SEE_OFFENCES = "see_offences"  # breaches and grave errors; of the own site
    TAKE_INCIDENTS = "take_incidents"  # say that one takes care, and what is being done
    TOLD_OF_INCIDENTS = "told_of_incidents"  # at once, of every kind
    TOLD_OF_GRAVE = "told_of_grave"  # at once, of danger to people and of what is grave

    MANAGE_PEOPLE = "manage_people"  # accounts, sessions, teams, sites
    MANAGE_SITE = "manage_site"  # calendars, templates, webhooks, mail
    READ_AUDIT = "read_audit"


DESK = frozenset({AGENT, SUPERVISOR, ADMIN})
SENIORS = frozenset({SUPERVISOR, ADMIN})
MANAGERS = frozenset({MANAGER, DEPUTY, GENERAL, SITE_HEAD})

ROLES_OF: dict[Right, frozenset[Role]] = {
    Right.TAKE_CALLS: DESK,
    Right.SEE_CALLS: DESK | {QA},
    Right.SEE_EVERY_CALL: SENIORS | {QA},
    Right.WORK_DUTY: DESK,
    Right.SEE_DUTY: DESK | {QA},
    Right.EXCUSE_DUTY: SENIORS,
    Right.HAND_OVER: DESK,
    Right.PLAN_SHIFTS: SENIORS,
    Right.LISTEN_IN: frozenset({SUPERVISOR}),
    Right.ACT_FOR_AGENT: SENIORS,
    Right.HEAR_RECORDINGS: SENIORS | {QA},
    Right.HEAR_EVERY_TEAM: frozenset({QA, ADMIN}),
    Right.HEAR_OWN: frozenset({AGENT}),
    Right.SEE_TICKETS: EVERYBODY,
    Right.REGISTER: DESK | MANAGERS | {HEAD},
    Right.SEND_OUT: DESK,
    Right.SIGN_FOR: SENIORS | {HEAD},
    Right.ANSWER: SENIORS | {HEAD},
    Right.JUDGE: SENIORS | MANAGERS,
    Right.DECLINE: SENIORS | MANAGERS,
    Right.SETTLE: DESK | {HEAD},
    Right.CLOSE: DESK,
    Right.CONSENT_CLOSE: frozenset({SITE_HEAD}),
    Right.SIGN_QUARTER: frozenset({SITE_HEAD}),
    Right.APPROVE_EXTENSION: frozenset({MANAGER, DEPUTY, GENERAL}),
    Right.SEE_NUMBERS: DESK | {HEAD, MANAGER, SITE_HEAD},
    Right.FIND_RESIDENTS: DESK,
    Right.KEEP_RESIDENTS: SENIORS,
    Right.ERASE_RESIDENTS: frozenset({ADMIN}),
    Right.VISIT: DESK | {MANAGER, SITE_HEAD},
    Right.SEE_FIGURES: SENIORS | MANAGERS | {QA},
    Right.SEE_SATISFACTION: SENIORS | MANAGERS | {QA, HEAD},
    Right.HAND_IN_BRIEFS: frozenset({SUPERVISOR}),
    Right.TOLD_OF_DAYS: frozenset({MANAGER}),
    Right.TOLD_OF_WEEKS: frozenset({GENERAL}),
    Right.TOLD_OF_MONTHS: frozenset({MANAGER}),
    Right.REVIEW_QUALITY: SENIORS | {QA},
    Right.CONFIRM_POINTS: SENIORS | {QA},
    Right.TOLD_OF_LOW_SCORES: frozenset({SUPERVISOR}),
    Right.ADJUST_SCORES: frozenset({QA}),
    Right.TRAIN: SENIORS | {QA},
    Right.REPORT_INCIDENTS: EVERYBODY,
    Right.SEE_INCIDENTS: SENIORS | MANAGERS,
    Right.SEE_OFFENCES: SENIORS | MANAGERS | {QA},
    Right.TAKE_INCIDENTS: SENIORS | MANAGERS,
    Right.TOLD_OF_INCIDENTS: frozenset({SUPERVISOR, MANAGER}),
    Right.TOLD_OF_GRAVE: frozenset({SUPERVISOR, MANAGER, DEPUTY}),
    Right.MANAGE_PEOPLE: frozenset({ADMIN}),
    Right.MANAGE_SITE: frozenset({ADMIN}),
    Right.READ_AUDIT: frozenset({ADMIN, GENERAL}),
}
"""Who may do it at all."""


class Reach(StrEnum):
    """How far somebody's view of tickets goes."""

    ALL = "all"
    SITE = "site"  # tickets of the own site; all, where no site is named
    DEPARTMENTS = "departments"  # tickets sent to the own departments
    OWN = "own"  # what the agent registered, and what belongs to the agent's callers


REACH: dict[Role, Reach] = {
    AGENT: Reach.OWN,
    SUPERVISOR: Reach.ALL,
    HEAD: Reach.DEPARTMENTS,
    MANAGER: Reach.SITE,
    DEPUTY: Reach.SITE,
    GENERAL: Reach.ALL,
    SITE_HEAD: Reach.SITE,
    QA: Reach.ALL,
    ADMIN: Reach.ALL,
}


def may(by: AgentView, right: Right) -> bool:
    """Whether this person's role has the right."""
    return by.role in ROLES_OF[right]


def reach(by: AgentView) -> Reach:
    """How far this person sees tickets; a person of no named site sees those of all."""
    found = REACH[by.role]
    return Reach.ALL if found is Reach.SITE and not by.site else found


def site_seen(by: AgentView) -> str:
    """The key of the one site whose calls, figures and papers this person sees; empty: of all. As far as `reach`, but
    that the supervisor of a site sees its figures, and hands in its papers, alone."""
    return by.site if REACH[by.role] is Reach.SITE or by.role is SUPERVISOR else ""


def sees_site(by: AgentView, site: str) -> bool:
    """Whether this person sees figures and papers of this site; empty: the hotline's, which everybody does."""
    return not site or site_seen(by) in ("", site)


def masks(by: AgentView) -> bool:
    """Whether numbers and names of residents are hidden from this person (SEC-1)."""
    return not may(by, Right.SEE_NUMBERS)


def same_team(by: AgentView, other: AgentView) -> bool:
    """Whether both are of one team; where there are no teams, everybody is. An administrator is of every team."""
    return by.role is ADMIN or by.team == other.team


def of_department(by: AgentView, department: str) -> bool:
    """Whether this person answers for the department."""
    return department in by.departments


def of_site(by: AgentView, site: str) -> bool:
    """Whether this person's site is this one; who belongs to no site is of all, and what has none is everybody's."""
    return not by.site or not site or by.site == site


def at_least(role: Role, floor: Role) -> bool:
    """Whether `role` stands at or above `floor` in the line; who stands beside it is above nobody."""
    return role in LINE and floor in LINE and LINE.index(role) >= LINE.index(floor)


def may_extend(by: AgentView, extend_by: str) -> bool:
    """Whether this person may grant a longer time where the procedure's `extend_by` names who may (SLA-4, SLA-5)."""
    return extend_by in list(Role) and may(by, Right.APPROVE_EXTENSION) and at_least(by.role, Role(extend_by))
