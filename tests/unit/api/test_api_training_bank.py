"""The monthly test: a paper is drawn by its seed from the rules in force (TRN-1)."""

from collections import Counter

from api.training.bank import CHOICES, COUNT, draw, points
from scripts_lib.loader import load

LIBRARY = load()


def test_a_paper_has_twenty_questions_with_four_different_choices() -> None:
    drawn = draw(LIBRARY, "2026-11:li")
    assert len(drawn.questions) == len(drawn.right) == COUNT
    for question in drawn.questions:
        assert len(question.choices) == len({one.zh for one in question.choices}) == CHOICES, question.rule
    kinds = Counter(question.rule.split("-")[0] for question in drawn.questions)
    assert (kinds["SLA"], kinds["ASK"], kinds["PEN"]) == (5, 4, 3)


def test_no_question_comes_twice_and_none_tells_its_answer() -> None:
    for seed in range(30):
        drawn = draw(LIBRARY, str(seed))
        assert len({one.asked.zh for one in drawn.questions}) == COUNT
        assert "SLA-11" not in {one.rule for one in drawn.questions}, "its name says: after one month"
        shown = [choice.en for one in drawn.questions for choice in one.choices]
        assert not [one for one in shown if one.endswith((" 1 hours", " 1 weeks", " 1 days", " 1 months"))]


def test_what_answers_the_same_kind_of_rudeness_is_no_wrong_choice() -> None:
    """请您不要着急 in one wording and in another would both be right."""
    phrases = {one.rule: one for one in LIBRARY.rules.phrases}
    for seed in range(30):
        drawn = draw(LIBRARY, str(seed))
        for question, right in zip(drawn.questions, drawn.right, strict=True):
            asked = phrases.get(question.rule)
            wrong = [one for place, one in enumerate(question.choices) if place != right]
            said = [one for one in phrases.values() if asked is not None and one.say_instead in wrong]
            assert asked is None or all(one.severity is not asked.severity for one in said if one.say_instead)


def test_the_right_choice_is_what_the_rules_say() -> None:
    instead = {one.rule: one.say_instead for one in LIBRARY.rules.phrases}
    drawn = draw(LIBRARY, "2026-11:li")
    asked = [pair for pair in zip(drawn.questions, drawn.right, strict=True) if pair[0].rule in instead]
    assert asked
    for question, right in asked:
        assert question.choices[right] == instead[question.rule]


def test_the_same_seed_gives_the_same_paper_and_another_another() -> None:
    assert draw(LIBRARY, "2026-11:li") == draw(LIBRARY, "2026-11:li")
    assert draw(LIBRARY, "2026-11:li") != draw(LIBRARY, "2026-11:zhao")


def test_right_places_are_spread() -> None:
    places = Counter(place for seed in range(20) for place in draw(LIBRARY, str(seed)).right)
    assert set(places) == set(range(CHOICES))
    assert max(places.values()) < 2 * min(places.values())


def test_points_are_of_a_hundred_and_a_missing_answer_is_wrong() -> None:
    drawn = draw(LIBRARY, "s")
    assert points(drawn, drawn.right) == 100
    assert points(drawn, (*drawn.right[:11], *[None] * 9)) == 55
    assert points(drawn, ()) == 0
    assert points(drawn, [one + 1 for one in drawn.right]) == 0
