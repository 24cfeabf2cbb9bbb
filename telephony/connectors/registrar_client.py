"""One trunk of the connector: found by its name, registered and kept so (`telephony.sip.registration`), or asked
whether it is there (`telephony.sip.probe`).

It builds REGISTER and OPTIONS, hands replies to the machine, sets the machine's clock, and keeps the way through NAT
open. Knows no calls.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog
from aiosipua.message import SipRequest, SipResponse
from aiosipua.utils import format_addr, generate_branch, generate_call_id, generate_tag

from telephony.connectors.addresses import addresses_of
from telephony.errors import CallFailed
from telephony.retry import Retry
from telephony.sip.digest import Answers, Credentials
from telephony.sip.messages import Address, StreamAddress, cseq_number
from telephony.sip.probe import Probe
from telephony.sip.registration import (
    Ask,
    Changed,
    Event,
    FlowLost,
    NoReply,
    Registration,
    Start,
    State,
    Stop,
    Tick,
    reply_of,
)
from telephony.sip.transport import SipSocket
from telephony.trunks import Trunk

log = structlog.get_logger()
LOOK_UP_EVERY_S = 300.0
LOOK_UP_AGAIN_S = 10.0
OnChange = Callable[[str, bool, str, float], None]


@dataclass(frozen=True)
class Site:
    """What a trunk needs of its connector."""

    socket: SipSocket
    bind_host: str
    address_for: Callable[[Address], Address]
    user_agent: str
    learn: Callable[[str, list[str]], None]
    on_change: OnChange


class RegistrarClient:
    """A trunk that is looked up by name, and registered where its settings say so. `up`: may calls go through it?"""

    def __init__(self, trunk: Trunk, site: Site) -> None:
        self.trunk = trunk
        self.up = not trunk.is_registered
        self.peer: Address | None = None
        self._silent: Address | None = None
        self._site = site
        account = Credentials(trunk.auth_user or trunk.user, trunk.password)
        self._answers = Answers(account, generate_tag)
        self._machine: Registration | Probe = (
            Registration(self._answers, trunk.expires) if trunk.is_registered else Probe(trunk.probe)
        )
        self._call_id = generate_call_id(trunk.name)
        self._tag = generate_tag()
        self._cseq = 0
        self._contact = ""
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._said = Retry()

    @property
    def is_over(self) -> bool:
        """Is nothing of it left at the registrar (or given up)?"""
        return not self.trunk.is_registered or self._machine.state in (State.IDLE, State.OVER)

    def start(self) -> None:
        """Begin to register; look the server up now and then."""
        self._run(self._keep_looking_up())
        if self.trunk.is_registered or self.trunk.probe:
            self._drive(Start())
        if self.trunk.is_registered and self.trunk.keep_alive:
            self._run(self._keep_alive())

    def stop(self) -> None:
        """Take the registration back; `is_over` tells when that is done."""
        self._drive(Stop())

    def close(self) -> None:
        """End what still runs."""
        if self._timer is not None:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()

    # --- what comes ---

    def takes(self, response: SipResponse) -> bool:
        """A response came: if it is to a request of ours, it is dealt with here."""
        if response.call_id != self._call_id:
            return False
        if response.status_code >= 200 and cseq_number(response) == self._cseq:
            self._drive(reply_of(response, self._contact))
        return True

    def takes_silence(self, request: SipRequest) -> bool:
        """A request was not answered: if it is ours, it is dealt with here."""
        if request.call_id != self._call_id:
            return False
        if cseq_number(request) == self._cseq:
            self._silent = self.peer
            self._drive(NoReply("no connection" if isinstance(self.peer, StreamAddress) else "no reply"))
        return True

    def stream_lost(self, peer: Address) -> None:
        """A TCP connection ended. Where it was ours, the registrar cannot reach us any more (RFC 5626 §4.4)."""
        if isinstance(self.peer, StreamAddress) and self.peer == peer:
            self._drive(FlowLost())

    # --- the machine ---

    def _drive(self, event: Event) -> None:
        now = time.monotonic()
        for effect in self._machine.receive(event, now):
            match effect:
                case Ask(expires):
                    self._run(self._ask(expires))
                case Changed(up, detail):
                    self._tell(up, detail, now)
        self._set_timer(now)

    def _tell(self, up: bool, detail: str, now: float) -> None:
        self.up = up
        (log.info if up else log.warning)("trunk_changed", trunk=self.trunk.name, up=up, detail=detail)
        self._site.on_change(self.trunk.name, up, detail, now)

    def _set_timer(self, now: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        deadline = self._machine.next_deadline
        if deadline is not None:
            self._timer = asyncio.get_running_loop().call_later(max(0.0, deadline - now) + 0.001, self._tick)

    def _tick(self) -> None:
        self._drive(Tick())

    # --- what is asked ---

    async def _ask(self, expires: int) -> None:
        self._cseq += 1
        number = self._cseq
        leaving = self._machine.state is State.LEAVING
        if not leaving or self.peer is None:
            try:
                await self.look_up()
            except CallFailed:
                if number == self._cseq:
                    self._drive(NoReply("server not found"))
                return
        if number == self._cseq and self.peer is not None:
            self._site.socket.send(self._request(expires), self.peer)

    def _request(self, expires: int) -> SipRequest:
        """REGISTER or OPTIONS (RFC 3261 §10.2, §11.1): one Call-ID for all, CSeq counted up."""
        assert self.peer is not None
        own = self._site.address_for(self.peer)
        server = f"sip:{self.trunk.realm_host}"
        method = "REGISTER" if self.trunk.is_registered else "OPTIONS"
        more: tuple[tuple[str, str], ...] = (("Accept", "application/sdp"),)
        if self.trunk.is_registered:
            more = (("Expires", str(expires)), *self._answers.headers(method, server))
        request = SipRequest(method=method, uri=server)
        user = f"{self.trunk.user}@" if self.trunk.user else ""
        self._contact = f"sip:{user}{format_addr(*own)}"
        for name, value in (
            ("Via", f"SIP/2.0/UDP {format_addr(*own)};branch={generate_branch()};rport"),
            ("Max-Forwards", "70"),
            ("From", f"<{self.trunk.account}>;tag={self._tag}"),
            ("To", f"<{self.trunk.account}>"),
            ("Call-ID", self._call_id),
            ("CSeq", f"{self._cseq} {method}"),
            ("Contact", f"<{self._contact}>"),
            ("User-Agent", self._site.user_agent),
            *more,
        ):
            request.headers.append(name, value)
        return request

    async def look_up(self) -> Address:
        """The server's address now; its calls are known by all its addresses. Raises CallFailed (404)."""
        found = await addresses_of(*self.trunk.address, self._site.bind_host)
        self._site.learn(self.trunk.name, [host for host, _ in found])
        if self.peer is None or self.peer not in found or self.peer == self._silent:
            chosen = _after(found, self._silent)  # else stay with the one that answered
            self.peer = StreamAddress(*chosen) if self.trunk.transport == "tcp" else chosen
            self._silent = None
        return self.peer

    async def find(self) -> bool:
        """Look the server up; what cannot be found is said in the log, now and then."""
        try:
            await self.look_up()
        except CallFailed as error:
            if self._said.worth_saying(error.reason, time.monotonic()):
                log.warning("trunk_not_found", trunk=self.trunk.name, detail=error.reason)
            return False
        self._said.succeeded()
        return True

    async def _keep_looking_up(self) -> None:
        """A provider's addresses change; without this its calls would be refused."""
        found = self.peer is not None
        while True:
            await asyncio.sleep(LOOK_UP_EVERY_S if found else LOOK_UP_AGAIN_S)
            found = await self.find()

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(self.trunk.keep_alive)
            if self.up and self.peer is not None:
                self._site.socket.keep_alive(self.peer)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _after(found: list[Address], silent: Address | None) -> Address:
    """Of a server's addresses the one to try: the next after that which did not answer."""
    return found[(found.index(silent) + 1) % len(found)] if silent in found else found[0]
