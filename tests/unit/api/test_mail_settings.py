"""Settings of e-mail: wrong ones are named, passwords are never shown."""

from pathlib import Path

import pytest

from api.mail.settings import MailSettings, Security
from telephony.errors import SettingsError

FILE = """
[mail]
imap_host = "imap.example.cn"
imap_user = "hotline"
imap_password_file = "mail.password"
smtp_host = "smtp.example.cn"
smtp_security = "starttls"
smtp_password = "geheim"
sender = "客服中心 <hotline@example.cn>"
[mail.departments]
engineering = "gongcheng@example.cn"
"""


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "hotline.toml").write_text(FILE)
    (tmp_path / "mail.password").write_text("secret\n")
    settings = MailSettings.load(tmp_path)
    assert (settings.imap_secret(), settings.smtp_secret()) == ("secret", "geheim")
    assert settings.smtp_security is Security.STARTTLS
    assert settings.departments == {"engineering": "gongcheng@example.cn"}
    assert "geheim" not in repr(settings)
    (tmp_path / "mail.password").unlink()
    with pytest.raises(SettingsError):
        settings.imap_secret()


def test_nothing_set_is_no_mail(tmp_path: Path) -> None:
    settings = MailSettings.load(tmp_path)
    assert (settings.imap_host, settings.smtp_host) == ("", "")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('smtp_host = "x"', "sender"),
        ('imap_host = "x"', "imap_user"),
        ('sender = "nobody"', "nobody"),
        ('imap_folder = "a\\"b"', "imap_folder"),
        ('[mail.departments]\nengineering = "x"', "engineering"),
        ('imap_security = "none"', "imap_security"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, line: str, named: str) -> None:
    (tmp_path / "hotline.toml").write_text(f"[mail]\n{line}\n")
    with pytest.raises(SettingsError) as told:
        MailSettings.load(tmp_path)
    assert named in str(told.value)


def test_a_password_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_MAIL_IMAP_PASSWORD", "from-env")
    assert MailSettings.load(tmp_path).imap_secret() == "from-env"
