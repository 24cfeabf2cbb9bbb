"""Trunks: how the line reaches the public telephone network, and who may call in. Settings and pure rules; no socket.

A trunk is an account at a provider or a peer at the site's own PBX. `[[line.trunk]]` in `hotline.toml` lists them;
the first is the default of calls that we place. A password may stand in the environment instead,
`HOTLINE_LINE_TRUNK_<NAME>_PASSWORD`, with the name in capitals and `-` as `_`.
"""

import os
import re
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from telephony.numbers import canonical

Network = IPv4Network | IPv6Network
NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
DIALLED = re.compile(r"\+?[0-9*#]{1,32}")
_SERVER = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9._-]+))(?::(?P<port>\d{1,5}))?")
_WORD = re.compile(r"[^\s@<>\"\x00-\x1f]*")
SIP_PORT = 5060


class DialRule(BaseModel):
    """What is done to a number that `begins` so, before it is dialled: the first `strip` digits go, `add` comes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    begins: str = ""
    strip: int = Field(default=0, ge=0, le=16)
    add: str = Field(default="", pattern=r"^[+0-9*#]*$")


class Trunk(BaseModel):
    """One trunk, as the settings give it."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True, hide_input_in_errors=True
    )

    name: str
    """Names it in events, commands and logs: small letters, digits, `-`, `_`."""
    server: str
    """Registrar and proxy, `host[:port]`."""
    transport: Literal["udp", "tcp"] = "udp"
    user: str = ""
    """The account: user part of our address of record. Empty: the trunk knows us by our address alone."""
    auth_user: str = ""
    """User name of the digest where it is not `user`."""
    password: str = Field(default="", repr=False)
    domain: str = ""
    """Domain of the account where it is not the server's name."""
    registers: bool = Field(default=True, alias="register")
    """Register at the server (needs `user`); off for a trunk that sends calls to a fixed address."""
    expires: int = Field(default=300, ge=30, le=86_400)
    """Seconds for which we ask to be registered."""
    sources: tuple[str, ...] = ()
    """Networks (CIDR) that its calls come from; empty: the server's addresses."""
    numbers: tuple[str, ...] = ()
    """Numbers (DID) that reach us through it; tells trunks of one provider apart. Empty: any."""
    caller: str = ""
    """Our number, shown to those we call; empty: the account."""
    identity: Literal["from", "preferred", "asserted"] = "from"
    """Where the shown number stands: in From, or in P-Preferred- or P-Asserted-Identity beside the account."""
    dial: tuple[DialRule, ...] = ()
    """The first rule that fits a number changes it (a 9 for an outside line)."""
    keep_alive: int = Field(default=25, ge=0, le=3600)
    """Seconds between empty packets that keep a way open through NAT, while registered; 0: none."""

    probe: int = Field(default=60, ge=0, le=3600)
    """Seconds between two OPTIONS that ask a trunk at which we do not register whether it is there; 0: none."""

    @field_validator("name")
    @classmethod
    def _named(cls, value: str) -> str:
        if not NAME.fullmatch(value):
            raise ValueError(f"{value!r} is not a name of small letters, digits, - and _")
        return value

    @field_validator("server")
    @classmethod
    def _server(cls, value: str) -> str:
        split_server(value)
        return value

    @field_validator("sources")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        networks_of(value)
        return value

    @field_validator("user", "auth_user", "domain", "caller")
    @classmethod
    def _word(cls, value: str) -> str:
        if not _WORD.fullmatch(value):
            raise ValueError('holds a blank or one of @ < > "')
        return value

    @model_validator(mode="after")
    def _whole(self) -> "Trunk":
        if self.password and not (self.user or self.auth_user):
            raise ValueError("a password needs a user")
        return self

    @property
    def address(self) -> tuple[str, int]:
        """Host and port of the server."""
        return split_server(self.server)

    @property
    def realm_host(self) -> str:
        """Host part of our address of record and of what we call."""
        host, port = self.address
        if self.domain:
            return self.domain
        host = f"[{host}]" if ":" in host else host
        return host if port == SIP_PORT else f"{host}:{port}"

    @property
    def account(self) -> str:
        """Our address of record, `sip:user@domain`."""
        return f"sip:{self.user}@{self.realm_host}" if self.user else f"sip:{self.realm_host}"

    @property
    def is_registered(self) -> bool:
        """Is it one that we register at?"""
        return self.registers and bool(self.user)

    def dialled(self, number: str) -> str:
        """The number as this trunk wants it dialled. Raises ValueError when it cannot be dialled at all."""
        text = number.strip().replace(" ", "").replace("-", "")
        if not DIALLED.fullmatch(text):
            raise ValueError(f"{len(number)} characters that are no telephone number")
        for rule in self.dial:
            if text.startswith(rule.begins):
                return rule.add + text[rule.strip :]
        return text

    def takes(self, called: str, area_code: str = "") -> bool:
        """Is this (canonical) number one of the trunk's?"""
        return any(canonical(number, area_code) == called for number in self.numbers)


def split_server(text: str) -> tuple[str, int]:
    """`host[:port]` or `[v6][:port]`. Raises ValueError."""
    match = _SERVER.fullmatch(text.strip())
    port = int(match["port"] or SIP_PORT) if match else 0
    if match is None or not 0 < port < 65536:
        raise ValueError(f"{text!r} is not host[:port]")
    return match["six"] or match["host"], port


def networks_of(texts: tuple[str, ...]) -> tuple[Network, ...]:
    """Networks in CIDR, or single addresses. Raises ValueError that says which is wrong."""
    try:
        return tuple(ip_network(text.strip(), strict=False) for text in texts)
    except ValueError as error:
        raise ValueError(f"{error}; write 192.0.2.0/24 or 192.0.2.7") from error


def with_passwords(trunks: tuple[Trunk, ...], environment: Mapping[str, str] = os.environ) -> tuple[Trunk, ...]:
    """The trunks with the passwords that stand in the environment, which win over the file's."""
    return tuple(
        trunk.model_copy(update={"password": password})
        if (password := environment.get(password_key(trunk.name)))
        else trunk
        for trunk in trunks
    )


def password_key(name: str) -> str:
    """The environment variable for a trunk's password."""
    return f"HOTLINE_LINE_TRUNK_{name.upper().replace('-', '_')}_PASSWORD"


def only_once(trunks: tuple[Trunk, ...]) -> tuple[Trunk, ...]:
    """The same trunks. Raises ValueError where two share a name."""
    names = [trunk.name for trunk in trunks]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"the name {', '.join(sorted(twice))} is given twice")
    return trunks
