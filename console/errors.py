"""What can go wrong for a console, each with a sentence in Chinese and English that says what to do next.

ConsoleError
├── DeskUnreachable     no answer at the desk's address; carries the address
│   └── DeskSilent      the address takes the connection or the request, and says nothing in time
├── NotADesk            something else answers at that address
├── DeskNotTrusted      its certificate is none that this PC trusts; carries the address and why
├── DeskAway            the connection broke while a request was under way, or is down now
├── SignInRefused       login or password is wrong, or the user is switched off
│   └── SessionExpired  the token is no longer valid; sign in again
├── AlreadySignedIn     another console of the same agent is open; may be taken over
│   └── TakenOver       another console of the same agent has taken this one's place
├── RequestRefused      the desk said no to a request; carries its code and words
├── DeskProblem         a REST call failed; carries status, code and the fields at fault
├── CodeNeeded          (a SignInRefused) the second step's code is wanted
├── ProtocolMismatch    the desk speaks another version of the wire
├── BrokenTape          the file of a recorded session cannot be read; carries the line
├── MissedDelta         a number is missing between two deltas; carries both
└── AudioFault          a sound device or file cannot be used; carries which

This file knows no screen; whoever shows an error asks it for its words in the screen's language.
"""

from scripts_lib.model import Text


class ConsoleError(Exception):
    """Root of this tree. `text` holds the words for people in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)

    def of(self, lang: str) -> str:
        """The sentence in the language of the screen (`zh` or `en`)."""
        return self.text.of(lang)


class BrokenTape(ConsoleError):
    """The file of a recorded session is none, or is of another version."""

    def __init__(self, line: int) -> None:
        super().__init__(
            f"这不是能回放的会话记录（第 {line} 行读不懂）。",
            f"This is no session that can be replayed (line {line} cannot be read).",
        )
        self.line = line


class DeskUnreachable(ConsoleError):
    """Nothing answers at the desk's address."""

    def __init__(self, desk: str, reason: Text | str = "") -> None:
        why = Text(reason, reason) if isinstance(reason, str) else reason
        super().__init__(
            f"连不上服务端 {desk}{f'（{why.zh}）' if why.zh else ''}。"
            "请确认服务已启动（hotline serve）、地址无误，然后重试。",
            f"The desk at {desk} cannot be reached{f' ({why.en})' if why.en else ''}. "
            "Check that it runs (hotline serve) and that the address is right, then try again.",
        )
        self.desk = desk
        self.reason = why.en


class DeskSilent(DeskUnreachable):
    """Nothing came back in time: the desk is busy, or something on the way swallows what is sent."""

    def __init__(self, desk: str) -> None:
        ConsoleError.__init__(
            self,
            f"等不到服务端 {desk} 的应答，已超时。可能是服务正忙，也可能是网络或防火墙不通。请稍后重试；"
            "一再超时，请管理员在服务器上运行 hotline status 查看。",
            f"The desk at {desk} did not answer in time. It may be busy, or the network or a firewall is in the way. "
            "Try again; if it goes on, have your administrator run hotline status on the hotline's machine.",
        )
        self.desk = desk
        self.reason = "timed out"


class NotADesk(ConsoleError):
    """Something answers at the address, but it is no desk of ours."""

    def __init__(self, address: str, status: int) -> None:
        super().__init__(
            f"{address} 有应答（{status}），但不是三响的服务端。请向主管核对地址。",
            f"{address} answers ({status}), but it is no Sanxiang desk. Ask your supervisor for the address.",
        )
        self.address = address
        self.status = status


