"use strict";
// Shows each board that comes, and lets its clocks run on between two of them.
const at = (id) => document.getElementById(id);
const put = (id, text, bad = false) => { at(id).textContent = text; at(id).classList.toggle("bad", bad); };
const share = (part, whole) => (whole ? (100 * part / whole).toFixed(1) + "%" : "—");
const clock = (ms) => { const s = Math.floor(ms / 1000); return Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0"); };
const SITE = document.body.dataset; // the site's time zone, how long three rings last, the language and its words
const TOLD = JSON.parse(SITE.told);
const say = (name, values = {}) => TOLD[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
let board = null;
let came = 0;

function moves() {
  put("clock", new Date().toLocaleTimeString("en-GB", { hour12: false, timeZone: SITE.timezone }));
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
  put("strict", say("strict", { rate: rate(day.strict), unknown: day.rings.cannot_tell }));
  const level = day.level;
  put("level", share(level.values[level.in_force].part, level.values[level.in_force].whole));
  put("levels", Object.entries(level.values).map(([name, one]) => `${name === level.in_force ? "● " : ""}${say("level." + name)} ${share(one.part, one.whole)}`).join("\n"));
  put("calls", String(day.calls));
  put("given", say("given", { answered: day.answered, given: day.given_up, short: day.given_up_short, away: day.turned_away }), day.turned_away > 0);
  put("asa", day.answered ? say("seconds", { n: (day.wait_ms / day.answered / 1000).toFixed(1) }) : "—");
  put("aht", day.handled ? say("handled", { time: clock((day.talk_ms + day.wrap_up_ms) / day.handled) }) : "");
  const count = (state) => board.agents.filter((one) => one.state === state).length;
  const callers = board.waiting.some((one) => !one.callback);
  put("ready", String(count("ready")), callers && count("ready") === 0);
  put("agents", say("agents", { reserved: count("reserved"), talking: count("talking"), wrap: count("wrap_up"), paused: count("paused") }));
  put("overdue", String(board.tickets.overdue), board.tickets.overdue > 0);
  put("tickets", say("tickets", { near: board.tickets.near, open: board.tickets.open, owed: board.duty_open }));
  const reported = board.incidents.length ? [say("reported", { n: board.incidents.length })] : [];
  put("alarms", [...reported, ...board.alarms.map((one) => "⚠ " + (SITE.lang === "en" ? one.en : one.zh))].join("　"));
  moves();
}

const source = new EventSource("/wall/events");
source.addEventListener("board", (event) => { board = JSON.parse(event.data); came = performance.now(); put("link", say("connected")); show(); });
source.addEventListener("error", () => put("link", say("broken"), true));
setInterval(moves, 250);
