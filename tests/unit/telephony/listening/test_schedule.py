"""What is recognised next, and what goes overboard first."""

from telephony.listening.cutter import Cut
from telephony.listening.schedule import BUSY_S, HELD_S, LOST_S, Schedule

AGENT, CALLER, OTHER = 0, 1, 2


def cut(segment: int = 0, *, final: bool = False, paused: bool = True) -> Cut:
    return Cut(segment, 0, 1 - 0.2 * paused, bytes(16000), final, 30)


def offered(*jobs: tuple[int, Cut, float]) -> Schedule:
    schedule = Schedule()
    for voice, one, at in jobs:
        schedule.offer(voice, voice != CALLER, one, at)
    return schedule


def test_the_agent_goes_first_and_what_is_over_in_its_turn() -> None:
    schedule = offered((CALLER, cut(final=True), 0.0), (AGENT, cut(), 0.1), (OTHER, cut(final=True), 0.2))
    taken = [schedule.take(0.3) for _ in range(4)]
    assert [one.voice if one else None for one in taken] == [AGENT, OTHER, CALLER, None]


def test_what_is_cut_in_the_midst_of_speech_is_only_looked_at_while_nothing_else_waits() -> None:
    schedule = offered((AGENT, cut(paused=False), 0.0), (AGENT, cut(paused=False), 0.5))
    assert [job.since for job in schedule.waiting] == [0.5], "the newer one holds what the older one did"
    schedule.offer(OTHER, True, cut(), 0.6)
    schedule.offer(AGENT, True, cut(paused=False), 0.7)
    assert [job.voice for job in schedule.waiting] == [OTHER]
    assert schedule.dropped == 0, "the next pause comes"


def test_a_clause_that_waits_is_not_given_up_for_what_follows_it() -> None:
    schedule = offered((AGENT, cut(), 0.0), (AGENT, cut(paused=False), 0.9))
    assert [job.cut.paused for job in schedule.waiting] == [True]


def test_a_newer_partial_takes_the_place_of_one_that_waits() -> None:
    schedule = offered((AGENT, cut(), 0.0), (AGENT, cut(), 0.5))
    job = schedule.take(0.6)
    assert job is not None
    assert job.since == 0.5
    assert schedule.take(0.6) is None
    assert schedule.dropped == 1


def test_a_final_result_makes_the_partial_needless_and_is_not_counted_as_dropped() -> None:
    schedule = offered((AGENT, cut(), 0.0), (AGENT, cut(final=True), 0.2))
    job = schedule.take(0.3)
    assert job is not None
    assert job.cut.final
    assert schedule.dropped == 0


def test_a_voice_has_one_job_under_way_so_that_its_results_come_in_order() -> None:
    schedule = offered((AGENT, cut(0, final=True), 0.0), (AGENT, cut(1, final=True), 0.1))
    assert schedule.take(0.2) is not None
    assert schedule.take(0.2) is None
    schedule.done(AGENT)
    second = schedule.take(0.2)
    assert second is not None
    assert second.cut.segment == 1


def test_when_busy_no_partial_is_taken_and_no_final_is_lost() -> None:
    schedule = offered((AGENT, cut(0, final=True), 0.0))
    late = BUSY_S + 0.1
    schedule.offer(OTHER, True, cut(), late)
    schedule.offer(OTHER, True, cut(final=True), late)
    assert schedule.dropped == 1
    assert schedule.behind_s(late) == late
    assert [job.voice for job in (schedule.take(late), schedule.take(late)) if job] == [AGENT, OTHER]


def test_only_what_waited_a_minute_is_given_up_the_callers_first() -> None:
    schedule = offered((CALLER, cut(final=True), 0.0), (AGENT, cut(final=True), 0.0))
    job = schedule.take(LOST_S + 1)
    assert job is not None
    assert job.voice == AGENT
    assert schedule.lost == 1


def test_it_knows_of_a_voice_until_its_last_job_is_done() -> None:
    schedule = offered((AGENT, cut(final=True), 0.0))
    assert schedule.knows(AGENT)
    schedule.take(0.1)
    assert schedule.knows(AGENT)
    schedule.done(AGENT)
    assert not schedule.knows(AGENT)


def held(threads: int = 1, *voices: int) -> Schedule:
    """Final cuts of these voices were read and may be heard again, each since a tenth of a second later."""
    schedule = Schedule(threads)
    for place, voice in enumerate(voices):
        schedule.offer(voice, True, cut(final=True), place / 10)
        job = schedule.take(place / 10)
        assert job is not None
        schedule.hold(job, place / 10)
    return schedule


def test_what_is_held_is_heard_again_the_oldest_first_once_nothing_waits() -> None:
    schedule = held(1, AGENT, OTHER)
    schedule.offer(CALLER, False, cut(), 0.3)
    taken = []
    for _ in range(3):
        job = schedule.take(0.3)
        assert job is not None
        schedule.done(job.voice)
        taken.append((job.voice, job.again))
    assert taken == [(CALLER, False), (AGENT, True), (OTHER, True)]


def test_what_goes_on_is_heard_again_before_what_is_over() -> None:
    schedule = held(1, AGENT)
    schedule.offer(OTHER, True, cut(), 0.1)
    pause = schedule.take(0.1)
    assert pause is not None
    schedule.hold(pause, 0.2)
    assert (first := schedule.take(0.2)) is not None
    assert first.voice == OTHER


def test_one_thread_stays_free_for_what_is_urgent() -> None:
    for threads, most in ((1, 1), (2, 1), (3, 2)):
        schedule = held(threads, 3, 4, 5)
        assert sum(schedule.take(0.5) is not None for _ in range(3)) == most


def test_beside_what_is_urgent_nothing_is_heard_again_nor_looked_at_in_the_midst_of_speech() -> None:
    schedule = held(3, AGENT)
    schedule.offer(CALLER, False, cut(), 0.1)
    assert schedule.take(0.1) is not None
    schedule.offer(OTHER, True, cut(paused=False), 0.1)
    assert schedule.take(0.1) is None
    schedule.done(CALLER)
    taken = [schedule.take(0.1), schedule.take(0.1)]
    assert [one.voice if one else None for one in taken] == [OTHER, None]
    schedule.done(OTHER)
    assert schedule.take(0.1) is not None


def test_a_step_that_is_over_may_be_followed_by_the_next() -> None:
    schedule = held(1, AGENT)
    first = schedule.take(0.5)
    assert first is not None
    schedule.hold(first, 0.6)
    assert schedule.take(0.6) == first
    schedule.done(AGENT)
    assert schedule.take(0.7) is None
    assert not schedule.knows(AGENT)


def test_a_held_result_is_due_when_it_is_old_or_more_of_its_voice_waits() -> None:
    schedule = held(1, AGENT, OTHER)
    assert schedule.settle(HELD_S) == []
    assert schedule.settle(HELD_S + 0.05) == [AGENT]
    assert schedule.knows(OTHER)
    schedule.offer(OTHER, True, cut(segment=1), 2.05)
    assert schedule.settle(2.05) == [OTHER]
