"""Keys as RTP events (RFC 4733), read and made. Pure.

Reading: a key counts once, at its end, however often its packets come. Where all three end packets are lost, the end
is what follows: another key, audio from after it, or silence. A key held for more than 8 s comes in segments
(§2.5.1.3), each with a timestamp of its own, and counts once too. Times on the wire are in units of 8 kHz.
"""

import struct
from collections.abc import Iterator

_EVENT = struct.Struct("!BBH")
DIGITS = "0123456789*#ABCD"
END = 0x80
LONGEST = 0xFFFF
VOLUME = 10
FRAME = 160
PACKETS = 8
"""A key of ours lasts 160 ms: eight packets, the last of which is sent three times as its end (§2.5.1.4)."""
AUDIO_AFTER = 800
"""Audio from so long after the last news of a key (100 ms) says that it ended; some peers send audio beside a key."""
QUIET_S = 0.4
_TIMES = 1 << 32


def event_packets(digit: str) -> Iterator[bytes]:
    """The payloads of one key, one every 20 ms. Raises ValueError for what is no key."""
    event = DIGITS.find(digit.upper())
    if event < 0 or len(digit) != 1:
        raise ValueError(f"{digit!r} is no DTMF digit")
    lengths = [*range(1, PACKETS), *[PACKETS] * 3]
    return (_EVENT.pack(event, VOLUME | (END if n == PACKETS else 0), FRAME * n) for n in lengths)


class DtmfReader:
    """Makes keys of event packets. Each method gives the key that has ended, or an empty string."""

    def __init__(self) -> None:
        self._event = -1
        self._started = 0
        self._duration = 0
        self.pressed = False
        """Is a key down whose end has not come?"""
        self._seen_at = 0.0

    def packet(self, payload: bytes, timestamp: int, now: float) -> str:
        """An event packet. Raises ValueError where it is too short."""
        if len(payload) < _EVENT.size:
            raise ValueError("RTP event of less than 4 bytes")
        event, flags, duration = _EVENT.unpack_from(payload)
        ended = ""
        if timestamp != self._started or self._event < 0:
            if (self._started - timestamp) % _TIMES < _TIMES // 2 and self._event >= 0:
                return ""  # late: belongs to a key before this one
            if not self._goes_on(event, timestamp):
                ended = self._end()
            self._event, self._started, self._duration, self.pressed = event, timestamp, 0, True
        elif not self.pressed:
            return ""  # another copy of the end
        self._duration = max(self._duration, duration)
        self._seen_at = now
        if flags & END:
            ended += self._end()
        return ended

    def _goes_on(self, event: int, timestamp: int) -> bool:
        """Is this the next segment of the key that is down? The last packet of the one before may be lost."""
        elapsed = (timestamp - self._started) % _TIMES
        return self.pressed and event == self._event and LONGEST - AUDIO_AFTER <= elapsed <= LONGEST

    def audio(self, timestamp: int) -> str:
        """An audio packet came."""
        if not self.pressed:
            return ""
        after = (timestamp - self._started - self._duration) % _TIMES
        return self._end() if AUDIO_AFTER < after < _TIMES // 2 else ""

    def quiet(self, now: float) -> str:
        """Time went by."""
        return self._end() if self.pressed and now - self._seen_at > QUIET_S else ""

    def _end(self) -> str:
        if not self.pressed:
            return ""
        self.pressed = False
        return DIGITS[self._event] if 0 <= self._event < len(DIGITS) else ""
