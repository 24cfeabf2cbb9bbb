"""What the live side tells people when it cannot do what they ask, in both languages."""

from datetime import datetime

from api.schemas import AgentView, Goodbye
from telephony.events import AgentState, MonitorMode


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
        return cls("signed_out", "您已签出，请重新登录", "you are signed out; sign in again")

    @classmethod
    def not_yours(cls) -> "Refusal":
        """Another agent's call."""
        return cls("not_yours", "这不是您正在接的电话", "this is not the call you are in")

    @classmethod
    def not_now(cls) -> "Refusal":
        """The call is not where this can be done."""
        return cls("not_now", "通话当前状态不能这样操作", "not possible at this point of the call")

    @classmethod
    def busy_with_it(cls) -> "Refusal":
        """The line is still at what was asked before."""
        return cls("busy_with_it", "上一个操作还没有完成，请稍候", "the line is still at what was asked before")

    @classmethod
    def not_parked(cls) -> "Refusal":
        """Nobody waits there any more."""
        return cls("not_parked", "这通电话已不在驻留中", "this call is not parked any more")

    @classmethod
    def has_parked(cls) -> "Refusal":
        """Nobody goes home while a caller of theirs waits."""
        return cls(
            "has_parked",
            "您驻留的来电还在等候，请先取回或转给同事",
            "a caller whom you parked still waits; take the call back or hand it on first",
        )

    @classmethod
    def bad_number(cls) -> "Refusal":
        """What was typed is no telephone number."""
        return cls("bad_number", "号码不对，请核对后再拨", "this is not a telephone number")

    @classmethod
    def name_one(cls) -> "Refusal":
        """A transfer or consultation needs exactly one aim."""
        return cls("name_one", "请选择一个转接对象", "name one number, colleague or queue")

    @classmethod
    def colleague_busy(cls) -> "Refusal":
        """The colleague is in a call, or not here."""
        return cls("colleague_busy", "该同事正忙或不在坐席", "this colleague is busy or not here")

    @classmethod
    def no_queue(cls) -> "Refusal":
        """There is no such queue."""
        return cls("no_queue", "没有这个队列", "there is no such queue")

    @classmethod
    def party_there(cls) -> "Refusal":
        """One third party at a time."""
        return cls("party_there", "已有第三方在通话中", "there is a third party already")

    @classmethod
    def no_party(cls) -> "Refusal":
        """Nobody to join, to leave with or to send away."""
        return cls("no_party", "第三方还没有接听", "the third party has not answered")

    @classmethod
    def bad_keys(cls) -> "Refusal":
        """Not keys of a telephone."""
        return cls("bad_keys", "只能发送 0-9、*、#", "only 0-9, * and # can be sent")

    @classmethod
    def no_reason(cls) -> "Refusal":
        """Recording is not masked without a reason."""
        return cls("no_reason", "请填写暂停录音的原因", "say why the recording is masked")

    @classmethod
    def not_supervisor(cls) -> "Refusal":
        """Listening in is for supervisors."""
        return cls(
            "not_supervisor", "只有主管可以监听、耳语和强插", "only supervisors may listen, whisper or barge in"
        )

    @classmethod
    def other_team(cls) -> "Refusal":
        """Listening in reaches the own team only."""
        return cls("other_team", "只能监听、操作本班组的坐席", "this works within your own team only")

    @classmethod
    def not_your_right(cls) -> "Refusal":
        """Acting for agents is for supervisors."""
        return cls("not_your_right", "只有主管可以替坐席操作", "only supervisors may act for agents")

    @classmethod
    def no_pause_reason(cls) -> "Refusal":
        """Nobody is paused without a reason."""
        return cls("no_pause_reason", "请选择示忙原因", "choose the reason of the pause")

    @classmethod
    def not_a_state(cls) -> "Refusal":
        """Only what an agent may choose, too."""
        return cls("not_a_state", "只能改为示闲、示忙或签出", "only ready, paused or signed out can be chosen")


def listened(name: str, mode: MonitorMode) -> Refusal:
    """What an agent is told of a supervisor in the call, where the site says so."""
    zh, en = MODES[mode]
    return Refusal(f"monitor_{mode}", f"主管{name}{zh}本通电话", f"supervisor {name} {en} this call")


MODES = {
    MonitorMode.LISTEN: ("正在监听", "listens to"),
    MonitorMode.WHISPER: ("正在耳语指导", "whispers to you in"),
    MonitorMode.BARGE: ("已强插进入", "has joined"),
}


