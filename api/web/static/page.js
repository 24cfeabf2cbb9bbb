// What pages do beyond forms and links; without it everything works still. No library, nothing from elsewhere.
"use strict";

(() => {
  const root = document.documentElement;
  root.classList.add("js");

  // The menu of a narrow screen.
  const key = document.querySelector(".menu-key");
  const top = document.querySelector(".top");
  if (key) {
    const narrow = window.matchMedia("(max-width: 40rem)");
    const fit = () => { key.hidden = !narrow.matches; };
    narrow.addEventListener("change", fit);
    fit();
    key.addEventListener("click", () => {
      const open = top.classList.toggle("open");
      key.setAttribute("aria-expanded", String(open));
    });
  }

  // What went wrong is read out, and is where the keyboard is.
  const alert = document.querySelector(".alert");
  if (alert) alert.focus();

  // What cannot be taken back asks first. The words come from the page, in its language.
  const asked = new WeakSet();
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    const words = button && button.dataset.confirm;
    if (words && !asked.has(event.target)) {
      event.preventDefault();
      ask(words, button, () => {
        asked.add(event.target);
        event.target.requestSubmit(button);
      });
      return;
    }
    // One press, one act: a second one within the same page is held back.
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "yes";
    changed.delete(event.target);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  function ask(words, button, go) {
    const dialog = document.createElement("dialog");
    const text = document.createElement("p");
    text.id = "ask";
    text.textContent = words;
    dialog.setAttribute("aria-labelledby", "ask");
    const row = document.createElement("div");
    row.className = "actions";
    const yes = document.createElement("button");
    yes.type = "button";
    yes.className = "main";
    yes.textContent = button.textContent.trim();
    const no = document.createElement("button");
    no.type = "button";
    no.textContent = root.lang === "en" ? "Cancel" : "取消";
    no.addEventListener("click", () => dialog.close());
    yes.addEventListener("click", () => { dialog.close(); go(); });
    dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
    row.append(yes, no);
    dialog.append(text, row);
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  }

  // What was typed is not lost by leaving the page.
  const changed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.method === "post") changed.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed.size) event.preventDefault();
  });

  // Lists and clocks are fetched anew each minute; never while somebody is typing or choosing.
  const parts = () => document.querySelectorAll("[data-live]");
  if (parts().length) {
    window.setInterval(refresh, 60000);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  }
  async function refresh() {
    if (document.hidden || changed.size || document.querySelector("dialog[open]")) return;
    let answer;
    try {
      answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
    } catch {
      return; // The desk is away, or the session is over: what is shown stays, the next click tells.
    }
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    parts().forEach((part) => {
      const other = fresh.getElementById(part.id);
      if (other && !part.contains(document.activeElement)) part.replaceWith(document.adoptNode(other));
    });
  }
})();
