"""RTCP: what is told, what is read, and the round trip."""

import contextlib
import operator
import struct

import pytest
from aiortp.packet import RtcpPacket, RtcpRrPacket, RtcpSdesPacket, RtcpSrPacket
from hypothesis import given
from hypothesis import strategies as st

from telephony.media.rtcp import Rtcp
from telephony.media.rtp import Reception

UNIX = 1_700_000_000.25


def sender_report(data: bytes) -> RtcpSrPacket:
    first = RtcpPacket.parse(data)[0]
    assert isinstance(first, RtcpSrPacket)
    return first


def test_a_sender_report_says_what_was_sent_and_heard() -> None:
    heard = Reception(77)
    for sequence in (1, 2, 4):
        heard.take(sequence, 160 * sequence, 0.02 * sequence)
    data = Rtcp(5, "sanxiang").sender_report(10.0, UNIX, 1234, 50, 8000, heard)
    packets = RtcpPacket.parse(data)
    assert isinstance(packets[1], RtcpSdesPacket)
    report = sender_report(data)
    assert report.ssrc == 5
    assert (report.sender_info.packet_count, report.sender_info.octet_count) == (50, 8000)
    assert report.sender_info.rtp_timestamp == 1234
    assert report.sender_info.ntp_timestamp >> 32 == 1_700_000_000 + 2_208_988_800
    assert report.sender_info.ntp_timestamp & 0xFFFFFFFF == 1 << 30
    block = report.reports[0]
    assert (block.ssrc, block.packets_lost, block.fraction_lost, block.highest_sequence) == (77, 1, 64, 4)
    assert (block.lsr, block.dlsr) == (0, 0), "nothing was reported to us yet"


def test_the_round_trip_is_measured_by_both_and_leaves_out_the_peers_delay() -> None:
    ours, theirs = Rtcp(1, "a"), Rtcp(2, "b")
    heard_by_them, heard_by_us = Reception(1), Reception(2)
    heard_by_them.take(1, 0, 0.0)
    heard_by_us.take(1, 0, 0.0)
    theirs.receive(ours.sender_report(100.0, UNIX, 0, 1, 160, heard_by_us), 500.030)
    ours.receive(theirs.sender_report(502.030, 5.0, 0, 1, 160, heard_by_them), 102.080)
    assert ours.round_trip_s == pytest.approx(0.080, abs=0.0001)
    theirs.receive(ours.sender_report(103.080, UNIX + 3, 0, 1, 160, heard_by_us), 503.110)
    assert theirs.round_trip_s == pytest.approx(0.080, abs=0.0001)


def test_round_trips_are_averaged_and_unknown_reports_passed_over() -> None:
    ours = Rtcp(1, "a")
    heard = Reception(1)
    heard.take(1, 0, 0.0)
    for at, trip in ((10.0, 0.02), (20.0, 0.04)):
        theirs = Rtcp(2, "b")
        theirs.receive(ours.sender_report(at, UNIX + at, 0, 1, 160, None), 1.0)
        ours.receive(theirs.receiver_report(1.0, heard), at + trip)
    assert ours.round_trip_s == pytest.approx(0.03, abs=0.0001)
    stranger, other = Rtcp(2, "b"), Rtcp(1, "a")
    stranger.receive(other.sender_report(1.0, 5.0, 0, 1, 160, None), 1.0)
    ours.receive(stranger.receiver_report(1.0, heard), 99.0)
    assert ours.round_trip_s == pytest.approx(0.03, abs=0.0001)


def test_what_the_peer_lost_is_of_our_stream_only() -> None:
    ours = Rtcp(1, "a")
    heard, other = Reception(1), Reception(9)
    for reception in (heard, other):
        for sequence in (1, 2, 5):
            reception.take(sequence, 0, 0.0)
    other.take(9, 0, 0.0)
    ours.receive(Rtcp(2, "b").receiver_report(1.0, heard), 1.0)
    assert ours.remote_lost == 2
    ours.receive(Rtcp(2, "b").receiver_report(1.0, other), 1.0)
    assert ours.remote_lost == 2
    assert ours.round_trip_s is None


def test_reports_come_every_five_seconds_spread_and_the_first_sooner() -> None:
    rtcp = Rtcp(1, "a")
    assert not rtcp.is_due(0.0, 0.5)
    assert not rtcp.is_due(2.4, 0.5)
    assert rtcp.is_due(2.5, 0.0)
    assert not rtcp.is_due(4.9, 0.0)
    assert rtcp.is_due(5.0, 0.9)
    assert not rtcp.is_due(11.9, 0.9)
    assert rtcp.is_due(12.0, 0.9)


def test_bye_names_us() -> None:
    packets = RtcpPacket.parse(Rtcp(5, "a").bye())
    assert isinstance(packets[0], RtcpRrPacket)
    assert packets[-1].sources == [5]  # type: ignore[union-attr]


@pytest.mark.parametrize("data", [b"\x80", b"\x80\xc8\x00\x06", b"\x00" * 8])
def test_what_is_no_rtcp(data: bytes) -> None:
    with pytest.raises(ValueError, match="RTCP"):
        Rtcp(5, "a").receive(data, 0.0)


RTCP = st.builds(
    lambda first, kind, words, rest: struct.pack("!BBH", first, kind, words) + rest,
    st.integers(0x80, 0xBF),
    st.integers(200, 206),
    st.integers(0, 12),
    st.binary(max_size=60),
)


@given(st.binary(max_size=80) | RTCP | st.builds(operator.add, RTCP, RTCP))
def test_any_datagram_is_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ValueError):
        Rtcp(5, "a").receive(data, 0.0)
