"use strict";
// Shows each board that comes, and lets its clocks run on between two of them.
const NAMES = { answered: "及时÷接通", given_up_counted: "(及时+及时放弃)÷全部", given_up_left_out: "及时÷(全部-及时放弃)", offered: "及时÷全部" };
const at = (id) => document.getElementById(id);
const put = (id, text, bad = false) => { at(id).textContent = text; at(id).classList.toggle("bad", bad); };
const share = (part, whole) => (whole ? (100 * part / whole).toFixed(1) + "%" : "—");
const clock = (ms) => { const s = Math.floor(ms / 1000); return Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0"); };
const SITE = document.body.dataset; // the site's time zone, and how long three rings last
let board = null;
let came = 0;

function moves() {
  put("clock", new Date().toLocaleTimeString("zh-CN", { hour12: false, timeZone: SITE.timezone }));
  if (!board) return;
  const later = performance.now() - came;
  const waits = board.waiting.filter((one) => !one.callback).map((one) => one.waited_ms + later);
  put("waiting", String(waits.length), waits.length > 0);
  const longest = Math.max(0, ...waits);
  put("longest", clock(longest), longest > Number(SITE.limitMs));
}

function show() {
  const day = board.today;
  const rate = (one) => share(one.met, one.met + one.missed);
  put("rings", rate(day.rings), day.rings.missed > 0);
  put("strict", `严格 ${rate(day.strict)}  无法判定 ${day.rings.cannot_tell}`);
  const level = day.level;
  put("level", share(level.values[level.in_force].part, level.values[level.in_force].whole));
  put("levels", Object.entries(level.values).map(([name, one]) => `${name === level.in_force ? "● " : ""}${NAMES[name]} ${share(one.part, one.whole)}`).join("\n"));
  put("calls", String(day.calls));
  put("given", `接通 ${day.answered}  放弃 ${day.given_up}（短 ${day.given_up_short}）\n其中被拒 ${day.turned_away}`, day.turned_away > 0);
  put("asa", day.answered ? (day.wait_ms / day.answered / 1000).toFixed(1) + " 秒" : "—");
  put("aht", day.handled ? `平均处理 ${clock((day.talk_ms + day.wrap_up_ms) / day.handled)}` : "");
  const count = (state) => board.agents.filter((one) => one.state === state).length;
  const callers = board.waiting.some((one) => !one.callback);
  put("ready", String(count("ready")), callers && count("ready") === 0);
  put("agents", `振铃 ${count("reserved")}  通话 ${count("talking")}  整理 ${count("wrap_up")}  示忙 ${count("paused")}`);
  put("overdue", String(board.tickets.overdue), board.tickets.overdue > 0);
  put("tickets", `将到期 ${board.tickets.near}  未结 ${board.tickets.open}\n待回电话 ${board.duty_open}`);
  put("alarms", board.alarms.map((one) => "⚠ " + one.zh).join("　"));
  moves();
}

const source = new EventSource("/wall/events");
source.addEventListener("board", (event) => { board = JSON.parse(event.data); came = performance.now(); put("link", "已连接"); show(); });
source.addEventListener("error", () => put("link", "连接中断，正在重连…", true));
setInterval(moves, 250);
