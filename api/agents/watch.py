"""Closes the consoles of sessions that are over: at once when this desk ended them, and within seconds when the
command line did."""

import asyncio
import time

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.agents.sessions import TOLD, Sessions
from api.live.driver import Live

log = structlog.get_logger()
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
    while True:
        await asyncio.sleep(EVERY_S)
        try:
            await look(sessions, live)
        except SQLAlchemyError as error:
            log.error("sessions_not_looked_up", why=str(error))
