"""A SIP message as pyVoIP wants to read it: pyVoIP's parser, fed with plain text of ours. No I/O.

pyVoIP's parser splits headers at `": "` and SDP at `=`, knows only long header names in their usual case, raises on a
`tel:` URI, on a method or status it does not list, and on a body with a blank line. So it is not given what came from
the network, but the same message written out plainly, after `telephony.sip` has parsed and checked it. The message as
it came is kept as `origin`: replies and later requests are made of that. Of the SDP only the agreed audio is passed
on, our codecs first in our order (RFC 3264 §6.1: the answerer chooses).
"""

from collections.abc import Sequence

from aiosipua.headers import parse_cseq
from aiosipua.message import SipRequest, SipResponse

from telephony.connectors.pyvoip_library import SIPMessage, SIPStatus
from telephony.sip.media import PAYLOAD_TYPE, PREFERENCE, RemoteMedia
from telephony.sip.messages import from_tag, to_tag

METHODS = ("INVITE", "ACK", "BYE", "CANCEL")
"""What pyVoIP's parser takes."""


class Message(SIPMessage):  # type: ignore[misc]  # pyVoIP has no types
    """A checked message in pyVoIP's form. `media` is what its SDP says of audio, None where it has none for us."""

    def __init__(
        self, origin: SipRequest | SipResponse, media: RemoteMedia | None, codecs: Sequence[str] = PREFERENCE
    ) -> None:
        self.origin = origin
        self.media = media
        super().__init__(plain(origin, media, codecs))
        self.headers["Call-ID"] = origin.call_id or ""
        self.body.setdefault("c", [])
        self.body.setdefault("m", [])

    @property
    def request(self) -> SipRequest:
        """The request that this is, as it came."""
        assert isinstance(self.origin, SipRequest)
        return self.origin

    @property
    def code(self) -> int:
        """The status of a response as it came; pyVoIP's `status` may stand for its class only."""
        return self.origin.status_code if isinstance(self.origin, SipResponse) else 0


def plain(origin: SipRequest | SipResponse, media: RemoteMedia | None, codecs: Sequence[str]) -> bytes:
    """The text that pyVoIP's parser gets."""
    cseq = parse_cseq(origin.get_header("cseq") or "")
    if isinstance(origin, SipRequest):
        first = f"{origin.method} sip:line SIP/2.0"
    else:
        first = f"SIP/2.0 {_known(origin.status_code)} Status"
    body = _audio(media, codecs) if media is not None else ""
    lines = [
        first,
        "Via: SIP/2.0/UDP line:5060",
        f"From: <sip:caller@peer>;tag={from_tag(origin)}",
        f"To: <sip:called@peer>;tag={to_tag(origin)}" if to_tag(origin) else "To: <sip:called@peer>",
        f"Call-ID: {origin.call_id}",
        f"CSeq: {cseq.seq} {cseq.method}",
        "Contact: <sip:peer>",
        *(["Content-Type: application/sdp"] if body else []),
        f"Content-Length: {len(body)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def _known(status: int) -> int:
    """pyVoIP raises on a status that its list lacks: the first of the class stands for it (RFC 3261 §8.1.3.2)."""
    known = {int(one) for one in SIPStatus}
    return status if status in known else {1: 183, 2: 200, 3: 300, 4: 400, 5: 500}.get(status // 100, 600)


def _audio(media: RemoteMedia, codecs: Sequence[str]) -> str:
    """SDP with the one medium that we use. Its payload types stand in our order of preference."""
    names = [name for name in codecs if name in media.codecs]
    names += [name for name in media.codecs if name not in names]
    types = [str(PAYLOAD_TYPE[name]) for name in names]
    maps = [f"a=rtpmap:{PAYLOAD_TYPE[name]} {name}/8000" for name in names]
    if media.dtmf:
        types.append(str(media.dtmf))
        maps.append(f"a=rtpmap:{media.dtmf} telephone-event/8000")
    family = "IP6" if ":" in media.host else "IP4"
    lines = ["v=0", "s=-", f"c=IN {family} {media.host}", "t=0 0", f"m=audio {media.port} RTP/AVP {' '.join(types)}"]
    return "\r\n".join([*lines, *maps, f"a={media.direction}"]) + "\r\n"
