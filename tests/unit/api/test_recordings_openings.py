"""Pieces of one listening are one opening, and how much of it they were in all."""

from hypothesis import given
from hypothesis import strategies as st

from api.recordings.openings import MOST, SAME_S, Given, Opening, Openings

QIAN = Opening("q1", "r1", "抽检", "s1")


def test_pieces_of_one_listening_are_one_opening() -> None:
    openings = Openings()
    assert openings.is_new(QIAN, 0.0)
    assert not openings.is_new(QIAN, 5.0)
    assert not openings.is_new(QIAN, 5.0 + SAME_S)
    assert openings.is_new(QIAN, 6.0 + 2 * SAME_S)


def test_another_person_recording_reason_or_session_is_another_opening() -> None:
    openings = Openings()
    assert openings.is_new(QIAN, 0.0)
    for other in ({"agent_id": "q2"}, {"recording_id": "r2"}, {"why": "申诉"}, {"session": "s2"}):
        assert openings.is_new(QIAN._replace(**other), 1.0), other


def test_only_so_many_are_remembered_and_what_they_gave_is_told() -> None:
    openings = Openings()
    for number in range(MOST + 1):
        opening = Opening("q1", f"r{number}", "")
        openings.is_new(opening, 0.0)
        openings.gave(opening, 0.0, 0.5)
    assert [one.recording_id for one, _ in openings.over(1.0)] == ["r0"]
    assert openings.is_new(Opening("q1", "r0", ""), 1.0)
    assert not openings.is_new(Opening("q1", f"r{MOST}", ""), 1.0)


def test_what_was_not_opened_after_all_is_new_again() -> None:
    openings = Openings()
    assert openings.is_new(QIAN, 0.0)
    openings.undone(QIAN)
    openings.undone(QIAN._replace(agent_id="q2"))
    assert openings.is_new(QIAN, 1.0)


def test_how_much_was_given_out_is_told_once_when_nobody_asks_any_more() -> None:
    openings = Openings()
    openings.is_new(QIAN, 0.0)
    for begins, ends in ((0.0, 0.25), (0.5, 0.75), (0.125, 0.25)):
        openings.gave(QIAN, begins, ends)
        openings.is_new(QIAN, 100.0)
    assert list(openings.over(100.0 + SAME_S)) == []
    ((opening, found),) = openings.over(101.0 + SAME_S)
    assert (opening, found.requests, found.share) == (QIAN, 3, 0.5)
    assert list(openings.over(102.0 + SAME_S)) == []


def test_a_listening_that_ended_is_told_although_a_new_one_began() -> None:
    openings = Openings()
    openings.is_new(QIAN, 0.0)
    openings.gave(QIAN, 0.0, 0.25)
    assert openings.is_new(QIAN, SAME_S + 1.0)
    openings.gave(QIAN, 0.0, 1.0)
    assert [found.share for _, found in openings.over(SAME_S + 2.0)] == [0.25]


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted), max_size=12))
def test_what_was_asked_for_twice_counts_once(pieces: list[list[int]]) -> None:
    found = Given(0.0, len(pieces), [(first / 100, last / 100) for first, last in pieces])
    once = {place for first, last in pieces for place in range(first, last)}
    assert abs(found.share - len(once) / 100) < 1e-9
