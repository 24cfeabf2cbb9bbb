"""Closes the consoles of sessions that are over: at once when this desk ended them, and within seconds when the
command line did."""

import time

from api.agents.sessions import TOLD, Sessions
from api.background import repeated
from api.live.driver import Live

EVERY_S = 5.0
OVER = ("登录已过期，请重新登录", "the session is over; sign in again")


async def look(sessions: Sessions, live: Live) -> None:
    """Close each console whose session does not count any more, and tell it why."""
    there = live.signed_on()
    over = await sessions.ended(list(there), time.time()) if there else {}
    for session_id, why in over.items():
        zh, en = TOLD.get(why, OVER)
        live.put_out(there[session_id], zh, en)


async def watch(sessions: Sessions, live: Live) -> None:
    """Look for ever."""
    await repeated("sessions", lambda: look(sessions, live), EVERY_S)
