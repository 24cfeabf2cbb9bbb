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
    "key.hold": Text("保持", "Hold"),
    "key.park": Text("驻留", "Park"),
    "key.transfer": Text("转接", "Transfer"),
    "key.mask": Text("停录", "Mask"),
    "key.keypad": Text("按键", "Keypad"),
    "key.dial": Text("拨号", "Dial"),
    "key.owed": Text("待回拨", "Call back"),
    "key.save": Text("保存", "Save"),
    "key.next": Text("下一问", "Next"),
    "key.previous": Text("上一问", "Back"),
    "key.choose": Text("换话术", "Other script"),
    "key.palette": Text("查找操作", "Find action"),
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
    "tip.dial": Text("拨打电话", "Call a number"),
    "tip.owed": Text("待回拨：没接到的来电、留言，回拨或免回拨", "Callers nobody talked with: ring back or excuse"),
    "tip.save": Text("保存处理结果，登记投诉", "Save the outcome, register the complaint"),
    "tip.next": Text("下一问；没有记下回答即跳过", "Next question; skipped when no answer was typed"),
    "tip.previous": Text("回到上一问", "Back to the question before"),
    "tip.choose": Text("换一个话术", "Choose another script"),
    "tip.palette": Text(
        "输入中文、英文或拼音首字母查找操作，回车执行", "Find any action by its name in Chinese or English, Enter runs it"
    ),
    "tip.theme": Text("深色、浅色主题切换", "Dark or light theme"),
    "tip.help": Text("打开按键一览", "This list of keys"),
    "tip.quit": Text("退出坐席端，有通话或待处理时要按两次", "Leave; twice when a call or an unfinished one is open"),
    "tip.dismiss": Text("收起提醒、返回", "Hide the reminder, go back"),
    "help.more": Text(
        "Tab / Shift+Tab 在各栏之间移动，↑↓ 选择，回车确定。",
        "Tab and Shift+Tab move between fields, ↑↓ choose, Enter confirms.",
    ),
}
