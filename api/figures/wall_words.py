"""What the wall says, in both languages: its page, its script, the question for its key. Data, and its filling in."""

import json

from scripts_lib.model import Text

WORDS: dict[str, Text] = {
    "title": Text("三响大屏", "Sanxiang wall"),
    "waiting": Text("等待来电", "Callers waiting"),
    "longest": Text("最长等待", "Longest wait"),
    "rings": Text("三响内接听", "Within three rings"),
    "level": Text("服务水平", "Service level"),
    "calls": Text("今日来电", "Calls today"),
    "asa": Text("平均应答", "Average answer"),
    "ready": Text("示闲坐席", "Agents ready"),
    "overdue": Text("投诉超时", "Complaints overdue"),
    "connecting": Text("正在连接…", "Connecting…"),
    "language": Text("English", "中文"),
    "key.label": Text("大屏口令", "Wall key"),
    "key.open": Text("打开", "Open"),
    "key.hint": Text(
        "口令在服务器的 desk/wall.key 里，由管理员提供；同一台大屏只输一次。",
        "The administrator has it: desk/wall.key on the server. It is typed once on each screen.",
    ),
}
"""Of the page itself."""
TOLD: dict[str, Text] = {
    "connected": Text("已连接", "Connected"),
    "broken": Text("连接中断，正在重连…", "The connection broke; trying again…"),
    "reported": Text("‼ 立即报告 {n} 件未接手", "‼ reported at once, waiting: {n}"),
    "strict": Text("严格 {rate}  无法判定 {unknown}", "strict {rate}  unknown {unknown}"),
    "given": Text(
        "接通 {answered}  放弃 {given}（短 {short}）\n其中被拒 {away}",
        "answered {answered}\ngave up {given} ({short} short)\nturned away {away}",
    ),
    "seconds": Text("{n} 秒", "{n} s"),
    "handled": Text("平均处理 {time}", "handling {time}"),
    "agents": Text(
        "振铃 {reserved}  通话 {talking}  整理 {wrap}  示忙 {paused}",
        "ringing {reserved}  talking {talking}\nwrap-up {wrap}  paused {paused}",
    ),
    "tickets": Text(
        "将到期 {near}  未结 {open}\n待回电话 {owed}", "due soon {near}  open {open}\nto ring back {owed}"
    ),
    "level.answered": Text("及时÷接通", "in time ÷ answered"),
    "level.given_up_counted": Text("(及时+及时放弃)÷全部", "(in time + gave up in time) ÷ all"),
    "level.given_up_left_out": Text("及时÷(全部-及时放弃)", "in time ÷ (all − gave up in time)"),
    "level.offered": Text("及时÷全部", "in time ÷ all"),
}
"""Of its script, which fills in the figures."""


def words_in(lang: str) -> dict[str, str]:
    """What the page's template takes: its own words, and those of its script as JSON."""
    told = json.dumps({name: text.of(lang) for name, text in TOLD.items()}, ensure_ascii=False)
    own = {f"w_{name.replace('.', '_')}": text.of(lang) for name, text in WORDS.items()}
    other = "zh" if lang == "en" else "en"
    return {**own, "lang": "en" if lang == "en" else "zh-CN", "tongue": lang, "other": other, "told": told}
