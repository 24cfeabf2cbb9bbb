// What was typed survives a session that ends: kept in the tab's own sessionStorage, put back after signing in again.
// It is for the person who typed it, goes with the form that was taken, with signing out, and with the tab.
"use strict";

(() => {
  const root = document.documentElement;
  const me = root.dataset.me || "";
  const KEPT = "sanxiang-drafts";
  const LONGEST_MS = 12 * 3600 * 1000;
  const english = root.lang === "en";

  function load() {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT)) || fresh();
    } catch {
      return fresh();
    }
  }
  function fresh() { return { owner: me, forms: {}, sent: null }; }
  function keep(kept) {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(kept));
    } catch {
      // No room or no storage: what is typed is kept by the page alone, as without scripts.
    }
  }

  const keyOf = (form) => new URL(form.action, location.href).pathname;
  // Passwords are never kept, and neither is what somebody types who is not signed in.
  const wanted = (form) => form && form.method === "post" && !form.querySelector("input[type=password]");
  const typed = (form) => [...new FormData(form)].filter(([name, value]) => !name.startsWith("_") && typeof value === "string");

  // Signing in: nobody is known yet. A form that was sent here in vain is waited for.
  if (document.querySelector("form[action='/sign-in']")) {
    const kept = load();
    if (kept.sent) { kept.sent.inVain = true; keep(kept); }
    return;
  }
  if (!me) return;

  const kept = load();
  if (kept.owner !== me) {
    sessionStorage.removeItem(KEPT);
    Object.assign(kept, fresh());
  }
  const forms = new Map();
  document.querySelectorAll("form").forEach((form) => { if (wanted(form)) forms.set(keyOf(form), form); });
  arrived();
  Object.entries(kept.forms).forEach(([key, draft]) => {
    if (Date.now() - draft.at > LONGEST_MS) delete kept.forms[key];
    else if (forms.has(key)) putBack(forms.get(key), draft.fields, key);
  });
  keep(kept);

  // The form that was sent last has been taken, or stands here again with what the desk says is wrong with it.
  function arrived() {
    const sent = kept.sent;
    if (!sent) return;
    kept.sent = null;
    const failed = Number(root.dataset.status) >= 400 && !forms.has(sent.key);
    const draft = kept.forms[sent.key];
    if (!sent.inVain && !failed) delete kept.forms[sent.key];
    else if (sent.inVain && draft && !forms.has(sent.key) && draft.page !== location.pathname) {
      keep(kept);
      location.replace(draft.page);
    }
  }

  // Where a form can be opened again: the page itself, unless the form says that it has a page of its own.
  function draftOf(form) {
    return { at: Date.now(), page: form.dataset.page || location.pathname + location.search, fields: typed(form) };
  }

  function putBack(form, fields, key) {
    const values = new Map();
    fields.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    let first = null;
    [...form.elements].forEach((field) => {
      if (!field.name || field.name.startsWith("_") || field.type === "submit") return;
      const known = values.get(field.name);
      if (field.type === "checkbox" || field.type === "radio") field.checked = Boolean(known && known.includes(field.value));
      else if (known && known.length) field.value = known.shift();
      if (!first && field.type !== "hidden") first = field;
    });
    for (let around = form.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    if (first) first.dispatchEvent(new Event("input", { bubbles: true }));
    tell(form, key);
  }

  function tell(form, key) {
    const note = document.createElement("div");
    note.className = "note restored";
    note.setAttribute("role", "status");
    const words = document.createElement("p");
    words.textContent = english ? "What you had typed and not sent is back." : "已恢复上次没有提交的内容。";
    const away = document.createElement("button");
    away.type = "button";
    away.textContent = english ? "Throw it away" : "清除";
    away.addEventListener("click", () => {
      delete kept.forms[key];
      keep(kept);
      form.reset();
      note.remove();
    });
    note.append(words, away);
    form.prepend(note);
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!wanted(form)) return;
    kept.forms[keyOf(form)] = draftOf(form);
    keep(kept);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !wanted(form)) return;
    const key = keyOf(form);
    if (key === "/sign-out") {
      sessionStorage.removeItem(KEPT);
      return;
    }
    if (key === "/language") return;
    kept.forms[key] = draftOf(form);
    kept.sent = { key, inVain: false };
    keep(kept);
  });
})();
