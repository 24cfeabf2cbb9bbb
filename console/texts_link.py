"""Words of the connections: the banner of a lost desk or line, finding the desk, and who else is signed in."""

from scripts_lib.model import Text

LINK: dict[str, Text] = {
    "away.trying": Text("与服务端断开，正在重连", "Desk lost; trying again"),
    "away.lost": Text(
        "与服务端断开 {lasted}（{at} 起），{seconds} 秒后重连（第 {attempt} 次）",
        "Desk lost for {lasted} (since {at}); next try in {seconds} s (attempt {attempt})",
    ),
    "away.now": Text(
        "与服务端断开 {lasted}（{at} 起），正在重连（第 {attempt} 次）",
        "Desk lost for {lasted} (since {at}); trying now (attempt {attempt})",
    ),
    "away.kept": Text(
        "通话照常，请接着记；填写的都已保留，新来电先由其他坐席接听。",
        "The call goes on: keep writing, all of it is kept. New calls go to others.",
    ),
    "away.unsent": Text("{count} 份处理结果待发送。", "{count} outcomes wait to be sent."),
    "away.back": Text("已重新连上服务端（断开 {lasted}）。", "The desk is back (away for {lasted})."),
    "away.caught": Text(
        "已补收 {count} 条更新（第 {first} 到 {last} 号）。", "Caught up {count} updates ({first} to {last})."
    ),
    "away.nothing": Text("期间没有变化。", "Nothing had changed."),
    "away.anew": Text(
        "已重新取得全部状态，请核对当前通话。", "The whole state was fetched anew; check the present call."
    ),
    "line.down": Text(
        "电话线路未连接，暂时接不到来电。请通知主管。", "The telephone line is down: tell your supervisor."
    ),
    "line.lost": Text(
        "电话线路断开 {lasted}（{at} 起），暂时接不到来电。请通知主管。",
        "The telephone line is down for {lasted} (since {at}): tell your supervisor.",
    ),
    "line.still": Text(
        "还能听到对方就继续通话；工单照常保存，线路自动重连。",
        "If you still hear the caller, go on. Forms are saved as always; the line is retried by itself.",
    ),
    "line.back": Text("电话线路已恢复（断开 {lasted}）。", "The telephone line is back (down for {lasted})."),
    # sign-in
    "in.choice": Text(
        "接管：另一处立即退出，来电和通话转到这里。取消：那边继续使用，这里不登录。",
        "Take over: the other console is closed at once, calls come here. Cancel: it goes on, you stay out.",
    ),
    "in.again": Text(
        "要在这里继续工作，请选“接管”；填写的内容都已保留。不是本人操作，请马上告诉主管。",
        "To go on here, take over; all that you typed is kept. If it was not you, tell your supervisor at once.",
    ),
}
