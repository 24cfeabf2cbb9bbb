"""What the page of shifts calls each standing, and which of them are amiss."""

from api.schemas.shifts import Attendance
from api.web.pages.reports.shifts import AMISS, STANDINGS


def test_every_standing_has_words_in_both_languages() -> None:
    assert set(STANDINGS) == set(Attendance)
    assert all(one.zh and one.en for one in STANDINGS.values())


def test_amiss_is_who_was_not_there_for_the_whole_shift() -> None:
    assert set(Attendance) - set(AMISS) == {Attendance.PLANNED, Attendance.PRESENT, Attendance.DONE}
