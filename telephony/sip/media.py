"""Agreeing on audio: SDP offers and answers (RFC 3264, RFC 4566) for G.711, G.722 and telephone-event. Pure.

aiosipua parses the text; what it lets through (a port of 99999, a host name, SRTP) is refused here, because it
would reach a socket. Nothing here knows RTP beyond payload types.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, replace

from aiosipua.sdp import (
    ConnectionData,
    MediaDescription,
    Origin,
    SdpMessage,
    parse_sdp,
    serialize_sdp,
)

from telephony.errors import MediaNotAcceptable

SDP = "application/sdp"
PAYLOAD_TYPE = {"PCMU": 0, "PCMA": 8, "G722": 9}
CODEC = {number: name for name, number in PAYLOAD_TYPE.items()}
CLOCK = 8000
"""RTP clock of all of them, G.722's too although its audio is 16 kHz (RFC 3551 §4.5.2)."""
DTMF_PAYLOAD_TYPE = 101
PREFERENCE = ("PCMA", "PCMU")
"""What is offered, and taken where a peer offers several: China's trunks speak A-law. Any other codec of ours is
taken from a peer that offers nothing else."""

_DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
_MIRROR = {"sendrecv": "sendrecv", "sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive"}


@dataclass(frozen=True)
class RemoteMedia:
    """What the peer's SDP says of its audio.

    `host` and `port` are where it wants RTP; `codecs` names those that we speak, in its order; `dtmf` is its payload
    type for telephone-event or 0; `direction` is seen from the peer, `inactive` too for the old hold of 0.0.0.0.
    """

    host: str
    port: int
    codecs: tuple[str, ...]
    dtmf: int
    direction: str
    sdp: SdpMessage
    index: int

    @property
    def may_hear(self) -> bool:
        """Does the peer want audio from us?"""
        return self.direction in {"sendrecv", "recvonly"}

    def preferred(self, preference: Sequence[str] = PREFERENCE) -> str:
        """The codec to take for an offer: the first of these that it has, else the first that it has."""
        return next((codec for codec in preference if codec in self.codecs), self.codecs[0])


@dataclass(frozen=True)
class LocalMedia:
    """Our side of the agreement: where we hear RTP, and the identity of the SDP session (`o=`)."""

    host: str
    port: int
    session_id: int
    version: int = 1

    def next_version(self) -> "LocalMedia":
        """For the next SDP in the same dialog (RFC 3264 §8)."""
        return replace(self, version=self.version + 1)


def read_media(text: str) -> RemoteMedia:
    """Read an offer or answer. Raises MediaNotAcceptable when it does not parse or holds no audio for us."""
    try:
        sdp = parse_sdp(text)
    except ValueError as error:
        raise MediaNotAcceptable("SDP does not parse") from error  # its text may hold a number
    return media_of(sdp)


def media_of(sdp: SdpMessage) -> RemoteMedia:
    """The same for SDP that is parsed already."""
    index, audio = _usable_audio(sdp)
    connection = audio.connection or sdp.connection
    if connection is None:
        raise MediaNotAcceptable("SDP has no c= line")
    codecs = tuple(
        dict.fromkeys(CODEC[c.payload_type] for c in audio.codecs if c.payload_type in CODEC and _is_static(c))
    )
    if not codecs:
        raise MediaNotAcceptable("no common codec: we speak PCMA, PCMU and G722", 305)
    dtmf = (
        c.payload_type
        for c in audio.codecs
        if c.encoding_name.lower() == "telephone-event" and c.clock_rate == CLOCK and c.payload_type not in CODEC
    )
    host, held = _checked_host(connection.address)
    direction = "inactive" if held else _direction(sdp, audio)
    return RemoteMedia(host, audio.port, codecs, next(dtmf, 0), direction, sdp, index)


def _is_static(codec: object) -> bool:
    """A peer could bind payload type 0, 8 or 9 to another name; RFC 3551 does not allow it."""
    name = getattr(codec, "encoding_name", "").upper()
    return name == CODEC[getattr(codec, "payload_type", -1)]


def _usable_audio(sdp: SdpMessage) -> tuple[int, MediaDescription]:
    for index, media in enumerate(sdp.media):
        if media.media == "audio" and media.proto in {"RTP/AVP", "RTP/AVPF"} and 0 < media.port < 65535:
            return index, media
    if any(media.media == "audio" and "SAVP" in media.proto for media in sdp.media):
        raise MediaNotAcceptable("SDP offers SRTP, and no plain RTP audio", 302)
    raise MediaNotAcceptable("SDP offers no plain RTP audio", 304)


def _checked_host(text: str) -> tuple[str, bool]:
    try:
        address = ipaddress.ip_address(text)
    except ValueError as error:
        raise MediaNotAcceptable(f"SDP address {text[:64]!r} is not an IP address", 301) from error
    if address.is_multicast or text == "255.255.255.255":
        raise MediaNotAcceptable(f"SDP address {text} is no unicast address", 301)
    return text, address.is_unspecified


def _direction(sdp: SdpMessage, audio: MediaDescription) -> str:
    for attributes in (audio.attributes, sdp.attributes):
        for direction in _DIRECTIONS:
            if direction in attributes:
                return direction
    return "sendrecv"


def write_answer(remote: RemoteMedia, codec: str, local: LocalMedia) -> SdpMessage:
    """Answer an offer with one codec; every other medium offered is declined in its place (RFC 3264 §6)."""
    audio = _audio(local.port, (codec,), remote.dtmf, _MIRROR[remote.direction])
    audio.proto = remote.sdp.media[remote.index].proto
    media = [
        audio if index == remote.index else MediaDescription(m.media, 0, m.proto, list(m.formats))
        for index, m in enumerate(remote.sdp.media)
    ]
    return _session(local, media)


def write_offer(local: LocalMedia, codecs: Sequence[str] = PREFERENCE, direction: str = "sendrecv") -> SdpMessage:
    """Offer these codecs in this order, and telephone-event."""
    return _session(local, [_audio(local.port, codecs, DTMF_PAYLOAD_TYPE, direction)])


def _audio(port: int, codecs: Sequence[str], dtmf: int, direction: str) -> MediaDescription:
    types = [PAYLOAD_TYPE[codec] for codec in codecs]
    attributes = {"rtpmap": [f"{kind} {CODEC[kind]}/8000" for kind in types]}
    if dtmf:
        attributes["rtpmap"].append(f"{dtmf} telephone-event/8000")
        attributes["fmtp"] = [f"{dtmf} 0-15"]
        types.append(dtmf)
    attributes["ptime"] = ["20"]
    attributes[direction] = []
    return MediaDescription("audio", port, "RTP/AVP", [str(kind) for kind in types], attributes=attributes)


def _session(local: LocalMedia, media: list[MediaDescription]) -> SdpMessage:
    family = "IP6" if ":" in local.host else "IP4"
    return SdpMessage(
        origin=Origin("-", str(local.session_id), str(local.version), "IN", family, local.host),
        session_name="-",
        connection=ConnectionData("IN", family, local.host),
        media=media,
    )


__all__ = ["LocalMedia", "RemoteMedia", "media_of", "read_media", "serialize_sdp", "write_answer", "write_offer"]
