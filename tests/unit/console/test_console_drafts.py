"""Drafts on disk: private, whole, and never fatal."""

import stat
from pathlib import Path

from api.schemas import Disposition, ScriptStep
from console.drafts import Draft, DraftStore


def test_a_draft_comes_back_as_it_was(tmp_path: Path) -> None:
    store = DraftStore(tmp_path / "drafts")
    draft = Draft(
        call_id="c-1",
        notes="漏水",
        outcome=Disposition.COMPLAINT,
        fields={"phone": "13800135678"},
        script_id="leak",
        steps=(ScriptStep(question_id="open", shown_ms=10, answer="厨房"),),
    )
    store.save(draft)
    store.save(draft)
    assert store.load("c-1") == draft
    path = next((tmp_path / "drafts").iterdir())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_no_draft(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    assert store.load("c-1") is None
    store.forget("c-1")


def test_a_forgotten_draft_is_gone(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    store.save(Draft(call_id="c-1"))
    store.forget("c-1")
    assert store.load("c-1") is None


def test_an_unreadable_draft_is_set_aside(tmp_path: Path) -> None:
    store = DraftStore(tmp_path)
    (tmp_path / "c-1.json").write_bytes(b'{"call_id": 3')
    assert store.load("c-1") is None
    assert [path.name for path in tmp_path.iterdir()] == ["c-1.broken"]


def test_a_call_id_cannot_leave_the_folder(tmp_path: Path) -> None:
    store = DraftStore(tmp_path / "drafts")
    store.save(Draft(call_id="../../etc/x"))
    assert [path.parent.name for path in tmp_path.rglob("*.json")] == ["drafts"]
