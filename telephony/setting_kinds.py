"""Kinds of setting that line and desk both have, each with its check. Knows no setting by name."""

from typing import Annotated

from pydantic import AfterValidator

from telephony.cadence import CADENCES
from telephony.numbers import is_area_code


def split_address(text: str) -> tuple[str, int]:
    """`host:port` (IPv6 in brackets) as a pair. Raises ValueError with what is wrong."""
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 65535 or not host.strip("[]"):
        raise ValueError(f"{text!r} is not HOST:PORT")
    return host.strip("[]"), int(port)


def _address(value: str) -> str:
    split_address(value)
    return value


def _area_code(value: str) -> str:
    if value and not is_area_code(value):
        raise ValueError(f"{value!r} is not an area code such as 010 or 0755")
    return value


def _country(value: str) -> str:
    if value not in CADENCES:
        raise ValueError(f"{value!r}: no ring cadence known; there is {', '.join(sorted(CADENCES))}")
    return value


HostPort = Annotated[str, AfterValidator(_address)]
"""Where something is heard; IPv6 in brackets."""
AreaCode = Annotated[str, AfterValidator(_area_code)]
"""A site's area code with its nought, or nothing."""
Country = Annotated[str, AfterValidator(_country)]
"""ISO 3166; one whose ring cadence is known."""
