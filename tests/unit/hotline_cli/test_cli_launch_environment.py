"""The launcher's environment: done once, done again when the pins change, and never half."""

import errno
import json
import shutil
import threading
from pathlib import Path

import pytest

from hotline_cli.launch import environment, packages
from hotline_cli.launch.environment import PINS, Environment
from hotline_cli.launch.packages import Need
from hotline_cli.launch.say import CannotGoOn


class Installing(Environment):
    """Notes what it would install."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.installed: list[list[str]] = []
        self.fault: Exception | None = None

    def _install(self, groups: object) -> None:
        assert isinstance(groups, list)
        self.installed.append(groups)
        if self.fault is not None:
            raise self.fault
        self.python.parent.mkdir(parents=True, exist_ok=True)
        self.python.touch()


@pytest.fixture
def env(tmp_path: Path) -> Installing:
    for name in PINS:
        (tmp_path / name).write_text("pins")
    return Installing(tmp_path)


def test_it_is_set_up_once(env: Installing) -> None:
    env.ensure()
    env.ensure()
    Installing(env.root).ensure()
    assert env.installed == [[]]


@pytest.mark.parametrize("pin", PINS)
def test_changed_pins_are_installed(env: Installing, pin: str) -> None:
    env.ensure()
    (env.root / pin).write_text("other pins")
    env.ensure()
    assert len(env.installed) == 2


def test_groups_are_added_and_kept(env: Installing) -> None:
    env.ensure()
    env.ensure(groups=("dev",))
    env.ensure()
    (env.root / PINS[0]).write_text("other pins")
    env.ensure()
    assert env.installed == [[], ["dev"], ["dev"]]


def test_a_set_up_that_broke_off_is_done_again(env: Installing) -> None:
    env.ensure()
    (env.root / PINS[0]).write_text("other pins")
    env.fault = CannotGoOn("no network")
    with pytest.raises(CannotGoOn):
        env.ensure()
    (env.root / PINS[0]).write_text("pins")  # back to pins that were whole before
    env.fault = None
    env.ensure()
    assert len(env.installed) == 3


@pytest.mark.parametrize("stamp", ["", "{", "[]", json.dumps({"pins": 1})])
def test_a_damaged_stamp_counts_as_none(env: Installing, stamp: str) -> None:
    env.ensure()
    (env.folder / "hotline-stamp.json").write_text(stamp)
    env.ensure()
    assert len(env.installed) == 2


def test_an_environment_that_is_gone_or_was_moved_is_made_anew(env: Installing) -> None:
    env.ensure()
    env.python.unlink()
    env.ensure()
    elsewhere = env.root.with_name(env.root.name + "-moved")
    env.root.rename(elsewhere)
    moved = Installing(elsewhere)
    moved.ensure()
    assert (len(env.installed), len(moved.installed)) == (2, 1)


def test_two_launchers_at_once_set_up_once(env: Installing) -> None:
    others = [Installing(env.root) for _ in range(4)]
    threads = [threading.Thread(target=one.ensure) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(len(one.installed) for one in others) == 1


# --- uv and system packages -----------------------------------------------------------------------------------------


def test_without_venv_and_without_rights_the_exact_command_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = Need("Python's venv", "python3.11-venv", lambda: False)
    monkeypatch.setattr(environment, "VENV", lacking)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(environment, "_run", lambda *_arguments: 1)
    with pytest.raises(CannotGoOn) as caught:
        environment.find_uv(tmp_path, {})
    assert any("sudo apt-get install python3.11-venv" in line for line in caught.value.advice)


def test_packages_are_installed_with_fresh_lists_when_the_old_ones_do_not_know_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[list[str]] = []
    there = False

    def run(arguments: list[str], *, quiet: bool = True) -> int:
        nonlocal there
        ran.append(arguments)
        there = sum("install" in one for one in ran) == 2
        return 0 if there or "update" in arguments else 100

    monkeypatch.setattr(packages, "_run", run)
    monkeypatch.setattr(packages, "_allowed", lambda: ["as-root"])
    need = Need("sipp", "sip-tester", lambda: there)
    assert packages.get([need]) == []
    assert [next(word for word in one if word in ("install", "update")) for one in ran] == [
        "install",
        "update",
        "install",
    ]
    assert all(one[-1] == "sip-tester" for one in ran if "install" in one)


def test_without_rights_nothing_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_allowed", lambda: None)
    need = Need("sipp", "sip-tester", lambda: False)
    assert packages.get([need]) == [need]
    assert packages.command([need]) == "sudo apt-get install sip-tester"


def test_a_folder_that_may_not_be_written_is_told_in_plain_words(env: Installing) -> None:
    env.fault = PermissionError(errno.EACCES, "Permission denied", str(env.root / ".venv.lock"))
    with pytest.raises(CannotGoOn, match=r"\.venv\.lock: Permission denied") as told:
        env.ensure()
    assert f"belongs to {env.root.owner()}" in told.value.advice[0]


def test_a_full_disk_is_told_by_its_name(env: Installing) -> None:
    env.fault = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(CannotGoOn, match="No space left on device") as told:
        env.ensure()
    assert told.value.advice == ()


@pytest.mark.parametrize(("free", "says"), [(5_000_000, "5 MB left"), (5_000_000_000, "Is there no internet?")])
def test_a_step_that_failed_on_a_full_disk_asks_for_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, says: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda root: shutil._ntuple_diskusage(free, 0, free))
    with pytest.raises(CannotGoOn) as caught:
        environment._checked(["false", "pip", "install"], {}, tmp_path)
    assert says in caught.value.advice[0]
