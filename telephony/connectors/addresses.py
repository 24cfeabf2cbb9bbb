"""Addresses as a connector is given them: `host[:port]`, SIP targets, names to be looked up, our side of a route."""

import asyncio
import re
import socket

from telephony.errors import CallFailed
from telephony.sip.messages import Address, StreamAddress

_HOST_PORT = re.compile(r"^(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[^\s:\[\]]+))(?::(?P<port>\d{1,5}))?$")
_OVER_TCP = re.compile(r";transport=tcp(?:;|\?|$)", re.IGNORECASE)
USER = re.compile(r"^[^\s@<>\"]+$")


def split_address(text: str, default_port: int = 5060) -> Address:
    """`host[:port]` or `[v6][:port]`. Raises ValueError with what is wrong."""
    match = _HOST_PORT.match(text.strip())
    port = int(match["port"] or default_port) if match else 0
    if match is None or port > 65535:
        raise ValueError(f"{text!r} is not host:port")
    return (match["six"] or match["host"], port)


def split_target(target: str) -> tuple[str, Address]:
    """`sip:[user@]host[:port]` to its user and address. Raises ValueError."""
    rest = target.strip().removeprefix("sip:").split(";")[0].split("?")[0]
    user, at, host = rest.rpartition("@")
    if at and not USER.match(user):
        raise ValueError(f"{target!r} is not sip:user@host[:port]")
    return user, split_address(host)


def is_over_tcp(target: str) -> bool:
    """Does a SIP URI ask for TCP (RFC 3261 §19.1.1)?"""
    return _OVER_TCP.search(target) is not None


def local_toward(peer: Address) -> str:
    """The local address from which packets to `peer` leave. Nothing is sent."""
    family = socket.AF_INET6 if ":" in peer[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((peer[0], peer[1] or 5060))
        except OSError:
            return "::1" if family == socket.AF_INET6 else "127.0.0.1"
        return str(probe.getsockname()[0])


async def addresses_of(host: str, port: int, bind_host: str) -> list[Address]:
    """The addresses of a host, of the family that we are bound to. Raises CallFailed (404) where there is none."""
    family = socket.AF_INET6 if ":" in bind_host else socket.AF_INET
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, family=family, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError) as error:
        raise CallFailed(404, f"host {host!r} is not found: {error}") from error
    return [(str(one[4][0]), int(one[4][1])) for one in found]


async def resolved(host: str, port: int, bind_host: str, *, tcp: bool = False) -> Address:
    """The first address of a host. Raises CallFailed (404) where there is none."""
    address = (await addresses_of(host, port, bind_host))[0]
    return StreamAddress(*address) if tcp else address
