"""Words of the five clears and of a call's ending. Part of `texts`."""

from scripts_lib.model import Text

SCRIPT: dict[str, Text] = {
    "clears.title": Text("五清", "Five clears"),
    "clear.hear": Text("听清楚", "heard"),
    "clear.ask": Text("问清楚", "asked"),
    "clear.record": Text("记清楚", "recorded"),
    "clear.repeat": Text("复清楚", "repeated"),
    "clear.follow": Text("跟清楚", "followed"),
    "clear.short.hear": Text("听", "hear"),
    "clear.short.ask": Text("问", "ask"),
    "clear.short.record": Text("记", "note"),
    "clear.short.repeat": Text("复", "repeat"),
    "clear.short.follow": Text("跟", "follow"),
    "clears.lacking": Text("还差：{what}", "still: {what}"),
    "clears.questions": Text("{count} 个问题没有回答", "{count} questions unanswered"),
    "clears.repeat": Text("复述要点，请业主确认", "repeat the core and have it confirmed"),
    "clears.follow": Text("说明谁来办、何时答复", "say who goes on and by when"),
    "clears.ask": Text("选好类别，把话术里的问题问到", "choose the kind and ask its questions"),
    "list.and": Text("、", ", "),
    "clears.hear": Text("请业主先把事情说完", "let the caller tell the matter"),
    "clears.all": Text("五清都做到了。", "All five are done."),
    "clears.row": Text("{sign} {name}  {when}", "{sign} {name}  {when}"),
    "clears.by_hand": Text("手工勾选", "by hand"),
    "clears.choose": Text("五清：手工勾选", "Five clears: tick by hand"),
    "ending.title": Text("结束通话", "Ending the call"),
    "ending.wait": Text(
        "等对方先挂断（已等 {seconds} 秒）", "Wait for the caller to hang up first ({seconds} s so far)"
    ),
    "ending.may": Text(
        "已等 {seconds} 秒，对方还没有挂断：再道一声再见，可以按 {k_hang_up} 挂断",
        "{seconds} s and the caller is still there: say goodbye once more, then {k_hang_up} hangs up",
    ),
    "script.asked_at": Text("{time} 提出", "asked at {time}"),
    "script.left_out": Text("跳过了（{k_previous} 返回补问）", "left out ({k_previous} goes back)"),
}
