"""Settings of the line (`[line]` of `<data>/hotline.toml`, `HOTLINE_LINE_*`). Knows nothing of the desk's."""

from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import SettingsConfigDict

from telephony.cadence import DEFAULT_COUNTRY
from telephony.link_key import ensure_link_key
from telephony.setting_kinds import AreaCode, Country, HostPort
from telephony.settings_file import SectionSettings
from telephony.sip.media import PAYLOAD_TYPE, PREFERENCE
from telephony.sip.session_timer import SessionPolicy
from telephony.trunks import Network, Trunk, networks_of, only_once, with_passwords


class LineSettings(SectionSettings):
    """What the line process is told. Every field can be set in the file, the environment, or on the command line."""

    model_config = SettingsConfigDict(
        env_prefix="HOTLINE_LINE_", extra="forbid", frozen=True, hide_input_in_errors=True
    )
    section: ClassVar[str] = "line"

    line_id: str = "line-1"
    """Names this line at the desk; unique among the lines of one desk."""
    sip: HostPort = "0.0.0.0:5060"
    """Where SIP is heard: UDP, and TCP on the same port."""
    sip_tcp: bool = True
    """Hear SIP over TCP too."""
    area_code: AreaCode = ""
    """The site's area code, such as 010: a local number gets it. As `area_code` of the desk."""
    trunk: tuple[Trunk, ...] = ()
    """Trunks, `[[line.trunk]]`; the first is the default of calls that we place."""
    allowed_sources: tuple[str, ...] = ()
    """Networks (CIDR) that may call beside the trunks: phones, a PBX. Without any, and without a trunk: everybody."""
    advertised_ip: str = ""
    """Address written into SIP and SDP when the line stands behind NAT; empty: the one that leads to the peer."""
    headset: HostPort = "127.0.0.1:7801"
    """Where consoles connect their audio."""
    headset_url: str = ""
    """What consoles are told to connect to; empty: made from `headset`."""
    desk_url: str = "ws://127.0.0.1:7800/link"
    link_key: str = Field(default="", repr=False)
    """Shared secret of line and desk; empty: the file `<data>/link.key`."""
    rtp_ports: str = "20000-20999"
    connector: str = "aiosipua"
    """What speaks SIP: aiosipua, or pyvoip for a small site that is one extension of its PBX."""
    pbx_server: str = ""
    """pyvoip: `host[:port]` of the PBX. Empty: calls come and go directly, without a PBX."""
    pbx_user: str = ""
    """pyvoip: the extension that is registered at the PBX. Empty: the PBX knows us by our address."""
    pbx_password: str = Field(default="", repr=False)
    codecs: tuple[str, ...] = PREFERENCE
    """What is offered, and taken of what peers offer, in this order: PCMA, PCMU, G722. A peer that offers only one
    of ours that is not named here gets it all the same."""
    dead_call_s: float = Field(default=60.0, ge=0)
    """A call without any packet from a side for so long is ended; 0: never."""
    session_s: int = 1800
    """What session timer (RFC 4028) calls ask for, at least 90 s; 0: ask for none, and take what peers ask."""
    max_calls: int = Field(default=100, ge=1)
    """Calls beyond this are refused at once with 503."""

    @field_validator("codecs")
    @classmethod
    def _codecs(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value or len(set(value)) != len(value) or not set(value) <= set(PAYLOAD_TYPE):
            raise ValueError(f"codecs must be some of {', '.join(PAYLOAD_TYPE)}, each once")
        return value

    @field_validator("session_s")
    @classmethod
    def _session(cls, value: int) -> int:
        SessionPolicy(value)
        return value

    @field_validator("trunk")
    @classmethod
    def _trunks(cls, value: tuple[Trunk, ...]) -> tuple[Trunk, ...]:
        return only_once(value)

    @field_validator("allowed_sources")
    @classmethod
    def _sources(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        networks_of(value)
        return value

    record: bool = True
    """Record calls, from the pick-up on. Tell callers and agents as your law asks."""
    recording_key: str = Field(default="", repr=False)
    """32 bytes in base64 that encrypt new recordings; empty: the first line of `<data>/recording.key`."""
    recording_free_mb: int = Field(default=500, ge=0)
    """With less free on the disk no new recording begins."""
    listening: bool = True
    """Listen to what is said, where a recogniser is set up (`hotline listen setup`)."""
    listening_model: str = ""
    """Folder with the recogniser's model; empty: `<data>/models/whisper-base`."""
    listening_threads: int = Field(default=1, ge=1)
    """Segments that are recognised at a time, each on one core, at low priority."""
    country: Country = DEFAULT_COUNTRY
    """Whose ringback tone an agent hears in a call of ours (ISO 3166)."""

    @field_validator("desk_url", "headset_url")
    @classmethod
    def _socket_url(cls, value: str, info: ValidationInfo) -> str:
        if value == "" and info.field_name == "headset_url":
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("ws", "wss") or not parts.hostname:
            raise ValueError(f"{value!r} is not ws://HOST:PORT/PATH")
        return value

    @field_validator("rtp_ports")
    @classmethod
    def _ports(cls, value: str) -> str:
        low, dash, high = value.partition("-")
        if not (dash and low.isdigit() and high.isdigit() and 1024 <= int(low) < int(high) <= 65535):
            raise ValueError(f"{value!r} is not LOW-HIGH with ports from 1024 to 65535")
        return value

    @property
    def rtp_range(self) -> range:
        """The ports for audio, both ends included."""
        low, _, high = self.rtp_ports.partition("-")
        return range(int(low), int(high) + 1)

    @property
    def trunks(self) -> tuple[Trunk, ...]:
        """The trunks with their passwords, those from the environment included."""
        return with_passwords(self.trunk)

    @property
    def networks(self) -> tuple[Network, ...]:
        """Networks that may call beside the trunks' own."""
        return networks_of(self.allowed_sources)

    @property
    def recordings(self) -> Path:
        """Folder of the recordings."""
        return self.data / "recordings"

    @property
    def model_folder(self) -> Path:
        """Folder of the recogniser's model, there or not."""
        return Path(self.listening_model).expanduser() if self.listening_model else self.data / "models/whisper-base"

    @property
    def journal(self) -> Path:
        """Folder of the journal."""
        return self.data / "line"

    def key(self) -> str:
        """The link key, from the settings or the file.

        Raises OSError when the file can be neither read nor made, SettingsError when it holds no key.
        """
        return self.link_key or ensure_link_key(self.data)
