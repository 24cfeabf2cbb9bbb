"""Groups of people, by login, of whom each route serves one. `""` is nobody, who is not signed in."""

ALL = frozenset({"li", "chief", "qian", "root", "ma", "sun", "zhou", "wu", "zheng"})
"""One person of each role."""
WORKERS = frozenset({"li", "chief", "root"})
DESK = WORKERS | {"qian"}
SENIORS = frozenset({"chief", "root"})
REVIEWERS = frozenset({"chief", "qian", "root"})
EVERY_TEAM = frozenset({"qian", "root"})
FIGURES = REVIEWERS | {"sun", "zhou", "wu", "zheng"}
VISITORS = WORKERS | {"sun", "zheng"}
AUDITORS = frozenset({"root", "wu"})
ADMIN = frozenset({"root"})
MANAGERS = frozenset({"sun", "zhou", "wu", "zheng"})
REGISTRARS = ALL - {"qian"}
ANSWERERS = SENIORS | {"ma"}
JUDGES = SENIORS | MANAGERS
OPEN = ALL | {""}
