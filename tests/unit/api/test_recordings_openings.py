"""Pieces of one listening are one opening."""

from api.review.openings import MOST, SAME_S, Openings


def test_pieces_of_one_listening_are_one_opening() -> None:
    openings = Openings()
    assert openings.is_new("q1", "r1", "抽检", 0.0)
    assert not openings.is_new("q1", "r1", "抽检", 5.0)
    assert not openings.is_new("q1", "r1", "抽检", 5.0 + SAME_S)
    assert openings.is_new("q1", "r1", "抽检", 6.0 + 2 * SAME_S)


def test_another_person_recording_or_reason_is_another_opening() -> None:
    openings = Openings()
    assert openings.is_new("q1", "r1", "抽检", 0.0)
    assert openings.is_new("q2", "r1", "抽检", 1.0)
    assert openings.is_new("q1", "r2", "抽检", 1.0)
    assert openings.is_new("q1", "r1", "申诉", 1.0)


def test_only_so_many_are_remembered() -> None:
    openings = Openings()
    for number in range(MOST + 1):
        openings.is_new("q1", f"r{number}", "", 0.0)
    assert openings.is_new("q1", "r0", "", 1.0)
    assert not openings.is_new("q1", f"r{MOST}", "", 1.0)


def test_what_was_not_opened_after_all_is_new_again() -> None:
    openings = Openings()
    assert openings.is_new("q1", "r1", "抽检", 0.0)
    openings.undone("q1", "r1", "抽检")
    openings.undone("q2", "r1", "抽检")
    assert openings.is_new("q1", "r1", "抽检", 1.0)
