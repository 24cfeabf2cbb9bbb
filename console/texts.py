"""Every text of the console in Chinese and English, in one place. Knows no screen.

A text may hold `{names}` that the caller fills. Words that belong to the company's rules (scripts, phrases, kinds)
come from `scripts_lib`, refusals from the desk; neither is repeated here.
"""

from collections.abc import Callable, Mapping

from console.keymap import LABELS
from console.texts_checks import CHECKS
from console.texts_form import FORM
from console.texts_heard import HEARD
from console.texts_incidents import INCIDENTS
from console.texts_keys import KEYS
from console.texts_link import LINK
from console.texts_quality import QUALITY
from console.texts_resident import RESIDENT
from console.texts_script import SCRIPT
from console.texts_shifts import SHIFTS
from console.texts_sound import SOUND
from console.texts_supervisor import SUPERVISOR
from console.texts_talk import TALK
from console.texts_work import WORK
from scripts_lib.model import Text

_MAIN: dict[str, Text] = {
    # header and states
    "state.signed_out": Text("未签入", "Signed out"),
    "state.paused": Text("示忙", "Paused"),
    "state.ready": Text("示闲", "Ready"),
    "state.reserved": Text("来电", "Ringing"),
    "state.talking": Text("通话中", "Talking"),
    "state.wrap_up": Text("话后整理", "Wrap-up"),
    "header.desk": Text("服务端", "desk"),
    "header.line": Text("线路", "line"),
    "header.sound": Text("声音", "audio"),
    "header.up": Text("通", "up"),
    "header.down": Text("断", "down"),
    "header.fine": Text("连接正常", "all up"),
    "header.today": Text("今日三响内", "3 rings today"),
    "header.none": Text("今日尚无来电", "no calls today"),
    "header.staff": Text(
        "示闲 {ready}  通话 {talking}  示忙 {paused}", "{ready} ready  {talking} talking  {paused} paused"
    ),
    # call card
    "call.idle": Text("等待来电", "Waiting for a call"),
    "call.idle.hint": Text(
        "今日已接 {answered} 通，未接通 {abandoned} 通", "{answered} answered today, {abandoned} abandoned"
    ),
    "call.paused": Text("示忙中，不分配来电", "Paused: no calls are offered"),
    "call.paused.hint": Text("按 {k_ready} 示闲，开始接听", "Press {k_ready} to take calls"),
    "call.paused.parked": Text("按 {k_park} 取回驻留的来电", "{k_park} takes the parked caller back"),
    "call.wrap": Text("话后整理", "Wrap-up"),
    "call.wrap.hint": Text("整理完按 {k_ready} 示闲", "Press {k_ready} when you are ready for the next call"),
    "call.ringing": Text("来电振铃", "Ringing"),
    "call.talking": Text("通话中", "Talking"),
    "call.ended": Text("通话结束", "Call over"),
    "call.waiting": Text("排队中", "Waiting"),
    "call.no_number": Text("未显示号码", "number withheld"),
    "call.unknown": Text("住户未确认", "resident not known"),
    "call.answer": Text("按 {k_answer} 接听", "{k_answer} to answer"),
    "call.dialling": Text("正在拨出", "Dialling"),
    "call.parked": Text("驻留中", "Parked"),
    "call.handed_on": Text("已转出", "Handed on"),
    "call.outgoing": Text("外呼", "a call of ours"),
    "call.callback": Text("等待回拨", "waits to be rung back"),
    "call.held": Text("⏸ 保持中 {time}", "⏸ on hold {time}"),
    "party.colleague": Text("同事", "a colleague"),
    "party.calling": Text("正在呼叫{who}", "calling {who}"),
    "party.joined": Text("正在咨询{who}，对方听不到", "talking with {who}; the caller hears music"),
    "party.with_caller": Text("三方通话：{who}", "conference with {who}"),
    "audio.caller": Text("听不到对方声音", "no sound from the caller"),
    "audio.agent": Text("对方听不到您的声音", "the caller cannot hear you"),
    "audio.line": Text("线路没有声音", "no sound on the line"),
    "audio.party": Text("听不到第三方声音", "no sound from the third party"),
    "recording.masked": Text("录音已暂停，{k_mask} 恢复", "not being recorded, {k_mask} goes on"),
    "own.today": Text("本人今日三响内", "own rate today"),
    "second.rings": Text(
        "{ring} 另有来电：{who}，{k_park} 驻留并接听", "{ring} {who} rings too: {k_park} parks and answers"
    ),
    "second.parked": Text("⏸ {who} 已驻留 {time}", "⏸ {who} parked {time}"),
    "owed.open": Text(
        "待办 {count} 项（回拨、答复、回访），按 {k_owed} 处理", "{count} to ring back, answer or follow up: {k_owed}"
    ),
    "ring.now": Text("第 {number} 响", "ring {number}"),
    "ring.left": Text("距三响时限 {seconds} 秒", "{seconds} s to the limit of {limit} rings"),
    "ring.over": Text("已超三响 {seconds} 秒", "{seconds} s over the limit of {limit} rings"),
    "verdict.met": Text("三响内接听", "within three rings"),
    "verdict.missed": Text("超过三响", "later than three rings"),
    "verdict.cannot_tell": Text("临界，无法判定", "too close to tell"),
    "verdict.strict": Text("严格口径：{verdict}", "strict reading: {verdict}"),
    "strict.met": Text("达标", "met"),
    "strict.missed": Text("未达标", "missed"),
    "strict.cannot_tell": Text("无法判定", "cannot tell"),
    "verdict.at": Text("第 {rings} 响（{seconds} 秒）", "ring {rings}, {seconds} s"),
    "talk.time": Text("通话 {time}", "talk {time}"),
    "talk.total": Text("通话时长 {time}", "talked {time}"),
    "level.heard": Text("对方", "caller"),
    "level.said": Text("本方", "you"),
    "level.off": Text("未接通声音", "no audio yet"),
    "end.caller": Text("对方先挂断", "the caller hung up first"),
    "end.agent": Text("坐席先挂断", "you hung up first"),
    "end.line": Text("线路挂断", "the line ended it"),
    "end.party": Text("第三方先挂断", "the third party hung up first"),
    "cause.abandoned": Text("接听前对方挂断", "the caller gave up before an answer"),
    "cause.rejected": Text("线路拒绝了来电", "the line refused the call"),
    "cause.no_ack": Text("对方电话未确认接通", "the caller's telephone never confirmed"),
    "cause.media_lost": Text("对方声音中断", "the caller's audio stopped"),
    "cause.shutdown": Text("线路停止服务", "the line was shut down"),
    "cause.interrupted": Text("线路故障，通话中断", "the line failed in mid-call"),
    "cause.transferred": Text("已转接到外线", "handed on to another number"),
    "cause.callback": Text("对方要求回拨", "the caller asked to be rung back"),
    "cause.voicemail": Text("对方留言", "the caller left a message"),
    "cause.not_reached": Text("没有打通", "nobody was reached"),
    "cause.failed": Text("线路出错", "an error on the line"),
    # lists
    "queue.title": Text("来电排队", "Queue"),
    "queue.none": Text("无人等待", "nobody waits"),
    "queue.mine": Text("→您", "yours"),
    "queue.other": Text("振其他坐席", "rings elsewhere"),
    "queue.callback": Text("待回拨", "to ring back"),
    "parked.title": Text("驻留", "Parked"),
    "parked.mine": Text("本人", "yours"),
    "pending.title": Text("待处理通话", "To finish"),
    "pending.none": Text("没有待处理通话", "nothing to finish"),
    "pending.hint": Text("回车打开，补填处理结果", "Enter opens one to finish it"),
    # script
    "script.title": Text("问询话术", "Script"),
    "script.say_first": Text("接起来先说", "When you pick up, say"),
    "script.then": Text("接通后在这里选类别，逐条提问。", "Once you talk, choose the kind here and ask one by one."),
    "script.choose": Text(
        "来电反映的是哪一类问题？按行首的数字或字母选择",
        "What is the call about? Press the digit or letter of its row",
    ),
    "script.without": Text("（无话术）", " (no script)"),
    "script.closed": Text("接通后在这里选话术、逐条提问。", "Choose a script here once you are in a call."),
    "script.none": Text(
        "这一类没有话术，已按类别填好工单。", "There is no script for this kind; the form is preset."
    ),
    "script.progress": Text("{title}  第 {now} / {total} 问", "{title}  question {now} of {total}"),
    "script.purpose": Text("目的：{purpose}", "Purpose: {purpose}"),
    "script.fills": Text("→ 填入工单「{field}」", "→ fills “{field}”"),
    "script.next": Text("接下来", "Next"),
    "script.answer": Text(
        "记下对方的回答，回车进入下一问；留空回车即跳过", "Type the answer, Enter for the next; empty skips"
    ),
    "script.pick": Text("按 ↑↓ 选择，回车确定", "↑↓ to choose, Enter to take it"),
    "script.done": Text(
        "话术已问完。请复述要点，等对方先挂断，再填工单（{k_form}）。",
        "All asked. Repeat the matter, let the caller hang up first, then {k_form}.",
    ),
    "script.advice": Text("马上要做", "Do at once"),
    "script.first": Text("已经是第一问。", "This is the first question."),
    "script.answered": Text("已答 {answered}  跳过 {skipped}", "{answered} answered, {skipped} skipped"),
    # words
    "words.title": Text("用语提示", "Words"),
    "words.opening": Text("开场白", "Opening"),
    "words.ending": Text("结束语", "Ending"),
    "words.civil": Text("文明用语", "Say"),
    "words.forbidden": Text("服务忌语 → 改说", "Never say → say instead"),
    # notes
    "notes.title": Text("通话记录", "Notes"),
    "notes.hint": Text(
        "边听边记：谁、哪栋哪户、何时、何事、要求、电话", "Who, which home, when, what, the demand, telephone"
    ),
    "notes.closed": Text("没有打开的通话", "no call is open"),
    "reminder.said": Text("忌语「{phrase}」", "Forbidden: “{phrase}”"),
    "reminder.instead": Text("改说：{instead}", "Say: {instead}"),
    "reminder.dismiss": Text("Esc 收起", "Esc hides this"),
    # notices
    "say.no_call": Text("现在没有可接的来电。", "There is no call to answer."),
    "say.no_talk": Text("现在没有通话可挂断。", "There is no call to hang up."),
    "say.in_call": Text(
        "正在通话。要先接下一通，请按 {k_park} 驻留当前来电。",
        "You are in a call. {k_park} parks it and takes the next.",
    ),
    "say.confirm_hangup": Text(
        "对方还在线上：应等对方先挂断。确要挂断，请在 {seconds} 秒内再按一次 {k_hang_up}。",
        "The caller is still on the line and should hang up first. {k_hang_up} again within {seconds} s hangs up.",
    ),
    "say.confirm_quit_call": Text(
        "还在通话中，退出会断开您的声音。确要退出请再按一次 {k_quit}。",
        "You are in a call. Press {k_quit} again to leave anyway.",
    ),
    "say.confirm_quit_pending": Text(
        "还有 {count} 通电话没有处理结果。确要退出请再按一次 {k_quit}，内容会保留。",
        "{count} calls have no outcome yet. Press {k_quit} again to leave; nothing typed is lost.",
    ),
    "say.confirm_quit": Text("再按一次 {k_quit} 退出。", "Press {k_quit} again to leave."),
    "say.ready": Text("已示闲，等待来电。", "Ready for calls."),
    "say.paused": Text("已示忙：{reason}。", "Paused: {reason}."),
    "say.other_call": Text("先处理完当前通话，再打开这一通。", "Finish the present call before you open this one."),
    "say.no_device": Text("声音：{why}", "Audio: {why}"),
    "say.draft_restored": Text("已恢复这通电话未保存的内容。", "Unsaved content of this call was restored."),
    "say.draft_failed": Text(
        "草稿写不进磁盘（{why}），请尽快保存工单。", "Drafts cannot be written ({why}); save the form soon."
    ),
    # sign-in
    "in.title": Text("三响 · 坐席登录", "Sanxiang · agent sign-in"),
    "in.title_supervisor": Text("三响 · 主管登录", "Sanxiang · supervisor"),
    "in.title_quality": Text("三响 · 质检登录", "Sanxiang · quality"),
    "in.motto": Text("三响之内，有人接听", "Answered within three rings"),
    "in.desk": Text("服务端 {desk}", "Desk {desk}"),
    "in.login": Text("工号", "Login"),
    "in.password": Text("密码", "Password"),
    "in.code": Text("验证码", "Code"),
    "in.go": Text("登录", "Sign in"),
    "in.take_over": Text("在这里接管", "Take over here"),
    "in.cancel": Text("取消", "Cancel"),
    "in.busy": Text("正在登录…", "Signing in…"),
    "in.empty": Text("请输入工号和密码。", "Enter login and password."),
    "in.keys": Text(
        "Tab 换栏  回车登录  {k_theme} 换主题  {k_quit} 退出",
        "Tab next field  Enter sign in  {k_theme} theme  {k_quit} quit",
    ),
    # pause
    "paused.signed_in": Text("刚签入", "just signed in"),
    "paused.parked": Text("有来电驻留", "a caller is parked"),
    "paused.no_answer": Text("多次未接来电", "rang in vain"),
    "paused.phone_unreached": Text("话机无法接通", "phone not reached"),
    "paused.console_away": Text("坐席端断线", "console away"),
    "paused.supervising": Text("值守看板", "at the board"),
    "paused.listening_in": Text("监听中", "listening in"),
    "pause.title": Text("示忙原因", "Why do you pause?"),
    "pause.hint": Text("按数字或 ↑↓ 回车选择，Esc 取消", "Digit, or ↑↓ and Enter; Esc cancels"),
    "help.title": Text("按键一览", "All keys"),
    "help.close": Text("↑↓ 翻看  Esc 返回", "↑↓ scrolls  Esc closes"),
}

_LABELS = {f"label.{name}": Text(f"{{k_{name}}}", f"{{k_{name}}}") for name in LABELS}
TEXTS: dict[str, Text] = {
    **_LABELS,
    **_MAIN,
    **FORM,
    **HEARD,
    **INCIDENTS,
    **KEYS,
    **LINK,
    **QUALITY,
    **CHECKS,
    **RESIDENT,
    **SCRIPT,
    **SOUND,
    **SUPERVISOR,
    **SHIFTS,
    **TALK,
    **WORK,
}

Words = Callable[..., str]
"""`words("call.idle")`, `words("say.ready", name=...)`: one text in the screen's language."""


def words_in(lang: str, keys: Mapping[str, str] = LABELS) -> Words:
    """The catalogue in one language (`zh` or `en`). `{k_hold}` in a text is how the key of that action is written."""
    labels = {f"k_{name}": label for name, label in keys.items()}

    def say(key: str, **values: object) -> str:
        return TEXTS[key].of(lang).format(**{**labels, **values})

    return say