def acted(name: str, state: AgentState) -> Refusal:
    """What an agent is told whose state a supervisor changed."""
    zh, en = STATES[state]
    return Refusal("state_set", f"主管{name}已将您改为{zh}", f"supervisor {name} made you {en}")


STATES = {
    AgentState.READY: ("示闲", "ready"),
    AgentState.PAUSED: ("示忙", "paused"),
    AgentState.SIGNED_OUT: ("签出", "signed out"),
}


def could_not(what: str, why: str) -> Refusal:
    """What the line could not do after all: `what` is the command's name, `why` the line's own words."""
    zh, en = COMMANDS.get(what, ("操作", "that"))
    return Refusal("line_refused", f"{zh}没有成功（线路：{why}）", f"{en} did not succeed (line: {why})")


COMMANDS = {
    "Answer": ("接听", "picking up"),
    "HangUp": ("挂断", "hanging up"),
    "Hold": ("保持", "hold"),
    "Resume": ("恢复通话", "ending the hold"),
    "Park": ("驻留", "parking"),
    "Retrieve": ("取回驻留", "taking back"),
    "Consult": ("咨询", "the consultation"),
    "Conference": ("三方通话", "the conference"),
    "CompleteTransfer": ("转接", "the transfer"),
    "TransferTo": ("转接", "the transfer"),
    "DropParty": ("挂断第三方", "sending the third party away"),
    "Place": ("外呼", "the call"),
    "SendDigits": ("按键发送", "sending keys"),
    "MaskRecording": ("暂停录音", "masking the recording"),
    "UnmaskRecording": ("恢复录音", "recording again"),
    "Monitor": ("监听", "listening in"),
    "StopMonitor": ("退出监听", "leaving the call"),
}
"""Commands as people call them."""


def not_reached(status: int) -> Refusal:
    """A third party, or an agent's phone, was not reached: the SIP status in words."""
    zh, en = STATUSES.get(status, ("未能接通", "was not reached"))
    return Refusal("not_reached", f"对方{zh}", f"the other side {en}" + (f" ({status})" if status else ""))


def marked(misses: int) -> Refusal:
    """The queue offers this agent no calls any more (ring-no-answer), until the agent says ready."""
    return Refusal(
        "marked_no_answer",
        f"连续 {misses} 通来电无人接听，已自动示忙；回到座位后请重新示闲",
        f"{misses} calls in a row rang in vain: you are paused; go ready when you are back",
    )


PHONE_UNREACHED = Refusal(
    "phone_unreached",
    "您的话机没有接通，已自动示忙；检查话机后请重新示闲",
    "your phone could not be rung: you are paused; check it and go ready",
)

STATUSES = {
    404: ("号码不存在", "has no such number"),
    408: ("没有应答", "did not answer"),
    480: ("暂时无法接通", "is not available"),
    486: ("正忙", "is busy"),
    487: ("没有接听", "was not waited for"),
    600: ("正忙", "is busy"),
    603: ("拒绝接听", "declined"),
}
"""Final statuses of an INVITE (RFC 3261 §21) as an agent may hear of them."""


PARK_LOST = Refusal(
    "parked_for_you",
    "您的声音中断，来电已自动驻留，请取回",
    "your audio was lost; the caller was parked, take the call back",
)
"""The line parked a call because the agent's audio died."""


def already_signed_in(person: AgentView, place: str, since: datetime) -> Goodbye:
    """The last word for a second console: who is signed in where, since when. It may come back and take over."""
    where = f"在 {place} " if place else "在另一台电脑"
    return Goodbye(
        code="already_signed_in",
        zh=f"{person.name}（{person.login}）已于 {since:%m-%d %H:%M} {where}登录坐席端",
        en=f"{person.name} ({person.login}) is signed in at {place or 'another console'} since {since:%m-%d %H:%M}",
    )


def taken_over(person: AgentView, place: str, now: datetime) -> Goodbye:
    """The last word for a console whose agent signed in elsewhere."""
    where = f"在 {place} " if place else "在另一台电脑"
    return Goodbye(
        code="taken_over",
        zh=f"{now:%H:%M}，{person.name}（{person.login}）{where}登录并接管了坐席端，这里已退出",
        en=f"At {now:%H:%M} {person.name} ({person.login}) signed in at {place or 'another console'} and took over; "
        "this console is out",
    )
