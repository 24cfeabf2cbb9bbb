"""Settings of e-mail (`[mail]` of `<data>/hotline.toml`, `HOTLINE_MAIL_*`). Passwords may come from a file or the
environment, and are never logged: their type shows stars.
"""

from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from api.schemas import Role
from telephony.errors import SettingsError
from telephony.settings_file import SectionSettings


class Security(StrEnum):
    """How a connection is protected."""

    TLS = "tls"  # from the first byte
    STARTTLS = "starttls"
    PLAIN = "plain"  # on this machine, or a network of its own, only


class MailSettings(SectionSettings):
    """Where e-mail is fetched and sent. Without `imap_host` none is fetched, without `smtp_host` none is sent."""

    model_config = SettingsConfigDict(env_prefix="HOTLINE_MAIL_", extra="forbid", frozen=True)
    section: ClassVar[str] = "mail"

    imap_host: str = ""
    imap_port: int = Field(default=993, gt=0, lt=65536)
    imap_security: Security = Security.TLS
    imap_user: str = ""
    imap_password: SecretStr = SecretStr("")
    imap_password_file: Path | None = None
    imap_folder: str = Field(default="INBOX", pattern=r"^[A-Za-z0-9 ._/-]+$")
    imap_from_start: bool = False
    """Whether what lies in the mailbox when it is first looked into is taken too."""
    poll_s: float = Field(default=60, ge=1)
    """How often the mailbox is looked into."""
    smtp_host: str = ""
    smtp_port: int = Field(default=465, gt=0, lt=65536)
    smtp_security: Security = Security.TLS
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_password_file: Path | None = None
    ca_file: Path | None = None
    """The certificate authority of the site's own mail server; empty: those that the system trusts."""
    sender: str = ""
    """Whom mail of ours comes from, `××物业客服中心 <hotline@example.cn>`."""
    departments: dict[str, str] = Field(default_factory=dict)
    """Department -> address that hand-over forms are sent to: `engineering = "gongcheng@example.cn"`."""
    managers: dict[Role, str] = Field(default_factory=dict)
    """Role -> address that is told when a paper of the desk is ready, or a complaint was laid before that manager:
    `property_manager = "jingli@example.cn"`."""
    alarms: tuple[str, ...] = ()
    """Addresses that are told of alarms whose rule says `mail`: `alarms = ["zhuguan@example.cn"]`."""
    acknowledge: bool = True
    """Whether who complains by e-mail is told the number by return."""
    largest_mb: float = Field(default=20, gt=0, le=100)
    """A larger letter is only noted, with sender and subject."""
    attachment_mb: float = Field(default=5, ge=0, le=50)
    """A larger attachment is named but not kept."""
    most_per_hour: int = Field(default=10, gt=0)
    """So many complaints of one sender in an hour; what is more is held until somebody has looked at it."""

    @field_validator("sender")
    @classmethod
    def _sender(cls, value: str) -> str:
        if value and "@" not in parseaddr(value)[1]:
            raise ValueError(f"{value!r} is not an e-mail address")
        return value

    @field_validator("departments", "managers")
    @classmethod
    def _addresses(cls, value: dict[str, str]) -> dict[str, str]:
        for department, address in value.items():
            if parseaddr(address)[1] != address or "@" not in address:
                raise ValueError(f"{department}: {address!r} is not an e-mail address")
        return value

    @field_validator("alarms")
    @classmethod
    def _alarmed(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for address in value:
            if parseaddr(address)[1] != address or "@" not in address:
                raise ValueError(f"{address!r} is not an e-mail address")
        return value

    @model_validator(mode="after")
    def _whole(self) -> "MailSettings":
        if self.smtp_host and not self.sender:
            raise ValueError("smtp_host is set: sender must be set too")
        if self.imap_host and not self.imap_user:
            raise ValueError("imap_host is set: imap_user must be set too")
        return self

    def imap_secret(self) -> str:
        """The mailbox's password. Raises SettingsError for a file that cannot be read."""
        return self._secret(self.imap_password, self.imap_password_file)

    def smtp_secret(self) -> str:
        """The password for sending. Raises SettingsError for a file that cannot be read."""
        return self._secret(self.smtp_password, self.smtp_password_file)

    def _secret(self, given: SecretStr, file: Path | None) -> str:
        if file is None:
            return given.get_secret_value()
        path = file if file.is_absolute() else self.data / file
        try:
            return path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(str(path), [f"the password cannot be read: {error}"]) from error
