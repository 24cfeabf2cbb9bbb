"""Which line a simulated caller says: the one that answers, one again, that it does not know, or the next."""

from hotline_cli.answers import Answers, Asked, Other

START, WHEN, WHERE, WISH = range(4)


def answers(*, unsure: bool = True) -> Answers:
    return Answers([("matter",), ("happened_at",), ("place", "contact"), ("demand",)], unsure=unsure)


def shown(*topics: str) -> Asked:
    return Asked(topics=topics, key=topics[0])


def heard(key: str, *topics: str) -> Asked:
    return Asked(topics=topics, key=key, heard=True)


def test_what_was_asked_is_answered_out_of_order_and_the_rest_comes_in_its_own() -> None:
    one = answers()
    assert one.next(shown("demand", "ASK-1")) == WISH
    assert one.next(shown("where", "place")) == WHERE
    assert one.next(None) == WHEN
    assert one.next(None) is Other.END


def test_a_question_that_is_still_shown_is_no_new_one_but_heard_again_it_is() -> None:
    one = answers()
    assert one.next(shown("place")) == WHERE
    assert one.next(shown("place")) == WHEN, "the agent went on without the script"
    assert one.next(heard("1", "place")) == WHERE
    assert one.next(heard("2", "place")) == WHERE


def test_what_no_line_answers_is_not_known_and_the_call_goes_on() -> None:
    one = answers()
    assert one.next(shown("flow", "matter")) is Other.UNSURE, "the matter as a whole was told at the start"
    assert one.next(shown("valve", "matter")) == WHEN, "never twice in a row"
    assert answers(unsure=False).next(shown("flow")) == WHEN


def test_nobody_hangs_up_while_questions_come_and_goodbye_follows_the_last_one() -> None:
    one = answers()
    said = [one.next(shown(topic)) for topic in ("happened_at", "place", "demand", "contact", "closing")]
    assert said == [WHEN, WHERE, WISH, WHERE, Other.UNSURE]
    assert one.next(heard("1", "ASK-6")) is Other.END


def test_anything_else_brings_what_is_left() -> None:
    one = answers()
    one.next(shown("happened_at"))
    assert one.next(heard("1", "ASK-6")) == WHERE
    assert one.next(heard("2", "ASK-6")) == WISH
    assert one.next(heard("3", "ASK-6")) is Other.END
