"""What the live side tells people when it cannot do what they ask, in both languages."""


class Refusal(Exception):
    """A request of a console is refused: a stable code and words. Nothing was changed."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code = code
        self.zh = zh
        self.en = en

    @classmethod
    def in_call(cls) -> "Refusal":
        """Not while the agent talks."""
        return cls("in_call", "正在通话，请先结束这通电话", "you are in a call; end it first")

    @classmethod
    def gone(cls) -> "Refusal":
        """The call is over."""
        return cls("gone", "对方已挂断", "the caller has hung up")

    @classmethod
    def taken(cls) -> "Refusal":
        """Somebody was faster."""
        return cls("taken", "这通电话已由其他同事接起", "a colleague has picked this call up")

    @classmethod
    def line_away(cls) -> "Refusal":
        """The line that holds the call is not linked."""
        return cls(
            "line_away", "线路暂时连不上，正在重连，请稍后再试", "the line is not linked; try again in a moment"
        )

    @classmethod
    def signed_out(cls) -> "Refusal":
        """The agent is not signed in any more."""
        return cls("signed_out", "您已签退，请重新登录", "you are signed out; sign in again")
