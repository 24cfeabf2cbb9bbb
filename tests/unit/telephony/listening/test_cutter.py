"""Where segments begin, are looked at, and end; with frames that say by their first byte whether they are voiced."""

import pytest

from telephony.connectors.base import FRAME_BYTES
from telephony.listening.cutter import FRAME_S, Cut, Cutter, Cutting

VOICED, QUIET = b"\x01" * FRAME_BYTES, b"\x00" * FRAME_BYTES
HOW = Cutting(onset=3, onset_of=6, lead=4, pause=8, end=25, every=40, longest=100, search=30, least=6)


def cutter() -> Cutter:
    return Cutter(lambda frame: frame[0] == 1, HOW)


def cuts_of(pattern: str, one: Cutter | None = None) -> list[Cut]:
    """`v30 q50`: thirty voiced frames, fifty quiet ones, pushed frame by frame."""
    one = one or cutter()
    cuts: list[Cut] = []
    place = 0
    for run in pattern.split():
        for _ in range(int(run[1:])):
            cuts += one.push(VOICED if run[0] == "v" else QUIET, place * FRAME_S)
            place += 1
    return cuts


def test_silence_and_clicks_begin_nothing() -> None:
    assert cuts_of("q200 v2 q100 v1 q100") == []


def test_a_pause_gives_a_partial_cut_and_a_longer_one_ends_the_segment() -> None:
    partial, final = cuts_of("q20 v30 q40")
    assert (partial.final, final.final) == (False, True)
    assert partial.voiced == final.voiced == 30, "no speech came after the partial cut: it is the same"
    assert partial.segment == final.segment == 0
    assert final.end == pytest.approx((20 + 30) * FRAME_S)


def test_a_segment_keeps_a_little_of_what_was_before_its_onset() -> None:
    final = cuts_of("q20 v30 q40")[-1]
    assert final.start <= 20 * FRAME_S
    assert final.start >= (20 - HOW.lead - HOW.onset_of) * FRAME_S
    assert len(final.pcm) == FRAME_BYTES * round((20 + 30 + HOW.end) - final.start / FRAME_S)


def test_speech_without_a_pause_is_looked_at_now_and_then() -> None:
    partials = [cut for cut in cuts_of("v90") if not cut.final]
    assert [len(cut.pcm) // FRAME_BYTES for cut in partials] == [40, 80]


def test_what_was_seen_in_the_midst_of_speech_is_looked_at_again_when_its_clause_is_over() -> None:
    cuts = cuts_of("v40 q30")
    assert [(cut.paused, cut.final, cut.voiced) for cut in cuts] == [
        (False, False, 40),
        (True, False, 40),
        (True, True, 40),
    ]


def test_a_pause_that_has_begun_is_waited_for() -> None:
    assert [cut.paused for cut in cuts_of("v36 q10")] == [True], "the look that was due within it comes with it"


def test_a_segment_that_grows_too_long_is_cut_at_its_last_pause_and_goes_on() -> None:
    cuts = cuts_of("v80 q3 v60 q30")
    first, second = (cut for cut in cuts if cut.final)
    assert (first.segment, second.segment) == (0, 1)
    assert len(first.pcm) // FRAME_BYTES == 82, "up to the last quiet frame"
    assert second.start == pytest.approx(first.start + 82 * FRAME_S)
    assert first.voiced + second.voiced == 140, "no frame of speech is lost"


def test_a_segment_without_any_pause_is_cut_hard() -> None:
    finals = [cut for cut in cuts_of("v250 q30") if cut.final]
    assert [len(cut.pcm) // FRAME_BYTES for cut in finals[:2]] == [100, 100]
    assert sum(cut.voiced for cut in finals) == 250


def test_speech_after_a_partial_cut_makes_the_final_one_new() -> None:
    cuts = cuts_of("v30 q10 v10 q40")
    assert [cut.voiced for cut in cuts] == [30, 40, 40]


def test_a_gap_in_time_ends_the_segment() -> None:
    one = cutter()
    cuts = cuts_of("v30", one)
    cuts += one.push(VOICED, 10.0)
    assert cuts[-1].final
    assert cuts[-1].end == pytest.approx(30 * FRAME_S)


def test_frames_need_not_come_whole() -> None:
    one = cutter()
    sound = VOICED * 30 + QUIET * 40
    cuts = [cut for at in range(0, len(sound), 500) for cut in one.push(sound[at : at + 500], at / 16000)]
    assert [cut.final for cut in cuts] == [False, True]


def test_finish_closes_what_is_open_once() -> None:
    one = cutter()
    cuts_of("v30", one)
    (last,) = one.finish()
    assert last.final
    assert one.finish() == []
