"""`/ws/console`: an agent's console, signed in by the session's token (wire: `api/schemas/`)."""

import asyncio
from typing import Any

import msgspec
import structlog
from litestar import WebSocket, websocket
from litestar.di import NamedDependency
from litestar.exceptions import WebSocketDisconnect
from litestar.security.jwt import Token

from api.live.driver import Live
from api.live.hub import Connection
from api.rights import Right, may
from api.schemas import ROLE_TITLES, AgentView, FromConsole, Goodbye, SignOn

log = structlog.get_logger()
SIGN_ON_S = 10.0
LAST_WORD_S = 1.0
"""How long a console that is being closed may take to read what is queued for it."""
_MESSAGE = msgspec.json.Decoder(FromConsole)
Socket = WebSocket[AgentView, Token, Any]


@websocket("/ws/console")
async def console(socket: Socket, live: NamedDependency[Live]) -> None:
    """One console: a snapshot or what it missed, then deltas; requests are answered by Done."""
    await socket.accept()
    person = socket.user
    zh, en = ROLE_TITLES[person.role]
    connection = Connection(socket.client.host if socket.client is not None else "", str(socket.auth.jti or ""))
    sending = asyncio.create_task(_send(socket, connection))
    try:
        async with asyncio.timeout(SIGN_ON_S):
            sign_on = _decode(await socket.receive_text())
        if not may(person, Right.TAKE_CALLS):
            connection.close(
                Goodbye(
                    code="not_allowed", zh=f"{zh}账号不能使用坐席界面", en=f"{en}: this role has no agent's console"
                )
            )
        elif not isinstance(sign_on, SignOn):
            connection.close(
                Goodbye(
                    code="protocol", zh="坐席端与服务端版本不一致", en="console and desk are of different versions"
                )
            )
        elif live.connect(person, sign_on, connection):
            await _hear(socket, live, person, connection)
    except (WebSocketDisconnect, TimeoutError):
        pass
    finally:
        live.disconnect(person.agent_id, connection)
        connection.close()
        await asyncio.wait([sending], timeout=LAST_WORD_S)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def _hear(socket: Socket, live: Live, person: AgentView, connection: Connection) -> None:
    while True:
        message = _decode(await socket.receive_text())
        if message is None or isinstance(message, SignOn):
            connection.close(
                Goodbye(
                    code="protocol", zh="坐席端与服务端版本不一致", en="console and desk are of different versions"
                )
            )
            return
        live.request(person.agent_id, message, connection)


async def _send(socket: Socket, connection: Connection) -> None:
    while (data := await connection.queue.get()) is not None:
        await socket.send_text(data.decode())
    await socket.close()


def _decode(text: str) -> FromConsole | None:
    try:
        message: FromConsole = _MESSAGE.decode(text)
        return message
    except msgspec.DecodeError as error:
        log.warning("console_message_not_understood", why=str(error))
        return None
