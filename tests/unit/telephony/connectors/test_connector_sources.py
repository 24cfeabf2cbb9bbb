"""Who may call in, and which trunk a call came through."""

import pytest

from telephony.connectors.sources import Sources
from telephony.trunks import Trunk, networks_of

UNICOM = Trunk(name="unicom", server="sip.unicom.example", user="card-7", numbers=("85230001",))
SECOND = Trunk(name="second", server="sip.unicom.example", user="card-8", numbers=("85230002", "85230003"))
PBX = Trunk(name="pbx", server="10.0.0.2", sources=("10.0.0.0/24", "2001:db8::/32"))


def sources(*trunks: Trunk, networks: tuple[str, ...] = ()) -> Sources:
    made = Sources(trunks, networks_of(networks), "010")
    for trunk in trunks:
        if not trunk.sources:
            made.learn(trunk.name, ["198.51.100.7", "198.51.100.8"])
    return made


def test_without_trunks_and_networks_everybody_may_call() -> None:
    open_line = sources()
    assert open_line.is_open
    assert open_line.admits("203.0.113.9")
    assert open_line.trunk_of("203.0.113.9", "95598") is None


@pytest.mark.parametrize(
    ("host", "admitted"),
    [
        ("198.51.100.7", True),
        ("198.51.100.8", True),
        ("198.51.100.9", False),
        ("10.0.0.77", True),
        ("10.0.1.77", False),
        ("2001:db8::1", True),
        ("::ffff:10.0.0.77", True),
        ("192.168.1.5", True),
        ("sip.unicom.example", False),
        ("", False),
    ],
)
def test_only_trunks_and_networks_may_call(host: str, admitted: bool) -> None:
    assert sources(UNICOM, PBX, networks=("192.168.1.0/24",)).admits(host) is admitted


def test_a_network_is_no_trunk() -> None:
    assert sources(PBX, networks=("192.168.1.0/24",)).trunk_of("192.168.1.5", "95598") is None


@pytest.mark.parametrize(
    ("called", "trunk"),
    [
        ("01085230001", "unicom"),
        ("01085230003", "second"),
        ("card-8", "second"),
        ("card-7", "unicom"),
        ("01099999999", "unicom"),
    ],
)
def test_trunks_of_one_provider_are_told_apart_by_number(called: str, trunk: str) -> None:
    found = sources(UNICOM, SECOND).trunk_of("198.51.100.7", called)
    assert found is not None
    assert found.name == trunk


def test_a_trunk_without_numbers_takes_what_no_other_has() -> None:
    rest = Trunk(name="rest", server="sip.unicom.example")
    found = sources(UNICOM, rest).trunk_of("198.51.100.7", "01099999999")
    assert found is rest


def test_a_server_that_moved_is_known_by_its_new_address_only() -> None:
    moved = sources(UNICOM)
    moved.learn("unicom", ["203.0.113.1"])
    assert moved.admits("203.0.113.1")
    assert not moved.admits("198.51.100.7")
