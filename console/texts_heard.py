"""Words about what is heard: the transcript, suspected phrases, whether the line listens. Part of `texts`."""

from scripts_lib.model import Text

HEARD: dict[str, Text] = {
    "heard.title": Text("通话文字", "What is said"),
    "heard.agent": Text("我", "me"),
    "heard.caller": Text("来电人", "caller"),
    "heard.suspected": Text("疑似忌语「{phrase}」", "Suspected: “{phrase}”"),
    "heard.perhaps": Text("可能是忌语「{phrase}」，仅提醒", "Perhaps “{phrase}”, a reminder only"),
    "heard.instead": Text("改说：{instead}", "say: {instead}"),
    "heard.none": Text("还没有听到说话。", "Nothing has been heard yet."),
    "heard.no_call": Text(
        "现在没有通话；接听后这里显示双方的话。", "No call now; what both say is shown here once you talk."
    ),
    "heard.numbers": Text("来电人报出（按数字填入工单）：", "The caller said (a digit puts it into the form):"),
    "heard.phone": Text("电话", "telephone"),
    "heard.home": Text("住址", "home"),
    "heard.put": Text("已填入工单：{value}", "Put into the form: {value}"),
    "heard.no_number": Text("没有这一项号码。", "There is no such number."),
    "heard.opening": Text("开场", "Opening"),
    "heard.ending": Text("结束", "Ending"),
    "heard.hint": Text("↑↓ 翻看，Esc 关闭", "↑↓ to scroll, Esc closes"),
    "heard.mark": Text(
        "机器识别，仅供参考；是否忌语由人认定", "Recognised by a machine; a person decides whether it was a fault"
    ),
    "listening.off": Text("未听写", "no transcript"),
    "listening.starting": Text("听写启动中", "transcript starts"),
    "listening.on": Text("听写中", "transcribing"),
    "listening.busy": Text("听写滞后", "transcript late"),
    "listening.failed": Text("听写中断", "transcript broke"),
    "listening.why_off": Text(
        "没有开启听写，通话不受影响。管理员可运行 hotline listen setup 开启。",
        "Speech is not recognised here; calls go on as always. An administrator sets it up: hotline listen setup.",
    ),
    "listening.why_busy": Text(
        "同时说话的人多，文字晚 {seconds} 秒左右，通话不受影响。",
        "Many speak at once: text comes about {seconds} s late. Calls go on as always.",
    ),
    "listening.why_failed": Text(
        "听写中断，正在重新启动，通话不受影响。", "Recognition broke off and is being started again. Calls go on."
    ),
}
