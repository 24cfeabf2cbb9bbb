"""Segments of the journal: damage is said and passed over, and one process writes."""

from pathlib import Path

import pytest

from telephony.errors import JournalError
from telephony.events import CallRinging
from telephony.segments import Segment, only_writer, read_segment, segments_in
from telephony.wire import Numbered


def numbered(n: int) -> Numbered:
    return Numbered(seq=n, event=CallRinging(at=float(n), call_id="物业", ringing_ms=1.5))


def written(folder: Path, count: int) -> Path:
    segment = Segment(folder, 1)
    for n in range(1, count + 1):
        segment.write(numbered(n))
    segment.close()
    ((_, path),) = segments_in(folder)
    return path


def test_what_was_written_is_read(tmp_path: Path) -> None:
    assert read_segment(written(tmp_path, 3)) == [numbered(1), numbered(2), numbered(3)]


def test_a_damaged_line_in_the_middle_costs_that_line_only(tmp_path: Path) -> None:
    path = written(tmp_path, 3)
    lines = path.read_bytes().split(b"\n")
    lines[1] = b"\x00" * len(lines[1])
    path.write_bytes(b"\n".join(lines))
    assert [one.seq for one in read_segment(path)] == [1, 3]
    assert path.read_bytes() == b"\n".join(lines)


def test_a_segment_that_is_opened_again_is_rid_of_its_torn_end(tmp_path: Path) -> None:
    path = written(tmp_path, 2)
    with path.open("ab") as file:
        file.write(b'{"type":"Numb')
    segment = Segment(tmp_path, 1)
    segment.write(numbered(3))
    segment.close()
    assert [one.seq for one in read_segment(path)] == [1, 2, 3]


def test_a_write_that_fails_half_way_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    segment = Segment(tmp_path, 1)
    segment.write(numbered(1))
    segment._file = _Full(segment._file)  # type: ignore[assignment]
    with pytest.raises(OSError, match="space"):
        segment.write(numbered(2))
    ((_, path),) = segments_in(tmp_path)
    assert path.read_bytes().endswith(b"\n")
    assert [one.seq for one in read_segment(path)] == [1]


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    for name in ("journal-x.jsonl", "journal-1.jsonl.bak", "stream", "journal-.jsonl"):
        (tmp_path / name).write_text("not ours")
    written(tmp_path / ".", 1)
    assert [first for first, _ in segments_in(tmp_path)] == [1]


def test_flushing_a_closed_segment_does_nothing(tmp_path: Path) -> None:
    segment = Segment(tmp_path, 1)
    segment.close()
    segment.flush()


def test_a_second_line_may_not_write_the_same_journal(tmp_path: Path) -> None:
    with only_writer(tmp_path), pytest.raises(JournalError, match="another line process"), only_writer(tmp_path):
        pass
    with only_writer(tmp_path):
        pass


def test_a_fault_within_is_not_taken_for_one_of_the_lock(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="something else"), only_writer(tmp_path):
        raise OSError("something else")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(JournalError, match="file"), only_writer(tmp_path / "file" / "line"):
        pass


class _Full:
    """A file whose disk is full after a few bytes."""

    def __init__(self, file: object) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        if len(data) < 20:
            raise OSError(28, "No space left on device")
        return int(self._file.write(data[: len(data) // 2]))  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)
