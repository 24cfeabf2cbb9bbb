"""Texts of the headset: mute, ring, devices and their test. Part of `console.texts`."""

from scripts_lib.model import Text

SOUND: dict[str, Text] = {
    # mute
    "mute.on": Text("⊘ 已静音", "⊘ MUTED"),
    "mute.card": Text("⊘ 已静音，{k_mute} 取消", "⊘ muted, {k_mute} ends it"),
    "say.muted": Text(
        "已静音，对方听不到您。再按 {k_mute} 取消。", "Muted: the caller cannot hear you. {k_mute} again ends it."
    ),
    "say.unmuted": Text("已取消静音。", "No longer muted."),
    "say.mute_no_call": Text("没有通话，不用静音。", "There is no call to mute."),
    "say.speaks_muted": Text(
        "您在说话，但已静音，对方听不到。按 {k_mute} 取消静音。",
        "You are speaking while muted: nobody hears you. {k_mute} ends it.",
    ),
    # devices that come and go
    "role.microphone": Text("麦克风", "Microphone"),
    "role.earpiece": Text("耳机", "Earpiece"),
    "role.ringer": Text("振铃扬声器", "Ringing speaker"),
    "plug.fell_back": Text(
        "{role}「{device}」已断开，改用「{now}」；接回后自动恢复，通话不受影响。",
        "{role} “{device}” is gone; “{now}” is used until it is back. The call goes on.",
    ),
    "plug.lost": Text(
        "{role}「{device}」已断开，没有别的设备可用，正在重试；通话没有断。",
        "{role} “{device}” is gone and there is no other; still trying. The call is not cut.",
    ),
    "plug.back": Text("{role}「{device}」已接回。", "{role} “{device}” is back."),
    "plug.absent": Text(
        "没有找到{role}「{device}」，先用「{now}」；插上后自动换回。",
        "{role} “{device}” was not found; “{now}” is used until it is plugged in.",
    ),
    # the sound screen
    "sound.title": Text("声音：设备、音量、测试", "Sound: devices, volume, tests"),
    "sound.default": Text("系统默认", "system default"),
    "sound.default_is": Text("系统默认（{name}）", "system default ({name})"),
    "sound.none": Text("不使用", "none"),
    "sound.same": Text("与耳机相同", "the earpiece"),
    "sound.in_use": Text("正在用：{name}", "in use: {name}"),
    "sound.away": Text("✗ 没有接上", "✗ not connected"),
    "sound.file": Text("文件或无声（启动时指定）", "a file or silence, as started"),
    "sound.ring": Text("振铃", "Ring"),
    "sound.ring_on": Text("● 开", "● on"),
    "sound.ring_off": Text("○ 关（只看屏幕）", "○ off (screen only)"),
    "sound.volume": Text("音量 {volume}/10，←→ 调节", "volume {volume} of 10, ←→ to change"),
    "sound.tests": Text("测试", "Tests"),
    "sound.do_tone": Text("试耳机", "earpiece"),
    "sound.do_ring": Text("试振铃", "ring"),
    "sound.do_record": Text("录 3 秒并回放", "record 3 s, play back"),
    "sound.do_echo": Text("测回声", "echo"),
    "sound.hint": Text("按数字选择，Esc 返回", "Digits choose, Esc closes"),
    "sound.choose": Text("选择{role}", "Choose: {role}"),
    "sound.in_call": Text(
        "通话或振铃时不做测试，请在通话后再试。", "No tests while a call rings or runs; try afterwards."
    ),
    "sound.not_kept": Text(
        "设置没能写进磁盘（{why}），只在这次有效。", "The settings could not be kept ({why}): this run only."
    ),
    "sound.unread": Text(
        "声音设置文件读不了（{why}），已用默认设置。", "The sound settings cannot be read ({why}); defaults are used."
    ),
    # tests
    "check.tone": Text(
        "耳机里应听到 1 秒提示音和一小段音乐。", "You should hear a tone and four notes in the earpiece."
    ),
    "check.ring": Text("振铃扬声器应响一声。", "The ringing speaker should ring once."),
    "check.recording": Text("正在录音，请照平时说话… {left} 秒", "Recording; speak as you do in a call… {left} s"),
    "check.playing_back": Text("正在回放，请听耳机。", "Playing it back; listen."),
    "check.echo": Text(
        "正在测回声：耳机会沙沙响几秒，请戴好耳机、不要说话…",
        "Measuring the echo: hiss for some seconds; do not speak…",
    ),
    "check.no_mic": Text(
        "没有收到麦克风的声音。请检查接线，或换一个麦克风。",
        "Nothing came from the microphone. Check its plug or choose another.",
    ),
    "check.no_ear": Text(
        "没有可播放的设备。请检查接线，或换一个耳机。",
        "Nothing can be played. Check the plug or choose another device.",
    ),
    "mic.level": Text("人声 {speech} dB，环境 {noise} dB。", "Voice {speech} dB, room {noise} dB. "),
    "mic.dead": Text(
        "✗ 完全没有声音：耳麦线上的静音开关可能关着，或系统里把麦克风静音了。",
        "✗ No sound at all: the switch on the headset's cord may be off, or the system mutes the microphone.",
    ),
    "mic.no_speech": Text(
        "? 没有听到人声。请对着麦克风再录一次；仍没有，请换一个麦克风。",
        "? Nobody was heard speaking. Record again close to the microphone, or choose another one.",
    ),
    "mic.quiet": Text(
        "▼ 声音太小。增益建议：麦克风音量调高约 {turn} dB，或把麦克风移近嘴角。",
        "▼ Too quiet. Turn the microphone up by about {turn} dB, or bring it closer to your mouth.",
    ),
    "mic.good": Text("✓ 音量合适。", "✓ The level is good."),
    "mic.loud": Text(
        "▲ 声音太大。增益建议：麦克风音量调低约 {turn} dB。",
        "▲ Too loud. Turn the microphone down by about {turn} dB.",
    ),
    "mic.clipping": Text(
        "▲ 声音过大已失真。增益建议：麦克风音量调低至少 {turn} dB，或把麦克风移远一些。",
        "▲ So loud that it is distorted. Turn the microphone down by {turn} dB or more, or move it away.",
    ),
    "mic.noisy": Text(
        "! 环境噪声太大，只比人声低 {apart} dB。请换位置，或用带降噪的耳麦。",
        "! The room is noisy: only {apart} dB below your voice. Move, or use a headset that suppresses noise.",
    ),
    "echo.none": Text("✓ 测不到回声，对方听不到自己的声音。", "✓ No echo: callers do not hear themselves."),
    "echo.faint": Text(
        "! 有轻微回声（衰减 {loss} dB，延迟 {delay} 毫秒）。把耳机音量调低一些。",
        "! A faint echo ({loss} dB down, {delay} ms late). Turn the earpiece down a little.",
    ),
    "echo.strong": Text(
        "✗ 回声明显（衰减只有 {loss} dB，延迟 {delay} 毫秒），对方会听到自己。"
        "请用耳机而不用音箱，调低音量，麦克风离耳机远一些。",
        "✗ A strong echo (only {loss} dB down, {delay} ms late): callers hear themselves. "
        "Use an earpiece, not a speaker; turn it down; keep the microphone away from it.",
    ),
    "echo.unknown": Text(
        "? 测不准：环境太吵，或麦克风没有声音。请安静下来再测一次。",
        "? Cannot tell: the room was too loud, or the microphone silent. Try again in quiet.",
    ),
}
