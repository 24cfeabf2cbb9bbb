"""Who may call in, and through which trunk: by the address that an INVITE came from. Pure; addresses are learnt.

Without a trunk and without a network in the settings everybody may call, as on a site's own telephone network.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address

from telephony.numbers import canonical
from telephony.trunks import Network, Trunk, networks_of


@dataclass(frozen=True)
class _Source:
    trunk: Trunk
    networks: tuple[Network, ...]
    numbers: frozenset[str]
    answers_to: frozenset[str]
    """The numbers, and the account."""


@dataclass
class Sources:
    """The trunks by where they call from. `networks` may call too, without being a trunk."""

    trunks: Sequence[Trunk] = ()
    networks: Sequence[Network] = ()
    area_code: str = ""
    _sources: list[_Source] = field(default_factory=list)
    _learnt: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sources = [self._source(trunk) for trunk in self.trunks]

    def _source(self, trunk: Trunk) -> _Source:
        numbers = frozenset(canonical(number, self.area_code) for number in trunk.numbers)
        account = {canonical(trunk.user, self.area_code)} if trunk.user else set()
        return _Source(trunk, networks_of(trunk.sources), numbers, numbers | account)

    @property
    def is_open(self) -> bool:
        """May everybody call?"""
        return not self.trunks and not self.networks

    def learn(self, trunk: str, hosts: Iterable[str]) -> None:
        """The server of a trunk has these addresses now."""
        self._learnt[trunk] = frozenset(hosts)

    def is_trunk(self, host: str) -> bool:
        """Is this the address of a trunk?"""
        return any(self._is_from(source, host) for source in self._sources)

    def admits(self, host: str) -> bool:
        """May calls come from this address?"""
        if self.is_open:
            return True
        return _within(host, self.networks) or self.is_trunk(host)

    def trunk_of(self, host: str, called: str) -> Trunk | None:
        """The trunk that a call for this (canonical) number comes through.

        Of several at one address the one that has the number (or account), then one that names no numbers, then
        the first.
        """
        here = [source for source in self._sources if self._is_from(source, host)]
        here.sort(key=lambda source: 0 if called in source.answers_to else 2 if source.numbers else 1)
        return here[0].trunk if here else None

    def numbers_of(self, trunk: Trunk) -> frozenset[str]:
        """Its numbers (DID), canonical."""
        return next(source.numbers for source in self._sources if source.trunk is trunk)

    def _is_from(self, source: _Source, host: str) -> bool:
        if source.networks:
            return _within(host, source.networks)
        return host in self._learnt.get(source.trunk.name, ())


def _within(host: str, networks: Sequence[Network]) -> bool:
    if not networks:
        return False
    try:
        address = ip_address(host.split("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return any((mapped or address) in network for network in networks)