class DeskNotTrusted(ConsoleError):
    """What answers at the address shows a certificate that this PC does not trust: nothing is said to it."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(
            f"这台电脑不信任 {address} 的证书（{why}）。请用证书上写的名称连接；公司自己签发的证书，"
            "要请管理员先把签发者的证书装进系统，或用环境变量 SSL_CERT_FILE 指明它的文件。",
            f"This PC does not trust the certificate of {address} ({why}). Use the name that stands in it. If your "
            "company issued it itself, install its authority in the system, or name its file in SSL_CERT_FILE.",
        )
        self.address = address
        self.why = why


class DeskAway(ConsoleError):
    """The connection to the desk is down, or broke before the answer came."""

    def __init__(self) -> None:
        super().__init__(
            "与服务端的连接已断开，正在自动重连。恢复后请核对通话状态，再操作一次。",
            "The connection to the desk is down and is being restored. Check the call once it is back.",
        )


class SignInRefused(ConsoleError):
    """Login or password is wrong, or the user may not use the console."""

    def __init__(self, zh: str = "", en: str = "") -> None:
        super().__init__(
            zh or "工号或密码不对，或账号已停用。请核对后重新输入；忘记密码请找管理员。",
            en
            or "Login or password is wrong, or the account is switched off. Check both, or ask your administrator.",
        )


class CodeNeeded(SignInRefused):
    """The password was right; now the code of the second step is wanted, or the one given was wrong."""

    def __init__(self, *, wrong: bool = False) -> None:
        if wrong:
            super().__init__(
                "验证码不对，请输入手机上当前的六位数字，或一个恢复码。",
                "The code is wrong: enter the present one, or a recovery code.",
            )
        else:
            super().__init__(
                "请输入手机验证器上的六位数字，或一个恢复码。",
                "Enter the six digits of your telephone, or a recovery code.",
            )


class SessionExpired(SignInRefused):
    """The session's token has run out or was withdrawn."""

    def __init__(self) -> None:
        super().__init__(
            "登录已过期，请重新登录。填写的内容都已保留。",
            "Your session has expired. Sign in again; nothing typed is lost.",
        )


class AlreadySignedIn(ConsoleError):
    """The same agent has another console open."""

    def __init__(self, zh: str = "", en: str = "") -> None:
        super().__init__(
            zh or "该工号已在另一台电脑上登录。要在这里接管吗？",
            en or "You are signed in at another console. Take over here?",
        )


class TakenOver(AlreadySignedIn):
    """Another console of the same agent took this one's place; it may be taken back."""

    def __init__(self, zh: str = "", en: str = "") -> None:
        super().__init__(
            zh or "您的工号已在另一台电脑登录并接管，这里已退出。",
            en or "You signed in at another console, which took over; this one is out.",
        )


class RequestRefused(ConsoleError):
    """The desk refused a request (`Done.ok` is false). `code` is stable, the words are the desk's own."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(zh or f"服务端未接受该操作（{code}）。", en or f"The desk refused ({code}).")
        self.code = code


class DeskProblem(ConsoleError):
    """A REST call was answered with a problem (RFC 9457). `fields` maps a field of the body to what is wrong."""

    def __init__(self, status: int, code: str, detail: str, fields: dict[str, str] | None = None) -> None:
        # `detail` is a sentence of the desk in the language we asked for; only a bare status needs one of ours.
        zh = (
            detail if code != "http" else f"服务端未能完成这一步（{status} {detail}）。请稍后再试，仍不行请找管理员。"
        )
        en = (
            detail
            if code != "http"
            else f"The desk could not do it ({status} {detail}). Try again, or tell your administrator."
        )
        super().__init__(zh, en)
        self.status = status
        self.code = code
        self.detail = detail
        self.fields = fields or {}


class ProtocolMismatch(ConsoleError):
    """The desk sent something this console does not understand: the versions differ."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"坐席端与服务端版本不一致（{reason}）。请联系管理员更新。",
            f"Console and desk are of different versions ({reason}). Ask your administrator to update.",
        )
        self.reason = reason


class MissedDelta(ConsoleError):
    """Delta `got` came after `have`: something between is missing, so the state must be fetched again."""

    def __init__(self, have: int, got: int) -> None:
        super().__init__("更新有遗漏，正在重新同步。", "An update is missing; synchronising again.")
        self.have = have
        self.got = got


class AudioFault(ConsoleError):
    """A microphone, speaker or sound file cannot be used."""

    def __init__(self, what: str, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.what = what
