"""Required phrases counted: heard, missing and not judged are three figures."""

from collections import Counter

from api.quality.required import Member, Tally, report
from scripts_lib.loader import load
from scripts_lib.model import Moment

PARTS = load().rules.required
MEMBERS = (Member("a1", "李", "early"), Member("a2", "赵", "early"), Member("a3", "孙", ""))


def test_agents_add_up_to_teams_and_all() -> None:
    tallies = {
        "a1": Tally(5, Counter({"LINE-2-1": 3}), Counter({"LINE-2-1": 1}), Counter({Moment.OPENING: 1})),
        "a2": Tally(2, Counter({"LINE-2-1": 2}), Counter(), Counter({Moment.ENDING: 2})),
        "gone": Tally(1, Counter(), Counter(), Counter({Moment.OPENING: 1, Moment.ENDING: 1})),
    }
    found = report(("2026-11-01", "2026-11-30"), PARTS, tallies, MEMBERS, {"early": "早班组"})
    assert [(one.key, one.name, one.calls) for one in found.teams] == [("early", "早班组", 7)]
    assert {one.name for one in found.agents} == {"李", "赵", "gone"}
    greeting, ending = found.total.parts[0], found.total.parts[-1]
    assert (greeting.rule, greeting.heard, greeting.missing, greeting.not_judged) == ("LINE-2-1", 5, 1, 2)
    assert (ending.heard, ending.missing, ending.not_judged) == (0, 0, 3)


def test_without_calls_there_is_nobody() -> None:
    found = report(("2026-11-01", "2026-11-30"), PARTS, {}, MEMBERS, {})
    assert (found.total.calls, found.teams, found.agents) == (0, (), ())
