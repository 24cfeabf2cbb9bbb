"""`hotline desk` and `hotline admin` as processes: start, stop, and one clear line for what stops a start."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

PASSWORD = "eight-or-more"
HOTLINE = [sys.executable, "-W", "ignore", "-m", "hotline_cli"]


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    return kept | {"HOTLINE_ADMIN_PASSWORD": PASSWORD}


def hotline(*arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    command = [*HOTLINE, *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment() | more,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def admin(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return hotline("admin", *arguments, "--data", data, **more)


def create(data: Path, login: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return admin(data, "create", "--login", login, "--name", "李明", "--surname", "李", *arguments, **more)


@contextmanager
def desk(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A desk on a free port, and its address as it says it."""
    process = subprocess.Popen(
        [*HOTLINE, "desk", "--data", str(data), "--http", "127.0.0.1:0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert "http://127.0.0.1:" in said, said
        yield process, said.partition("http://")[2].partition(" ")[0]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_desk_starts_empty_and_stops_when_told(tmp_path: Path, number: signal.Signals) -> None:
    with desk(tmp_path) as (process, address):
        assert httpx.get(f"http://{address}/health").json()["status"] == "ok"
        process.send_signal(number)
        assert process.wait(timeout=20) == 0
        _, heard = process.communicate()
    assert "Traceback" not in heard
    assert (tmp_path / "desk" / "hotline.db").exists()


def test_accounts_are_made_while_the_desk_runs_and_no_secret_is_logged(tmp_path: Path) -> None:
    with desk(tmp_path) as (process, address):
        made = create(tmp_path, "root")
        assert made.returncode == 0, made.stderr
        body = {"login": "root", "password": PASSWORD}
        signed_in = httpx.post(f"http://{address}/api/session", json=body)
        assert signed_in.status_code == 200
        token = signed_in.json()["token"]
        assert signed_in.json()["me"]["role"] == "admin"
        listed = httpx.get(f"http://{address}/api/agents", headers={"Authorization": f"Bearer {token}"})
        assert [one["login"] for one in listed.json()] == ["root"]
        httpx.post(f"http://{address}/api/session", json=body | {"password": "a wrong one"})
        process.send_signal(signal.SIGTERM)
        heard = "".join(process.communicate(timeout=20))
    for secret in (PASSWORD, token, "a wrong one", (tmp_path / "desk" / "session.key").read_text().strip()):
        assert secret not in heard
    assert PASSWORD not in made.stdout + made.stderr


def test_a_session_outlives_a_restart_of_the_desk(tmp_path: Path) -> None:
    assert create(tmp_path, "root").returncode == 0
    with desk(tmp_path) as (_, address):
        token = httpx.post(f"http://{address}/api/session", json={"login": "root", "password": PASSWORD}).json()[
            "token"
        ]
    with desk(tmp_path) as (_, address):
        me = httpx.get(f"http://{address}/api/me", headers={"Authorization": f"Bearer {token}"})
    assert me.json()["login"] == "root"


def test_accounts_from_the_command_line(tmp_path: Path) -> None:
    made = create(tmp_path, "root", "--role", "agent")
    assert (made.returncode, "root" in made.stdout) == (0, True)
    again = create(tmp_path, "root")
    assert again.returncode != 0
    assert "root is taken" in again.stderr
    short = create(tmp_path, "short", HOTLINE_ADMIN_PASSWORD="seven77")
    assert short.returncode != 0
    assert "at least 8" in short.stderr
    nobody = admin(tmp_path, "password", "--login", "nobody")
    assert nobody.returncode != 0
    assert "nobody" in nobody.stderr
    assert admin(tmp_path, "password", "--login", "root", HOTLINE_ADMIN_PASSWORD="another one").returncode == 0
    listed = admin(tmp_path, "list").stdout
    assert "agent" in listed
    assert len(listed.splitlines()) == 1
    for result in (made, again, short, nobody):
        assert "Traceback" not in result.stderr


def test_residents_from_a_file_twice(tmp_path: Path) -> None:
    file = tmp_path / "residents.csv"
    file.write_text("姓名,楼栋,单元,房号,电话\n王芳,3,1,502,13800001234\n李强,3,2,501,\n", encoding="gb18030")
    tried = admin(tmp_path / "data", "import-residents", str(file), "--dry-run")
    assert "2 to add" in tried.stdout, tried.stderr
    assert "2 added" in admin(tmp_path / "data", "import-residents", str(file), "--yes").stdout
    assert "0 to add, 0 to change, 2 as they are" in admin(tmp_path / "data", "import-residents", str(file)).stdout
    file.write_text("姓名,楼栋,房号\n王芳,,502\n", encoding="utf-8")
    faulty = admin(tmp_path / "data", "import-residents", str(file))
    assert faulty.returncode != 0
    assert "row 2" in faulty.stderr


def says(result: subprocess.CompletedProcess[str], *words: str) -> None:
    """A start that failed: a code, the words, and no more than a few lines."""
    assert result.returncode == 2, result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) <= 3, result.stderr
    for word in words:
        assert word in result.stderr


def test_a_taken_port(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        says(hotline("desk", "--data", tmp_path, "--http", address), address, "--http")


def test_a_data_folder_that_cannot_be_one(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    says(hotline("desk", "--data", file, "--http", "127.0.0.1:0"), "Not a directory", str(file))
    (tmp_path / "desk").touch()
    says(hotline("desk", "--data", tmp_path, "--http", "127.0.0.1:0"), "--data", str(tmp_path))
    says(create(tmp_path, "root"), "--data", str(tmp_path))


def test_a_wrong_setting(tmp_path: Path) -> None:
    (tmp_path / "hotline.toml").write_text('[desk]\ntimezone = "Mars/Olympus"\n', encoding="utf-8")
    says(hotline("desk", "--data", tmp_path), "hotline.toml", "timezone", "Mars/Olympus")


def test_a_database_of_a_newer_program(tmp_path: Path) -> None:
    assert create(tmp_path, "root").returncode == 0
    with closing(sqlite3.connect(tmp_path / "desk" / "hotline.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    says(hotline("desk", "--data", tmp_path, "--http", "127.0.0.1:0"), "9999", "newer")
    says(create(tmp_path, "second"), "newer")


def test_a_database_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "hotline.db").write_text("certainly no database " * 100, encoding="ascii")
    says(hotline("desk", "--data", tmp_path, "--http", "127.0.0.1:0"), "hotline.db")
