"""Secrets are made once, whole, and for their owner only."""

import stat
from pathlib import Path

from api.agents.secret_files import secret_of


def test_a_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    secret = secret_of(tmp_path / "desk", "a.key")
    path = tmp_path / "desk" / "a.key"
    assert len(secret) == 43
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret_of(tmp_path / "desk", "a.key") == secret
    assert secret_of(tmp_path / "desk", "b.key") != secret
    assert {one.name for one in path.parent.iterdir()} == {"a.key", "b.key"}


def test_an_empty_file_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "a.key").touch()
    assert len(secret_of(tmp_path, "a.key")) == 43
