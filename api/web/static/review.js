// The player of a call under review. Without it the browser's own player stands in its place, and every form works.
"use strict";

(() => {
  const root = document.getElementById("review");
  const tracks = root ? JSON.parse(root.dataset.tracks) : [];
  const line = document.getElementById("line");
  const sound = document.getElementById("sound");
  if (!root || !line || !sound || !tracks.length) return;

  const length = Number(line.dataset.length);
  const zero = Number(root.dataset.zero);
  const cursor = document.getElementById("cursor");
  const play = document.getElementById("play");
  const seek = document.getElementById("seek");
  const nowText = document.getElementById("now");
  const trouble = document.getElementById("trouble");
  const lines = [...document.querySelectorAll(".said-line")];
  const words = [...document.querySelectorAll(".w")];
  let track = null;
  let at = Number(root.dataset.start);
  document.querySelectorAll("#play, .seek, #times, #rates, #zooms").forEach((one) => { one.hidden = false; });

  // Moments are milliseconds since the INVITE; a track knows where it begins among them.
  const here = () => (track ? track.from + sound.currentTime * 1000 : at);

  function load(wanted) {
    if (track === wanted) return;
    told();
    track = wanted;
    sound.src = wanted.src;
    sound.load();
  }

  function go(ms, playing) {
    const wanted = tracks.find((one) => ms < one.to) || tracks[tracks.length - 1];
    load(wanted);
    at = Math.min(Math.max(ms, wanted.from), wanted.to - 50);
    const seconds = (at - wanted.from) / 1000;
    told();
    if (sound.readyState) sound.currentTime = seconds;
    else sound.addEventListener("loadedmetadata", () => { sound.currentTime = seconds; }, { once: true });
    show(at);
    if (playing) sound.play().catch(failed);
  }

  function failed(error) {
    if (error.name !== "AbortError") trouble.hidden = false;
  }

  function clock(ms) {
    const seconds = Math.floor(Math.abs(ms - zero) / 1000);
    const sign = ms < zero && seconds ? "−" : "";
    const two = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    return hours ? `${sign}${hours}:${two(minutes)}:${two(seconds % 60)}` : `${sign}${minutes}:${two(seconds % 60)}`;
  }

  function inSight(one) {
    const box = one.getBoundingClientRect();
    return box.bottom > 0 && box.top < window.innerHeight;
  }

  let shownLine = null;
  let lastLine = null;
  let shownWord = null;
  function show(ms) {
    const percent = `${Math.min(100, (ms / length) * 100).toFixed(3)}%`;
    cursor.setAttribute("x1", percent);
    cursor.setAttribute("x2", percent);
    nowText.textContent = clock(ms);
    if (document.activeElement !== seek || !sound.paused) seek.value = String(Math.floor(ms / 1000));
    seek.setAttribute("aria-valuetext", clock(ms));
    const said = lines.find((one) => ms >= Number(one.dataset.from) && ms < Number(one.dataset.to)) || null;
    if (said !== shownLine) {
      if (shownLine) shownLine.classList.remove("now");
      if (said) said.classList.add("now");
      // The page goes on with the words as long as the reader was with them.
      if (said && !sound.paused && lastLine && inSight(lastLine)) said.scrollIntoView({ block: "nearest" });
      shownLine = said;
      lastLine = said || lastLine;
    }
    let word = null;
    if (said) for (const one of said.querySelectorAll(".w")) if (Number(one.dataset.at) <= ms) word = one;
    if (word !== shownWord) {
      if (shownWord) shownWord.classList.remove("at");
      if (word) word.classList.add("at");
      shownWord = word;
    }
  }

  function follow() {
    if (sound.paused) return;
    reached = sound.currentTime;
    at = here();
    show(at);
    requestAnimationFrame(follow);
  }

  // What was listened to is told to the desk, stretch by stretch (SEC-1).
  const SHORTEST_S = 0.1;
  const LONGEST_S = 30;
  let since = null;
  let reached = 0;
  function told() {
    const from = since;
    since = null;
    if (from === null || !track || reached - from < SHORTEST_S) return;
    const body = new URLSearchParams({
      recording: track.id,
      from: String(Math.round(from * 1000)),
      to: String(Math.round(reached * 1000)),
      _csrf_token: document.querySelector(".player input[name=_csrf_token]").value,
    });
    fetch(`/calls/${root.dataset.call}/played`, { method: "POST", body, keepalive: true }).catch(() => {});
  }

  sound.addEventListener("playing", () => {
    trouble.hidden = true;
    if (since === null) { since = sound.currentTime; reached = since; }
    play.textContent = `❚❚ ${play.dataset.pause}`;
    requestAnimationFrame(follow);
  });
  sound.addEventListener("timeupdate", () => {
    if (sound.paused || sound.seeking) return;
    reached = sound.currentTime;
    if (since !== null && reached - since >= LONGEST_S) { told(); since = reached; }
  });
  sound.addEventListener("pause", () => {
    if (!sound.seeking) reached = Math.max(reached, sound.currentTime);
    told();
    play.textContent = `▶ ${play.dataset.play}`;
  });
  sound.addEventListener("seeked", () => { if (!sound.paused && since === null) { since = sound.currentTime; reached = since; } });
  sound.addEventListener("ended", () => {
    told();
    const next = tracks[tracks.indexOf(track) + 1];
    if (next) go(next.from, true);
  });
  sound.addEventListener("error", () => { if (track) trouble.hidden = false; });
  window.addEventListener("pagehide", told);

  play.addEventListener("click", () => {
    if (!sound.paused) sound.pause();
    else if (!track || here() >= track.to - 100) go(track && here() >= length - 100 ? tracks[0].from : at, true);
    else sound.play().catch(failed);
  });
  seek.addEventListener("input", () => go(Number(seek.value) * 1000, !sound.paused));
  line.addEventListener("click", (event) => {
    const box = line.getBoundingClientRect();
    go(((event.clientX - box.left) / box.width) * length, true);
  });
  document.addEventListener("click", (event) => {
    const from = event.target.closest("[data-at]");
    if (from && !event.target.closest("svg")) go(Number(from.dataset.at), true);
  });

  function press(group, chosen) {
    document.querySelectorAll(`#${group} button`).forEach((one) => one.setAttribute("aria-pressed", String(one === chosen)));
  }
  document.querySelectorAll("[data-rate]").forEach((button) => button.addEventListener("click", () => {
    sound.defaultPlaybackRate = sound.playbackRate = Number(button.dataset.rate);
    press("rates", button);
  }));
  document.querySelectorAll("[data-zoom]").forEach((button) => button.addEventListener("click", () => {
    const frame = document.getElementById("line-frame");
    line.setAttribute("width", `${Number(button.dataset.zoom) * 100}%`);
    frame.scrollLeft = (at / length) * line.clientWidth - frame.clientWidth / 2;
    press("zooms", button);
  }));

  // Words by keyboard: one of them is reached by Tab, arrows go on from there.
  let stop = words[0] || null;
  if (stop) stop.tabIndex = 0;
  function focus(word) {
    if (!word) return;
    stop.tabIndex = -1;
    word.tabIndex = 0;
    stop = word;
    word.focus();
  }
  document.addEventListener("focusin", (event) => {
    if (event.target.classList.contains("w") && event.target !== stop) focus(event.target);
  });
  document.addEventListener("keydown", (event) => {
    const word = event.target;
    if (!word.classList || !word.classList.contains("w") || event.altKey || event.ctrlKey || event.metaKey) return;
    const place = words.indexOf(word);
    const row = lines.indexOf(word.closest(".said-line"));
    const first = (number) => lines[number] && lines[number].querySelector(".w");
    const to = {
      ArrowRight: () => words[place + 1],
      ArrowLeft: () => words[place - 1],
      ArrowDown: () => first(row + 1),
      ArrowUp: () => first(row - 1),
      Home: () => first(row),
    }[event.key];
    if (!to) return;
    event.preventDefault();
    focus(to());
  });

  // A stretch that the address names is shown at once.
  show(at);
})();
