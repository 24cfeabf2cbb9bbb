"""Alarms as people read them, on screens and in letters. Data and one function; pure."""

from collections.abc import Mapping

from api.alarms.rules import AlarmKind, AlarmRule
from scripts_lib.model import Text

WORDS: Mapping[AlarmKind, Text] = {
    AlarmKind.LONG_WAIT: Text(
        "来电已等待 {value} 秒，超过 {limit} 秒", "a caller has waited {value} s, over {limit} s"
    ),
    AlarmKind.RING_RATE: Text(
        "今日三响内接听率 {value}%，不足 {limit}%", "three-ring rate {value} % (aim {limit} %)"
    ),
    AlarmKind.NOBODY_READY: Text(
        "有 {value} 通来电在等，没有坐席在岗", "no agent is at work; callers who wait: {value}"
    ),
    AlarmKind.LEFT_BUSY: Text(
        "{value} 部话机占线或无人应答，来电打不进（LINE-9）",
        "callers cannot get through; telephones off the hook or not answered: {value} (LINE-9)",
    ),
    AlarmKind.TURNED_AWAY: Text(
        "近十分钟有 {value} 通来电被拒（占线或满员，LINE-9）",
        "callers turned away within ten minutes, busy or full: {value} (LINE-9)",
    ),
    AlarmKind.LINE_DOWN: Text("线路已断开，来电打不进", "no line is linked: callers cannot get through"),
    AlarmKind.DISK: Text(
        "服务器磁盘只剩 {value} MB：先停录音，写满后什么都存不下，请管理员清理",
        "{value} MB left on the server's disk: recording stops first, then nothing can be saved. Free some space",
    ),
    AlarmKind.UNSAVED: Text(
        "已有 {value} 秒存不进磁盘：来电照常接听，请勿重启，管理员马上清理磁盘",
        "nothing saved for {value} s: calls go on from memory. Free disk space now, do not restart",
    ),
    AlarmKind.CLOCK: Text(
        "线路与服务端的时钟相差 {value} 秒，记录的时间不准，请管理员校时",
        "the clocks of line and desk differ by {value} s: times in records are wrong. Set them by NTP",
    ),
    AlarmKind.OVERDUE: Text("{value} 张投诉单已超时限", "tickets past a limit: {value}"),
}
WELL: Text = Text("已恢复", "well again")


def say(rule: AlarmRule, value: float) -> Text:
    """The sentence, with the queue before it where it is about one."""
    words = WORDS[rule.kind]
    fill = {"value": _short(value), "limit": _short(rule.limit)}
    zh, en = words.zh.format(**fill), words.en.format(**fill)
    return Text(f"{rule.queue}：{zh}", f"{rule.queue}: {en}") if rule.queue else Text(zh, en)


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}".removesuffix(".0")
