"""The journal: numbering, forgetting, restarts, torn lines, a disk that fails."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony import outbox as module
from telephony.errors import JournalError
from telephony.events import CallEvent, CallRinging
from telephony.outbox import Outbox
from telephony.segments import Segment

WRITE = Segment.write


def ringing(n: int) -> CallRinging:
    return CallRinging(at=float(n), call_id=f"call-{n}", ringing_ms=1.5)


def filled(folder: Path, count: int) -> Outbox:
    box = Outbox(folder)
    for n in range(1, count + 1):
        box.append(ringing(n))
    return box


def numbers(box: Outbox, after: int = 0) -> list[int]:
    return [numbered.seq for numbered in box.after(after)]


def test_events_are_numbered_from_one_without_a_gap(tmp_path: Path) -> None:
    box = filled(tmp_path, 5)
    assert numbers(box) == [1, 2, 3, 4, 5]
    assert numbers(box, after=3) == [4, 5]
    assert (box.first_seq, box.last_seq) == (1, 5)


def test_an_empty_journal_keeps_nothing(tmp_path: Path) -> None:
    box = Outbox(tmp_path)
    assert (box.first_seq, box.last_seq, numbers(box)) == (0, 0, [])


def test_a_restart_goes_on_where_it_stopped(tmp_path: Path) -> None:
    first = filled(tmp_path, 3)
    first.acknowledge(1)
    first.settle()
    second = Outbox(tmp_path)  # the first was killed: nothing was closed
    assert second.stream_id == first.stream_id
    assert [(n.seq, n.event) for n in second.after(0)] == [(2, ringing(2)), (3, ringing(3))]
    assert second.append(ringing(4)).seq == 4


def test_numbering_goes_on_when_everything_was_acknowledged(tmp_path: Path) -> None:
    box = filled(tmp_path, 3)
    box.acknowledge(3)
    box.close()
    again = Outbox(tmp_path)
    assert numbers(again) == []
    assert again.append(ringing(4)).seq == 4


def test_acknowledged_segments_are_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SEGMENT_EVENTS", 10)
    box = filled(tmp_path, 95)
    assert len(list(tmp_path.glob("journal-*"))) == 10
    box.acknowledge(90)
    box.settle()
    assert [path.name for path in tmp_path.glob("journal-*")] == ["journal-000000000091.jsonl"]
    assert numbers(Outbox(tmp_path)) == [91, 92, 93, 94, 95]


def test_a_file_cut_at_any_byte_loses_only_the_line_it_tore(tmp_path: Path) -> None:
    filled(tmp_path / "whole", 4).close()
    (segment,) = (tmp_path / "whole").glob("journal-*")
    data = segment.read_bytes()
    for length in range(len(data) + 1):
        folder = tmp_path / f"cut-{length}"
        folder.mkdir()
        (folder / segment.name).write_bytes(data[:length])
        box = Outbox(folder)
        whole = data[:length].count(b"\n")
        assert numbers(box) == list(range(1, whole + 1))
        assert box.append(ringing(9)).seq == whole + 1
        box.close()
        assert numbers(Outbox(folder)) == list(range(1, whole + 2))


def test_a_full_disk_keeps_events_in_memory_and_writes_them_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = filled(tmp_path, 2)
    monkeypatch.setattr(Segment, "write", _no_space)
    box.append(ringing(3))
    box.append(ringing(4))
    assert numbers(box) == [1, 2, 3, 4]
    assert box.unwritten == 2
    monkeypatch.undo()
    box.append(ringing(5))
    assert box.unwritten == 0
    assert numbers(Outbox(tmp_path)) == [1, 2, 3, 4, 5]


def test_memory_is_bounded_and_losses_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Outbox(tmp_path)
    monkeypatch.setattr(Segment, "write", _no_space)
    monkeypatch.setattr(module, "MEMORY_LIMIT", 3)
    for n in range(1, 6):
        box.append(ringing(n))
    assert (numbers(box), box.dropped) == ([3, 4, 5], 2)


def test_what_the_desk_has_need_not_reach_a_failing_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = filled(tmp_path, 2)
    monkeypatch.setattr(Segment, "write", _no_space)
    monkeypatch.setattr(module, "MEMORY_LIMIT", 3)
    for n in range(3, 9):
        box.append(ringing(n))
        box.acknowledge(n)
    assert (box.unwritten, box.dropped, numbers(box)) == (0, 0, [])
    monkeypatch.undo()
    box.append(ringing(9))
    box.close()
    assert numbers(Outbox(tmp_path)) == [9]


def test_an_acknowledgement_that_was_not_noted_only_sends_more_again(tmp_path: Path) -> None:
    box = filled(tmp_path, 3)
    box.acknowledge(2)  # killed before it settled
    again = Outbox(tmp_path)
    assert numbers(again) == [1, 2, 3]
    assert again.issued == 3


def test_an_acknowledgement_beyond_what_was_issued_counts_no_further(tmp_path: Path) -> None:
    box = filled(tmp_path, 3)
    box.acknowledge(99)
    box.close()
    assert Outbox(tmp_path).append(ringing(4)).seq == 4


@pytest.mark.parametrize("text", ["", "x", "\n"])
def test_an_unreadable_acknowledgement_is_harmless(tmp_path: Path, text: str) -> None:
    filled(tmp_path, 3).close()
    (tmp_path / "acknowledged").write_text(text)
    assert numbers(Outbox(tmp_path)) == [1, 2, 3]


def test_a_journal_without_its_name_gets_a_new_one_and_numbers_on(tmp_path: Path) -> None:
    old = filled(tmp_path, 3)
    old.close()
    (tmp_path / "stream").unlink()
    box = Outbox(tmp_path)
    assert box.stream_id != old.stream_id
    assert box.append(ringing(4)).seq == 4


@given(
    steps=st.lists(
        st.sampled_from(["append", "ack", "restart", "settle", "disk fails", "disk works"]), min_size=1, max_size=60
    )
)
@settings(deadline=None, max_examples=60)
def test_nothing_is_lost_or_doubled_whatever_happens(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    """The desk's view: what it takes by number is every event once, in order, whatever the journal forgot."""
    folder = tmp_path_factory.mktemp("journal")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SEGMENT_EVENTS", 3)
        box, desk, made = Outbox(folder), _Desk(), 0
        for step in steps:
            if step == "append":
                made += 1
                box.append(ringing(made))
            elif step == "ack":
                desk.take_all(box)
                box.acknowledge(desk.have)
            elif step == "settle":
                box.settle()
            elif step == "restart" and box.unwritten == 0:
                box = Outbox(folder)
                desk.reconcile(box)
            elif step == "disk fails":
                patch.setattr(Segment, "write", _no_space)
            elif step == "disk works":
                patch.setattr(Segment, "write", WRITE)
                box.write()
        desk.take_all(box)
        assert desk.taken == [ringing(n) for n in range(1, made + 1)]


class _Desk:
    """Takes events by number, and brings its numbering and a journal's together as the link does."""

    def __init__(self) -> None:
        self.have = 0
        self.taken: list[CallEvent] = []

    def take_all(self, box: Outbox) -> None:
        for one in box.after(self.have):
            assert one.seq == self.have + 1
            self.taken.append(one.event)
            self.have = one.seq

    def reconcile(self, box: Outbox) -> None:
        if self.have > box.issued:  # the disk never had what the desk took
            box.acknowledge(box.issued)
            box.start_new_stream()
            self.have = 0


def test_a_new_stream_numbers_what_waits_from_one(tmp_path: Path) -> None:
    box = filled(tmp_path, 5)
    old = box.stream_id
    box.acknowledge(3)
    box.start_new_stream()
    assert box.stream_id != old
    again = Outbox(tmp_path)
    assert again.stream_id == box.stream_id
    assert [(n.seq, n.event) for n in again.after(0)] == [(1, ringing(4)), (2, ringing(5))]
    assert again.issued == 2


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(JournalError) as caught:
        Outbox(tmp_path / "file" / "line")
    assert str(tmp_path / "file" / "line") in str(caught.value)


def _no_space(self: Segment, numbered: object) -> None:
    raise OSError(28, "No space left on device")
