"""Settings: which source wins, and what a wrong one says."""

from pathlib import Path

import pytest

from telephony.errors import SettingsError
from telephony.link_key import ensure_link_key
from telephony.setting_kinds import split_address
from telephony.settings import LineSettings


def test_the_command_line_beats_the_environment_and_that_beats_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hotline.toml").write_text('[line]\nline_id = "file"\nmax_calls = 7\nsip = "127.0.0.1:5080"\n')
    monkeypatch.setenv("HOTLINE_LINE_LINE_ID", "environment")
    monkeypatch.setenv("HOTLINE_LINE_MAX_CALLS", "8")
    settings = LineSettings.load(tmp_path, line_id="command", headset=None)
    assert (settings.line_id, settings.max_calls, settings.sip) == ("command", 8, "127.0.0.1:5080")
    assert settings.headset == "127.0.0.1:7801"
    assert settings.data == tmp_path


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[line]\nsip = "nowhere"\n', "HOST:PORT"),
        ('[line]\nrtp_ports = "20000"\n', "LOW-HIGH"),
        ("[line]\ncodecs = []\n", "each once"),
        ('[line]\ncodecs = ["G729"]\n', "PCMA"),
        ('[line]\ncodecs = ["PCMA", "PCMA"]\n', "each once"),
        ("[line]\nsession_s = 60\n", "shorter than the least"),
        ("[line]\nsession_s = -1\n", "shorter than the least"),
        ("[line]\ndead_call_s = -1\n", "greater than or equal to 0"),
        ('[line]\ndesk_url = "http://desk"\n', "ws://HOST"),
        ('[line]\ndesk_url = ""\n', "ws://HOST"),
        ('[line]\nheadset_url = "ws:///headset"\n', "ws://HOST"),
        ("[line]\nmax_calls = 0\n", "max_calls"),
        ("[line]\nringtone = 1\n", "ringtone: there is no such setting"),
        ("[line\n", "hotline.toml"),
        ("line = 3\n", "not a table"),
        ("[lines]\nmax_calls = 2\n", "[lines]: there is no such part"),
        ('centre_name = "x"\n[line]\n', "centre_name: it stands before any part"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "hotline.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        LineSettings.load(tmp_path)
    assert says in str(caught.value)
    assert "hotline.toml" in str(caught.value)


@pytest.mark.parametrize("text", ["", "host", ":5060", "host:", "host:99999", "host:port"])
def test_what_is_not_an_address(text: str) -> None:
    with pytest.raises(ValueError, match="HOST:PORT"):
        split_address(text)


def test_an_ipv6_address_is_taken_without_its_brackets() -> None:
    assert split_address("[::1]:5060") == ("::1", 5060)


def test_the_key_is_not_shown_with_the_settings(tmp_path: Path) -> None:
    assert "secret" not in repr(LineSettings.load(tmp_path, link_key="secret"))


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe"])
def test_a_file_without_a_key_lets_nobody_in(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "link.key").write_bytes(content)
    with pytest.raises(SettingsError, match=r"link\.key"):
        LineSettings.load(tmp_path).key()


def test_the_link_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    key = ensure_link_key(tmp_path / "new")
    assert len(key) >= 32
    assert ensure_link_key(tmp_path / "new") == key
    assert (tmp_path / "new" / "link.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["link.key"]


def test_codecs_are_some_of_ours_each_once(tmp_path: Path) -> None:
    assert LineSettings.load(tmp_path).codecs == ("PCMA", "PCMU")
    (tmp_path / "hotline.toml").write_text('[line]\ncodecs = ["G722", "PCMA"]\n')
    assert LineSettings.load(tmp_path).codecs == ("G722", "PCMA")
