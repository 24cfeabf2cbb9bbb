"""How facts of complaints write down what became of clocks and follow-ups. Pure."""

MET, MISSED, RUNS = "m", "x", "r"
SATISFIED, UNSATISFIED, UNREACHED = "satisfied", "unsatisfied", "unreached"


def outcomes_of(clocks: str) -> list[tuple[str, str]]:
    """Names and outcomes of the clocks of a fact, `SLA-1:signed=m,SLA-7:replied=x`."""
    return [(name, outcome) for name, _, outcome in (one.partition("=") for one in clocks.split(",") if one)]
