"""Settings of the desk (`[desk]` of `<data>/hotline.toml`, `HOTLINE_DESK_*`)."""

import re
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator
from pydantic_settings import SettingsConfigDict

from api.alarms.rules import AlarmRule, completed, usual
from api.figures.levels import LevelRule
from api.recordings.retention import Retention
from api.schemas import LevelFormula
from api.shifts.kinds import ShiftKind
from api.shifts.kinds import usual as usual_shifts
from telephony.cadence import CADENCES, DEFAULT_COUNTRY, Cadence
from telephony.link_key import ensure_link_key
from telephony.setting_kinds import AreaCode, Country, HostPort
from telephony.settings_file import SectionSettings
from telephony.trunks import networks_of


class DeskSettings(SectionSettings):
    """What the desk process is told. Every field can be set in the file, the environment, or on the command line."""

    model_config = SettingsConfigDict(env_prefix="HOTLINE_DESK_", extra="forbid", frozen=True)
    section: ClassVar[str] = "desk"

    http: HostPort = "127.0.0.1:7800"
    """Where consoles, pages and lines connect."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks of TLS proxies, whose word counts on who asks and over what; nobody's without it."""
    database: str = ""
    """SQLAlchemy URL of an async driver; empty: SQLite in the data folder."""
    link_key: str = Field(default="", repr=False)
    """Shared secret of line and desk; empty: the file `<data>/link.key`."""
    centre_name: str = "××物业客服中心"
    """Said in the opening line (LINE-2)."""
    hotline_number: str = Field(default="", max_length=40)
    """The number that residents call, as it is written: shown on public pages and under letters to them."""
    timezone: str = "Asia/Shanghai"
    country: Country = DEFAULT_COUNTRY
    """Whose ring is counted (ISO 3166)."""
    session_hours: float = Field(default=12, gt=0, le=24)
    """How long a sign-in lasts: a shift of eight hours (LINE-6) and its hand-over."""
    area_code: AreaCode = ""
    """The site's area code, such as 010: a fixed line is stored and found with it. As `area_code` of the line."""
    offer_rings: int = Field(default=2, ge=1, le=10)
    """Rings after which a call that one agent does not take is offered to the next."""
    console_grace_s: float = Field(default=20, ge=0)
    """How long an agent whose console vanished stays signed in."""
    recording_keep_days: int = Field(default=180, ge=0)
    """How long a recording without a ticket is kept; 0: for ever."""
    recording_ticket_days: int = Field(default=1095, ge=0)
    """How long one with a closed ticket is kept; with an open one it is never deleted."""
    service_target_s: float = Field(default=15, gt=0, le=600)
    """Within which a call counts as answered in time: GB/T 33358-2016 asks for 15 s."""
    service_formula: LevelFormula = LevelFormula.OFFERED
    """The service level in force; the others are shown beside it."""
    short_abandon_s: float = Field(default=5, ge=0, le=60)
    """Who gives up sooner has hardly waited, and is told apart."""
    plan_aim: float = Field(default=0.95, gt=0, lt=1)
    """The service level that staff is planned for; GB/T 33358-2016 asks for 95 % connected."""
    brief_hour: int = Field(default=16, ge=0, le=23)
    """The hour of a working day at which its summary is prepared, on the week's last one its report too (SLA-13)."""
    alarm: tuple[AlarmRule, ...] = Field(default_factory=usual)
    """Thresholds, `[[desk.alarm]]`; one named replaces the usual ones."""
    shift: tuple[ShiftKind, ...] = Field(default_factory=usual_shifts)
    """Shifts of a day, `[[desk.shift]]`, each of at most eight hours (LINE-6); one named replaces the usual three."""
    announce_listening: bool = True
    """Tell an agent when a supervisor listens, whispers or barges in, or acts for the agent."""
    sent_keep_days: int = Field(default=90, ge=0)
    """How long deliveries of web hooks and letters of ours are kept after they were sent; 0: for ever."""
    letter_keep_days: int = Field(default=90, ge=0)
    """How long letters are kept that were ignored or dismissed; complaints are kept for good."""
    performance_keep_days: int = Field(default=731, ge=0)
    """How long performance forms are made and their words kept (FORM: two years); 0: for ever."""
    erase_hold_days: int = Field(default=0, ge=0)
    """How long after its end a complaint has to be kept as it is, before its resident may be erased."""
    rules_folder: Path | None = None
    """The site's own scripts, phrases and procedure over the shipped ones."""

    @field_validator("alarm")
    @classmethod
    def _alarms(cls, value: tuple[AlarmRule, ...]) -> tuple[AlarmRule, ...]:
        return completed(value)

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(network) for network in networks_of(value))

    @field_validator("hotline_number")
    @classmethod
    def _number(cls, value: str) -> str:
        if value and not re.match(r"[+0-9][0-9 ()/-]{2,}", value):
            raise ValueError(f"{value!r} does not begin with a telephone number such as 010-88886666 or 95001")
        return value.strip()

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{value!r} is not a time zone such as Asia/Shanghai") from error
        return value

    @property
    def folder(self) -> Path:
        """Folder of the desk's own files."""
        return self.data / "desk"

    def make_folder(self) -> Path:
        """That folder, made for its owner only where it is new: residents' data lies in it (SEC-1)."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.folder

    @property
    def database_url(self) -> str:
        """The database, SQLite in the data folder unless set."""
        return self.database or f"sqlite+aiosqlite:///{self.folder / 'hotline.db'}"

    @property
    def retention(self) -> Retention:
        """How long recordings are kept."""
        return Retention(keep_days=self.recording_keep_days, ticket_days=self.recording_ticket_days)

    @property
    def cadence(self) -> Cadence:
        """How rings are counted here."""
        return CADENCES[self.country]

    @property
    def level_rule(self) -> LevelRule:
        """How figures are counted here."""
        return LevelRule(
            target_ms=round(self.service_target_s * 1000),
            in_force=self.service_formula,
            short_ms=round(self.short_abandon_s * 1000),
            limit_ms=self.cadence.limit_ms,
            strict_ms=self.cadence.strict_ms,
        )

    @property
    def zone(self) -> ZoneInfo:
        """The site's local time."""
        return ZoneInfo(self.timezone)

    def key(self) -> str:
        """The link key, from the settings or the file."""
        return self.link_key or ensure_link_key(self.data)
