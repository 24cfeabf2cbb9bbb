"""Keeps the session of one leg alive: runs its `SessionTimer`, sends the refreshes, hears what becomes of them.

The rules are in `telephony.sip.session_timer`; here are the clock, the requests and what their answers mean: glare
(RFC 3261 §14.1), a longer interval (RFC 4028 §7.4), a peer that does not know UPDATE, or is gone (§12.2.1.2).
"""

import asyncio
import random
import time
from typing import Protocol

import structlog
from aiosipua.dialog import Dialog
from aiosipua.message import SipMessage, SipRequest, SipResponse
from aiosipua.sdp import SdpMessage

from telephony.connectors.sip_uac import Uac, has_sdp
from telephony.sip.in_dialog import allows_update, glare_wait, retarget, session_asked, session_expires
from telephony.sip.messages import Address, cseq_number
from telephony.sip.session_timer import (
    Agreed,
    Ended,
    Expire,
    Granted,
    Refresh,
    RefreshFailed,
    SessionExpires,
    SessionPolicy,
    SessionState,
    SessionTimer,
    Tick,
    TooSmall,
    accepted,
    grant,
    read_min_se,
)

log = structlog.get_logger()
GONE = frozenset({404, 408, 410, 416, 480, 481, 482, 483, 484, 485, 502, 604})
"""A request within a dialog that is refused so destroys the dialog or its use (RFC 5057 §5.1)."""
NOT_KNOWN = frozenset({405, 501})
GLARE = 491


class Kept(Protocol):
    """What a leg gives its keeper."""

    @property
    def dialog(self) -> Dialog | None:
        """The dialog, once there is one."""

    @property
    def peer(self) -> Address:
        """Where the peer was heard last."""

    @property
    def owns_call_id(self) -> bool:
        """Did we begin the dialog?"""

    def said(self) -> SdpMessage | None:
        """The SDP that stands, to be offered again unchanged; None while an exchange is under way."""

    def take_answer(self, response: SipResponse) -> None:
        """The answer to what was offered again."""

    def end(self, *, refusal: int = 603, reason: str = "") -> None:
        """End the leg."""


class SessionKeeper:
    """The session timer of one leg. `stop` when the leg is over."""

    def __init__(self, leg: Kept, uac: Uac, policy: SessionPolicy) -> None:
        self._leg = leg
        self._uac = uac
        self._policy = policy
        self._timer = SessionTimer()
        self._min_se = 0
        self._peer_updates = False
        self._pending: SipRequest | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._retry: asyncio.TimerHandle | None = None

    @property
    def inviting(self) -> bool:
        """Is a re-INVITE of ours under way?"""
        return self._pending is not None and self._pending.method == "INVITE"

    # --- what the peer asks ---

    def grant(self, request: SipRequest) -> Granted | TooSmall | None:
        """Our answer to a request. Raises ValueError when its headers do not parse."""
        return grant(session_asked(request), self._policy, we_refreshed=self._timer.we_refresh)

    def granted(self, granted: Granted | None, request: SipRequest) -> None:
        """A 2xx with `granted` was sent to this request."""
        self.learn(request)
        if granted is not None:
            self._receive(Agreed(granted.interval, granted.we_refresh))
        elif self._timer.we_refresh is False:
            self._receive(Ended())  # the peer was to refresh, and does not speak of it any more

    def learn(self, message: SipMessage) -> None:
        """Does the peer know UPDATE?"""
        if message.headers.get("allow"):
            self._peer_updates = allows_update(message)

    def agreed(self, response: SipResponse) -> None:
        """A 2xx to an INVITE or refresh of ours came."""
        self.learn(response)
        try:
            expires = session_expires(response)
        except ValueError as error:
            log.warning("sip_session_expires_unusable", detail=str(error))
            expires = None
        self._receive(accepted(expires))

    # --- what we ask ---

    def _refresh(self, interval: int) -> None:
        self._retry = None
        dialog = self._leg.dialog
        if dialog is None or self._timer.state is not SessionState.REFRESHING:
            return
        sdp = None
        if not self._peer_updates:
            sdp = self._leg.said()
            if sdp is None:
                self._receive(RefreshFailed())
                return
        headers = {"Session-Expires": str(SessionExpires(max(interval, self._min_se), "uac"))}
        headers |= {"Min-SE": str(self._min_se)} if self._min_se else {}
        method = "UPDATE" if self._peer_updates else "INVITE"
        self._pending = self._uac.send_in(dialog, method, self._leg.peer, sdp=sdp, headers=headers)

    def _is_pending(self, request: SipRequest) -> bool:
        pending = self._pending
        return (  # one that was challenged comes again with a higher number
            pending is not None and request.method == pending.method and cseq_number(request) >= cseq_number(pending)
        )

    def replied(self, request: SipRequest, response: SipResponse) -> bool:
        """A response came. True when it answers a refresh."""
        if not self._is_pending(request):
            return False
        if response.status_code < 200:
            return True
        self._pending = None
        if response.status_code < 300:
            self._refreshed(request, response)
        else:
            self._refused(request, response)
        return True

    def _refreshed(self, request: SipRequest, response: SipResponse) -> None:
        dialog = self._leg.dialog
        if dialog is not None:
            retarget(dialog, response)
            if request.method == "INVITE":
                self._uac.acknowledge(dialog, response, self._leg.peer)
        if has_sdp(response) and request.method == "INVITE":
            self._leg.take_answer(response)
        self.agreed(response)

    def _refused(self, request: SipRequest, response: SipResponse) -> None:
        status = response.status_code
        log.info("sip_refresh_refused", method=request.method, status=status)
        if status in GONE:
            self._leg.end(reason="session_expired")
        elif status == GLARE:
            self._refresh_after(glare_wait(self._leg.owns_call_id, random.random))
        elif status in NOT_KNOWN and request.method == "UPDATE":
            self._peer_updates = False
            self._refresh(self._timer.interval)
        elif status == 422 and self._raise_interval(response):
            self._refresh(self._timer.interval)
        else:
            self._receive(RefreshFailed())

    def _raise_interval(self, response: SipResponse) -> bool:
        try:
            least = read_min_se(response.get_header("min-se") or "")
        except ValueError:
            return False
        longer = least > max(self._min_se, self._timer.interval)
        self._min_se = max(least, self._min_se)
        return longer

    def _refresh_after(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._retry = loop.call_later(seconds, self._refresh, self._timer.interval)

    def silent(self, request: SipRequest) -> bool:
        """A request of ours was never answered. True when it was a refresh: the peer is gone (§12.2.1.2)."""
        if not self._is_pending(request):
            return False
        self._pending = None
        self._leg.end(reason="session_expired")
        return True

    # --- the clock ---

    def _receive(self, event: Agreed | Ended | RefreshFailed | Tick) -> None:
        for effect in self._timer.receive(event, time.monotonic()):
            match effect:
                case Refresh(interval):
                    self._refresh(interval)
                case Expire():
                    self._leg.end(reason="session_expired")
        self._set_alarm()

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        deadline = self._timer.next_deadline
        if deadline is not None:
            delay = max(0.0, deadline - time.monotonic())
            self._alarm = asyncio.get_running_loop().call_later(delay, self._receive, Tick())

    def stop(self) -> None:
        """The leg is over."""
        self._pending = None
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None
        if self._timer.state is not SessionState.OFF:
            self._timer.receive(Ended(), time.monotonic())
        self._set_alarm()
