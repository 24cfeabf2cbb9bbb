"""How often one source may send."""

import pytest

from api.web.allowance import Allowance, network


def sent(allowance: Allowance, source: str, *times: float) -> None:
    for at in times:
        assert allowance.wait(source, at) == 0
        allowance.sent(source, at)


def test_a_source_waits_until_its_first_is_long_enough_ago() -> None:
    allowance = Allowance(each=3, all_together=100, span_s=60)
    sent(allowance, "192.0.2.1", 0, 10, 20)
    assert allowance.wait("192.0.2.1", 25) == 35
    assert allowance.wait("192.0.2.2", 25) == 0
    assert allowance.wait("192.0.2.1", 60) == 0
    sent(allowance, "192.0.2.1", 60)
    assert allowance.wait("192.0.2.1", 60) == 10


def test_all_together_have_a_limit_too() -> None:
    allowance = Allowance(each=3, all_together=4, span_s=60)
    for number in range(4):
        sent(allowance, f"192.0.2.{number}", 0)
    assert allowance.wait("198.51.100.7", 30) == 30


def test_only_so_many_sources_are_remembered_and_the_sum_always() -> None:
    allowance = Allowance(each=1, all_together=1000, span_s=60, sources=3)
    for number in range(10):
        sent(allowance, f"192.0.2.{number}", 0)
    assert len(allowance._sent) == 3
    assert allowance.wait("192.0.2.9", 1) == 59
    assert allowance.wait("192.0.2.0", 1) == 0


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("testclient", "testclient"),
    ],
)
def test_what_counts_as_one_source(address: str, source: str) -> None:
    assert network(address) == source
