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
    "key.save": Text("保存", "Save"),
    "key.next": Text("下一问", "Next"),
    "key.previous": Text("上一问", "Back"),
    "key.choose": Text("换话术", "Other script"),
    "key.theme": Text("主题", "Theme"),
    "key.help": Text("帮助", "Help"),
    "key.quit": Text("退出", "Quit"),
    "key.dismiss": Text("收起", "Hide"),
    "tip.answer": Text(
        "接听分配给您的来电；没有时代接等待最久的来电",
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
    "tip.save": Text("保存处理结果，登记投诉", "Save the outcome, register the complaint"),
    "tip.next": Text("下一问；没有记下回答即跳过", "Next question; skipped when no answer was typed"),
    "tip.previous": Text("回到上一问", "Back to the question before"),
    "tip.choose": Text("换一个话术", "Choose another script"),
    "tip.theme": Text("深色、浅色主题切换", "Dark or light theme"),
    "tip.help": Text("打开按键一览", "This list of keys"),
    "tip.quit": Text("退出坐席端，有通话或待处理时要按两次", "Leave; twice when a call or an unfinished one is open"),
    "tip.dismiss": Text("收起提醒、返回", "Hide the reminder, go back"),
    "help.more": Text(
        "Tab / Shift+Tab 在各栏之间移动，↑↓ 选择，回车确定。",
        "Tab and Shift+Tab move between fields, ↑↓ choose, Enter confirms.",
    ),
}
