"""RTCP of one session: sender and receiver reports, and the round trip they measure (RFC 3550 §6.4). Pure.

aiortp makes and reads the packets. Round trips are timed by the monotonic clock: the NTP times on the wire are only
names for our reports, so a step of the wall clock does no harm.
"""

from aiortp.packet import (
    RtcpByePacket,
    RtcpPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpSdesPacket,
    RtcpSenderInfo,
    RtcpSourceInfo,
    RtcpSrPacket,
    clamp_packets_lost,
)

from telephony.media.rtp import Reception

INTERVAL_S = 5.0
"""RFC 3550 §6.2: five seconds between reports, half of it before the first, each times 0.5 to 1.5."""
REPORTS_KEPT = 4
_NTP_1900 = 2_208_988_800
_NAME = 1


class Rtcp:
    """What is told to the peer, and what it tells. `ssrc` is ours."""

    def __init__(self, ssrc: int, cname: str) -> None:
        self.ssrc = ssrc
        self.remote_lost = 0
        self.round_trip_s: float | None = None
        """Mean of all measured; None before the first."""
        self._name = bytes(RtcpSdesPacket(chunks=[RtcpSourceInfo(ssrc=ssrc, items=[(_NAME, cname.encode())])]))
        self._trips = 0
        self._sent: dict[int, float] = {}
        self._last_report = 0
        self._last_report_at = 0.0
        self._due: float | None = None

    def is_due(self, now: float, chance: float) -> bool:
        """Should a report be sent at `now` (monotonic)? `chance` in [0, 1) spreads the next one."""
        if self._due is None:
            self._due = now + INTERVAL_S / 2 * (0.5 + chance)
            return False
        if now < self._due:
            return False
        self._due = now + INTERVAL_S * (0.5 + chance)
        return True

    def sender_report(
        self, now: float, unix: float, timestamp: int, packets: int, octets: int, reception: Reception | None
    ) -> bytes:
        """SR and SDES. `timestamp` is the RTP time of this moment."""
        ntp = int((unix + _NTP_1900) * (1 << 32))
        name = (ntp >> 16) & 0xFFFFFFFF
        self._sent[name] = now
        while len(self._sent) > REPORTS_KEPT:
            del self._sent[next(iter(self._sent))]
        info = RtcpSenderInfo(ntp, timestamp & 0xFFFFFFFF, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
        reports = [self._heard(reception, now)] if reception is not None else []
        return bytes(RtcpSrPacket(ssrc=self.ssrc, sender_info=info, reports=reports)) + self._name

    def receiver_report(self, now: float, reception: Reception) -> bytes:
        """RR and SDES, for a session in which we send nothing."""
        return bytes(RtcpRrPacket(ssrc=self.ssrc, reports=[self._heard(reception, now)])) + self._name

    def bye(self) -> bytes:
        """We leave. A BYE travels with a report (RFC 3550 §6.1)."""
        return bytes(RtcpRrPacket(ssrc=self.ssrc)) + self._name + bytes(RtcpByePacket(sources=[self.ssrc]))

    def _heard(self, reception: Reception, now: float) -> RtcpReceiverInfo:
        since = int((now - self._last_report_at) * 65536) & 0xFFFFFFFF if self._last_report else 0
        return RtcpReceiverInfo(
            ssrc=reception.ssrc,
            fraction_lost=reception.fraction_lost(),
            packets_lost=clamp_packets_lost(reception.lost),
            highest_sequence=reception.highest,
            jitter=reception.jitter_units,
            lsr=self._last_report,
            dlsr=since,
        )

    def receive(self, data: bytes, now: float) -> None:
        """Take what the peer reports. Raises ValueError for what is no RTCP."""
        for packet in RtcpPacket.parse(data):
            if isinstance(packet, RtcpSrPacket):
                self._last_report = (packet.sender_info.ntp_timestamp >> 16) & 0xFFFFFFFF
                self._last_report_at = now
            if isinstance(packet, RtcpSrPacket | RtcpRrPacket):
                for report in packet.reports:
                    if report.ssrc == self.ssrc:
                        self._reported(report, now)

    def _reported(self, report: RtcpReceiverInfo, now: float) -> None:
        self.remote_lost = max(0, report.packets_lost)
        sent = self._sent.get(report.lsr)
        if sent is None:
            return
        trip = now - sent - report.dlsr / 65536
        if trip >= 0:
            self._trips += 1
            before = self.round_trip_s or 0.0
            self.round_trip_s = before + (trip - before) / self._trips
