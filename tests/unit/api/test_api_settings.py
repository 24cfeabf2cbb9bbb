"""The desk's settings: where they come from, and what a wrong one says."""

from pathlib import Path

import pytest

from api.settings import DeskSettings
from telephony.errors import SettingsError


def test_a_fresh_folder_needs_no_settings(tmp_path: Path) -> None:
    settings = DeskSettings.load(tmp_path)
    assert settings.http == "127.0.0.1:7800"
    assert settings.database_url == f"sqlite+aiosqlite:///{tmp_path / 'desk' / 'hotline.db'}"
    assert (settings.zone.key, settings.cadence.country, settings.cadence.limit_ms) == ("Asia/Shanghai", "CN", 15_000)
    assert settings.key() == (tmp_path / "link.key").read_text().strip()


def test_override_beats_environment_beats_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ['http = "127.0.0.1:1"', 'centre_name = "文件"', 'country = "JP"', "offer_rings = 3"]
    (tmp_path / "hotline.toml").write_text("[desk]\n" + "\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("HOTLINE_DESK_HTTP", "127.0.0.1:2")
    monkeypatch.setenv("HOTLINE_DESK_CENTRE_NAME", "环境")
    settings = DeskSettings.load(tmp_path, http="127.0.0.1:3", database=None)
    assert (settings.http, settings.centre_name, settings.country) == ("127.0.0.1:3", "环境", "JP")
    assert settings.offer_rings == 3
    assert settings.cadence.limit_ms == 9_000


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('http = "nowhere"', "HOST:PORT"),
        ('http = "127.0.0.1:70000"', "HOST:PORT"),
        ('timezone = "Mars/Olympus"', "Asia/Shanghai"),
        ('timezone = "../../etc/passwd"', "time zone"),
        ('country = "XX"', "CN"),
        ("session_hours = 0", "session_hours"),
        ("session_hours = 48", "session_hours"),
        ("offer_rings = 0", "offer_rings"),
        ('hotline_number = "none yet"', "95001"),
        ('trusted_proxies = ["*"]', "192.0.2.7"),
        ("ringtone = 1", "ringtone"),
    ],
)
def test_a_wrong_one_names_file_and_field(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "hotline.toml").write_text(f"[desk]\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=says) as caught:
        DeskSettings.load(tmp_path)
    assert str(tmp_path / "hotline.toml") in caught.value.where
    assert any(line.split(" ")[0] in fault for fault in caught.value.faults)


def test_another_database(tmp_path: Path) -> None:
    url = "postgresql+psycopg://desk@db/hotline"
    assert DeskSettings.load(tmp_path, database=url).database_url == url
