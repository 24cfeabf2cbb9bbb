"""The trunks of a connector: their registrations, their credentials, which call is theirs, and the way out by them.

It knows INVITEs and responses, but neither legs nor calls.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from aiosipua.message import SipRequest, SipResponse

from telephony.connectors.base import LegInfo
from telephony.connectors.registrar_client import OnChange, RegistrarClient, Site
from telephony.connectors.sip_agents import Uac
from telephony.connectors.sources import Sources
from telephony.connectors.trunk_credentials import TrunkCredentials
from telephony.errors import CallFailed
from telephony.numbers import canonical
from telephony.sip.identity import called, caller
from telephony.sip.messages import Address
from telephony.sip.transport import SipSocket
from telephony.trunks import Network, Trunk

FIND_WAIT_S = 2.0
ANY_NUMBER = "01085230000"
_IDENTITY = {"preferred": "P-Preferred-Identity", "asserted": "P-Asserted-Identity"}


@dataclass(frozen=True)
class Route:
    """Where an INVITE goes: the user that is called, the request URI, the next hop, our From URI, further headers."""

    user: str
    uri: str
    peer: Address
    sender: str
    headers: dict[str, str] = field(default_factory=dict)
    trunk: Trunk | None = None


class TrunkSide:
    """The trunks of one connector. `find` before anything else, then `start`."""

    def __init__(
        self, socket: SipSocket, uac: Uac, trunks: Sequence[Trunk], networks: Sequence[Network], area_code: str
    ) -> None:
        self._socket = socket
        self._trunks = tuple(trunks)
        self._area_code = area_code
        self._sources = Sources(self._trunks, networks, area_code)
        socket.limits.trusted = self._sources.is_trunk
        canonical(ANY_NUMBER)  # the numbering plan is read once, for 10 ms, and not while a first caller waits
        self._credentials = TrunkCredentials(socket, uac.get_call)
        self._clients: dict[str, RegistrarClient] = {}

    async def find(
        self, bind_host: str, address_for: Callable[[Address], Address], user_agent: str, on_change: OnChange
    ) -> None:
        """Look the servers up before a call can come, for FIND_WAIT_S at most; later too, until they are found."""
        self._socket.before_send = self._credentials.before_send
        self._socket.on_stream_lost = self._stream_lost
        site = Site(self._socket, bind_host, address_for, user_agent, self._sources.learn, on_change)
        self._clients = {trunk.name: RegistrarClient(trunk, site) for trunk in self._trunks}
        searches = [asyncio.create_task(client.find()) for client in self._clients.values()]
        if searches:
            await asyncio.wait(searches, timeout=FIND_WAIT_S)

    def start(self) -> None:
        """Register. The socket is open."""
        for client in self._clients.values():
            client.start()

    def stop(self) -> None:
        """Take the registrations back; `is_over` tells when that is done."""
        for client in self._clients.values():
            client.stop()

    @property
    def is_over(self) -> bool:
        """Is no registration left?"""
        return all(client.is_over for client in self._clients.values())

    def close(self) -> None:
        """End what still runs."""
        for client in self._clients.values():
            client.close()

    # --- what comes ---

    def takes(self, response: SipResponse) -> bool:
        """Is a response to a registration, or a challenge that was answered?"""
        return any(client.takes(response) for client in self._clients.values()) or self._credentials.takes(response)

    def takes_silence(self, request: SipRequest) -> bool:
        """Was the request that nobody answered a registration?"""
        return any(client.takes_silence(request) for client in self._clients.values())

    def _stream_lost(self, peer: Address) -> None:
        for client in self._clients.values():
            client.stream_lost(peer)

    def admits(self, source: Address) -> bool:
        """May calls come from there?"""
        return self._sources.admits(source[0])

    def info_of(self, invite: SipRequest, source: Address, at: float) -> LegInfo:
        """What an INVITE says of its call: caller, number called, trunk."""
        trunk = self._sources.trunk_of(source[0], called(invite, self._area_code))
        who = caller(invite, trusted=trunk is not None, area_code=self._area_code)
        numbers = self._sources.numbers_of(trunk) if trunk is not None else frozenset()
        account = trunk.user if trunk is not None else ""
        return LegInfo(
            sip_call_id=invite.call_id or "",
            number=who.number,
            name=who.name,
            called=called(invite, self._area_code, account=account, numbers=numbers),
            source=f"{source[0]}:{source[1]}",
            received_at=at,
            trunk=trunk.name if trunk is not None else "",
            number_sent=who.sent,
            withheld=who.withheld,
        )

    # --- what goes out ---

    async def route(self, number: str, shown: str, name: str) -> Route:
        """The way to a number through the trunk of that name, or through the first that is up.

        Raises CallFailed: 404 where there is no such trunk, or no such server, 400 for what cannot be dialled.
        """
        client = self._client(name)
        trunk = client.trunk
        try:
            dialled = trunk.dialled(number).replace("#", "%23")
        except ValueError as error:
            raise CallFailed(400, str(error)) from error
        peer = client.peer or await client.look_up()
        suffix = ";transport=tcp" if trunk.transport == "tcp" else ""
        uri = f"sip:{dialled}@{trunk.realm_host}{suffix}"
        shown = shown or trunk.caller
        if shown and trunk.identity in _IDENTITY:
            headers = {_IDENTITY[trunk.identity]: f"<sip:{shown}@{trunk.realm_host}>"}
            return Route(number, uri, peer, trunk.account, headers, trunk)
        sender = f"sip:{shown}@{trunk.realm_host}" if shown else trunk.account
        return Route(number, uri, peer, sender, {}, trunk)

    def claim(self, call_id: str, trunk: Trunk, peer: Address) -> None:
        """A call was placed through the trunk: its challenges are answered."""
        self._credentials.claim(call_id, trunk, peer)

    def _client(self, name: str) -> RegistrarClient:
        if name:
            if name not in self._clients:
                raise CallFailed(404, f"there is no trunk {name!r}")
            return self._clients[name]
        clients = list(self._clients.values())
        if not clients:
            raise CallFailed(404, "there is no trunk to call a number through")
        return next((client for client in clients if client.up), clients[0])
