"""Names of the keys' actions: one word for the key bar, one sentence for the help. Part of `console.texts`."""

from scripts_lib.model import Text

KEYS: dict[str, Text] = {
    "key.answer": Text("接听", "Answer"),
    "key.lists": Text("队列", "Lists"),
    "key.hang_up": Text("挂断", "Hang up"),
    "key.ready": Text("示闲", "Ready"),
    "key.pause": Text("示忙", "Pause"),
    "key.script": Text("话术", "Script"),
    "key.form": Text("工单", "Form"),
    "key.notes": Text("记录", "Notes"),
    "key.words": Text("用语", "Words"),
    "key.heard": Text("文字", "Transcript"),
    "key.resident": Text("住户", "Resident"),
    "key.hold": Text("保持", "Hold"),
    "key.park": Text("驻留", "Park"),
    "key.transfer": Text("转接", "Transfer"),
    "key.mask": Text("停录", "Mask"),
    "key.keypad": Text("按键", "Keypad"),
    "key.mute": Text("静音", "Mute"),
    "key.sound": Text("声音", "Sound"),
    "key.dial": Text("拨号", "Dial"),
    "key.owed": Text("待办", "Work list"),
    "key.handover": Text("交接班", "Hand-over"),
    "key.report": Text("立即报告", "Report"),
    "key.adopt": Text("采用", "Take over"),
    "key.save": Text("保存", "Save"),
    "key.next": Text("下一问", "Next"),
    "key.previous": Text("上一问", "Back"),
    "key.choose": Text("换话术", "Other script"),
    "key.palette": Text("查找操作", "Find action"),
    "key.clear": Text("五清", "Clears"),
    "key.theme": Text("主题", "Theme"),
    "key.help": Text("帮助", "Help"),
    "key.quit": Text("退出", "Quit"),
    "key.dismiss": Text("收起", "Hide"),
    "tip.answer": Text(
        "接听分配给您的来电；没有分配时，代接等待最久的来电",
        "Answer the call offered to you, or else the one that waits longest",
    ),
    "tip.lists": Text("来电排队和待处理通话", "Who waits, and calls without an outcome"),
    "tip.hang_up": Text("挂断；对方还在线上时要按两次", "Hang up; twice while the caller is on the line"),
    "tip.ready": Text("示闲，接听来电；也用于结束话后整理", "Take calls; also ends wrap-up"),
    "tip.pause": Text("示忙，选择原因", "Take no calls, with a reason"),
    "tip.script": Text("问询话术：当前问题", "The script and its present question"),
    "tip.form": Text("客户投诉意见表", "The complaint form"),
    "tip.notes": Text("通话记录，输入时检查忌语", "Notes, checked for forbidden phrases as you type"),
    "tip.words": Text(
        "开场白、文明用语、忌语与改说", "Opening, civil phrases, forbidden ones and what to say instead"
    ),
    "tip.heard": Text(
        "通话文字：双方说了什么，疑似忌语，报出的号码", "What both say, suspected phrases, numbers that were said"
    ),
    "tip.resident": Text("来电住户；再按一次查找住户", "Who calls; again to search for a resident"),
    "tip.hold": Text("请对方稍候（听音乐）；再按一次恢复通话", "Put the caller on hold; again to go on"),
    "tip.park": Text(
        "通话中：驻留对方，接听下一通；空闲时：取回驻留最久的来电",
        "In a call: park the caller and take the next; else take back the one parked longest",
    ),
    "tip.transfer": Text(
        "转接或咨询同事、号码；已接通第三方时：完成转接、三方通话",
        "Transfer or consult; with a third party: finish or join",
    ),
    "tip.mask": Text("暂停录音并注明原因；再按一次恢复录音", "Stop recording, with a reason; again to go on"),
    "tip.keypad": Text("向对方发送按键（如选择语音菜单）", "Send keys to the far end, as for a menu"),
    "tip.mute": Text("静音：对方听不到您；再按一次取消", "Mute: the caller cannot hear you; again to end it"),
    "tip.sound": Text("选择耳麦和振铃设备，调音量，测试", "Choose headset and ringing speaker, volume, tests"),
    "tip.dial": Text("拨打电话", "Call a number"),
    "tip.owed": Text(
        "待办：没接到的来电、承诺的答复、办结后的回访", "Callers to ring back, promised answers, follow-ups"
    ),
    "tip.handover": Text("交接班记录：阅读、签收、填写", "Hand-over between shifts: read, sign, write"),
    "tip.report": Text(
        "立即报告：危及人身或设备、违规泄密、重大差错（多数终端按 Ctrl+6 即可）",
        "Report at once: danger to people or equipment, a breach, a grave error (Ctrl+6 in most terminals)",
    ),
    "tip.adopt": Text("采用表单里的建议（程度、部门等）", "Take over what the form proposes (weight, department)"),
    "tip.save": Text("保存处理结果，登记投诉", "Save the outcome, register the complaint"),
    "tip.next": Text("下一问；没有记下回答即跳过", "Next question; skipped when no answer was typed"),
    "tip.previous": Text("回到上一问", "Back to the question before"),
    "tip.choose": Text("换一个话术", "Choose another script"),
    "tip.palette": Text(
        "输入中文、英文或拼音首字母查找操作，回车执行",
        "Find any action by its name in Chinese or English, Enter runs it",
    ),
    "tip.clear": Text("五清：手工勾选做到的一项", "The five clears: tick one by hand"),
    "tip.theme": Text("深色、浅色主题切换", "Dark or light theme"),
    "tip.help": Text("打开按键一览", "This list of keys"),
    "tip.quit": Text("退出坐席端，有通话或待处理时要按两次", "Leave; twice when a call or an unfinished one is open"),
    "tip.dismiss": Text("收起提醒、返回", "Hide the reminder, go back"),
    "help.more": Text(
        "Tab / Shift+Tab 在各栏之间移动，↑↓ 选择，回车确定；列表也可按行首的数字或字母。",
        "Tab and Shift+Tab move between fields, ↑↓ choose, Enter confirms; in lists also the mark before a row.",
    ),
    "group.here": Text("这个窗口", "This window"),
    "group.call": Text("通话", "The call"),
    "group.caller": Text("来电人和住户", "Caller and home"),
    "group.script": Text("话术", "Script"),
    "group.form": Text("工单", "Form"),
    "group.words": Text("用语和记录", "Words and notes"),
    "group.sound": Text("声音", "Sound"),
    "group.work": Text("班次和待办", "Shift and work list"),
    "group.console": Text("坐席端", "Console"),
    "palette.hint": Text("查找操作：中文、英文或拼音首字母", "Find an action by its name"),
    # own keymap
    "keys.line": Text("第 {number} 行：", "line {number}: "),
    "keys.no_yaml": Text("不是“编号: 按键”的写法：{text}", "not of the form `id: keys`: {text}"),
    "keys.unknown_id": Text("没有编号为 {id} 的操作，是不是 {near}？", "no action is called {id}; is it {near}?"),
    "keys.twice": Text("{id} 在第 {line} 行已经写过", "{id} stands on line {line} already"),
    "keys.no_key": Text("{id} 后面没有写按键", "no key is given for {id}"),
    "keys.key_unknown": Text("没有叫 {key} 的键", "no key is called {key}"),
    "keys.key_unsendable": Text(
        "终端发不出 {key}（或当作别的键），请换一个", "a terminal cannot send {key}, or sends it as another key"
    ),
    "keys.key_taken": Text(
        "{key} 是打字或终端自己要用的键，请换一个", "{key} is needed for typing, or by the terminal itself"
    ),
    "keys.clash": Text("{key} 已经用于“{name}”（{id}）", "{key} is already used for “{name}” ({id})"),
    "keys.faults": Text("按键文件 {path} 中这些行没有生效：", "These lines of {path} have no effect:"),
    "keys.told": Text(
        "按键文件有 {count} 处没有生效（按 {k_help} 查看）：{first}",
        "{count} faults in the keymap file ({k_help} shows all): {first}",
    ),
    "keys.file": Text("自定按键：{path}", "Own keys: {path}"),
    "keys.head": Text(
        "三响坐席端的自定按键。\n"
        "去掉一行开头的 #，把冒号后面改成想用的键，重新打开坐席端即生效。\n"
        "一个操作可以有几个键，用逗号隔开：agent.hold: ctrl+e, f9\n"
        "可用：F1 到 F12、Ctrl+字母、Ctrl 或 Shift 或 Alt 加功能键和方向键。\n"
        "不可用：Ctrl+I、Ctrl+M、Ctrl+H、Ctrl+J、Ctrl+C、Ctrl+V、Ctrl+Shift+字母、Ctrl+数字、Alt+字母。",
        "Your own keys of the Sanxiang console.\n"
        "Take the # from the start of a line, change what stands after the colon, open the console again.\n"
        "An action may have several keys, with commas between: agent.hold: ctrl+e, f9\n"
        "To be had: F1 to F12, Ctrl+letter, function and arrow keys with Ctrl, Shift or Alt.\n"
        "Not to be had: Ctrl+I, Ctrl+M, Ctrl+H, Ctrl+J, Ctrl+C, Ctrl+V, Ctrl+Shift+letter, Ctrl+digit, Alt+letter.",
    ),
}
