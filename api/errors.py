"""Errors of the desk and the one table that turns them into problem documents (RFC 9457).

DeskError
├── NotFound          no such call, ticket, agent
├── Forbidden         the role or the duty does not allow it (SEC-1)
│   └── NoRight       the role does not, and says whom to ask
├── Conflict          the state does not allow it: call not over, login taken
├── Invalid           fields are missing or wrong; carries one message a field
├── KeyReused         an Idempotency-Key under which something else came before
├── NotSignedIn       no token, a wrong one, or one that expired
├── WrongPassword     login or password is wrong
├── CodeNeeded        the password is right, the code of the second step is missing
├── WrongCode         that code is wrong
├── LockedOut         too many wrong passwords; carries the seconds to wait
├── RecordingUnavailable  the file is elsewhere or cannot be read
├── DiskFull          the disk takes nothing more; calls go on
├── DatabaseError     the database cannot be opened, or is newer than the program
│   └── NoRoom        its disk is full; passes by itself once there is room
└── NotStarted        the desk broke while it started; its log tells why
"""

from typing import ClassVar


class DeskError(Exception):
    """Root of this tree. `status` is the HTTP status, `code` the stable word, `zh` and `en` what people read."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"

    def __init__(self, zh: str, en: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
        self.fields = fields or {}


class NotFound(DeskError):
    """There is no such thing, or the caller may not know that there is."""

    status = 404
    code = "not_found"


class Forbidden(DeskError):
    """Not for this role."""

    status = 403
    code = "forbidden"


class NoRight(Forbidden):
    """The role has no such right; nothing about what was asked for is said."""

    def __init__(self) -> None:
        super().__init__(
            "您的角色没有这个权限，确有需要请找管理员",
            "your role may not do this; ask your administrator if you need to",
        )


class Conflict(DeskError):
    """Not in this state."""

    status = 409
    code = "conflict"


class Invalid(DeskError):
    """Fields are missing or wrong."""

    status = 422
    code = "invalid"


class KeyReused(DeskError):
    """The Idempotency-Key was used for another request."""

    status = 422
    code = "key_reused"

    def __init__(self) -> None:
        super().__init__(
            "这个 Idempotency-Key 已经用于另一份内容，请换一个",
            "this Idempotency-Key was used for something else; take another",
        )


class NotSignedIn(DeskError):
    """Sign in first."""

    status = 401
    code = "not_signed_in"

    def __init__(self) -> None:
        super().__init__("请先登录，或登录已过期", "Sign in first; the session may have expired")


class WrongPassword(DeskError):
    """Login or password is wrong; which of them is not said."""

    status = 401
    code = "wrong_password"

    def __init__(self) -> None:
        super().__init__("工号或密码不对", "Wrong login or password")


class CodeNeeded(DeskError):
    """The password is right; now the code of the second step."""

    status = 401
    code = "code_needed"

    def __init__(self) -> None:
        super().__init__("请输入手机上的 6 位动态验证码", "Enter the six digits that your telephone shows")


class WrongCode(DeskError):
    """The code of the second step is wrong."""

    status = 401
    code = "wrong_code"

    def __init__(self) -> None:
        super().__init__("验证码不对或已过期", "The code is wrong, or its time is over")


class DiskFull(DeskError):
    """The disk takes nothing more."""

    status = 507
    code = "disk_full"

    def __init__(self) -> None:
        super().__init__(
            "服务器磁盘已满，这一步存不下，没有生效。来电照常接听。请通知管理员马上清理磁盘，之后再做一次",
            "The server's disk is full: this could not be saved and was not done. Calls go on. Have some space made "
            "there, then do it again",
        )


class LockedOut(DeskError):
    """Too many wrong passwords for one login, or from one address."""

    status = 429
    code = "locked_out"

    def __init__(self, wait_s: float) -> None:
        seconds = max(1, round(wait_s))
        super().__init__(
            f"密码连续输错，请 {seconds} 秒后再试", f"Too many wrong passwords; try again in {seconds} seconds"
        )
        self.wait_s = wait_s


class DatabaseError(DeskError):
    """The database cannot be used."""

    status = 503
    code = "database"


class NoRoom(DatabaseError):
    """The disk that the database lies on is full, so it cannot be opened."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"数据库 {where} 所在的磁盘已满，请腾出空间后再启动",
            f"the disk of the database {where} is full; make room there and start it again",
        )


class RecordingUnavailable(DeskError):
    """A recording is on another machine, or its file cannot be read."""

    status = 503
    code = "recording_unavailable"


class NotStarted(DeskError):
    """The desk broke while it started."""

    status = 503
    code = "not_started"

    def __init__(self) -> None:
        super().__init__("服务端启动失败，原因见日志", "the desk failed to start; the log tells why")
