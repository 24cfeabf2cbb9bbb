"""The journal: numbering, forgetting, restarts, torn lines, a disk that fails."""

from pathlib import Path

import pytest

from telephony import outbox as module
from telephony.errors import JournalError
from telephony.events import CallRinging
from telephony.outbox import Outbox


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
    monkeypatch.setattr(Outbox, "_write_line", _no_space)
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
    monkeypatch.setattr(Outbox, "_write_line", _no_space)
    monkeypatch.setattr(module, "MEMORY_LIMIT", 3)
    for n in range(1, 6):
        box.append(ringing(n))
    assert (numbers(box), box.dropped) == ([3, 4, 5], 2)


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


def _no_space(self: Outbox, numbered: object) -> None:
    raise OSError(28, "No space left on device")
