// Keeps unsaved changes of a form: on this computer at once, on the server some seconds later. The copy on this computer
// is deleted once the server has it; what the server never got is sent when the page is opened again, and offered back.
// Bound to [data-autosave], a hidden field inside the form. Its value is the address to send to; data-subject is what the
// form is about (empty for something new), data-user the user, data-newest the version that was opened. While it has
// data-unkept, the server lacks a change.
import { newKey } from "./new_key.js";
import { whenIdle } from "./when_idle.js";
import { partlyTyped, wholeValue } from "./whole_dates.js";

const CHEAP = 4; // milliseconds; storing on this computer that takes longer
const RARELY = 250; // is done at this interval
const LOOK = 1_000; // for what changes without an event
const PAUSE = 3_000; // after the last key
const LONGEST = 15_000; // while the user keeps typing, and before another try
const HERE = 60_000;
const STAYS = 1_500; // whoever leaves sooner was not here
const LEAVING = 60_000; // bytes that a page may still send as it is closed
const UNREACHED = "Can’t reach the server. Your changes are kept on this computer.";

const field = document.querySelector("[data-autosave]");
if (field) start(field.form);

function start(form) {
  const { autosave: url, user } = field.dataset;
  let { newest, subject } = field.dataset;
  let page = `unsaved ${user} ${url} ${subject} `;
  const quiet = document.querySelector("[data-autosave-kept]");
  const loud = document.querySelector("[data-autosave-lost]");
  const others = document.querySelector("[data-autosave-others]");
  const used = [...form.querySelectorAll("[name=_used]")].map(({ value }) => value);
  let key = newKey();
  let serial = 0; // of the last change
  let known = null; // the content of the form then
  let isEarly = hasTyped(form); // the user was quicker than the page: what it was opened with isn't known
  let first = 0; // when the oldest change that is not kept yet was typed
  let last = 0; // and when the newest
  let sending = false;
  let over = false; // the form is being sent, or there is nothing left to keep
  let inSending = null; // the field with the key of what is being sent
  let retry = 0;
  let cost = 0; // of storing on this computer
  let looked = 0; // when that was done last
  let left = Infinity; // when to try again to send what an earlier page could not

  const fields = () => {
    const dates = new Map(partlyTyped(form).map((each) => [each.name, wholeValue(each)])); // which would be empty
    return [...new FormData(form)]
      .filter(
        ([name, value]) =>
          typeof value === "string" && !["csrfmiddlewaretoken", "_kept", "_used"].includes(name) && !name.includes("__prefix__"),
      )
      .map(([name, value]) => [name, dates.get(name) ?? value]);
  };

  const tell = (words, bad = "") => {
    quiet.textContent = words;
    if (loud.textContent !== bad) loud.textContent = bad;
  };

  function look() {
    const began = performance.now();
    write();
    looked = performance.now();
    cost = looked - began;
  }

  function write() {
    const now = JSON.stringify(fields());
    if (isEarly) known = "";
    isEarly = false;
    if (known === null || now === known) {
      known ??= now;
      return;
    }
    known = now;
    field.dataset.unkept = "";
    over = false;
    last = Date.now();
    first ||= last;
    serial = Math.max(serial + 1, last);
    field.value = key;
    try {
      const entry = JSON.stringify({ serial, at: last, query: location.search, used });
      localStorage.setItem(page + key, `${entry.slice(0, -1)},"typed":${now}}`); // which is long
    } catch {
      tell("", "This computer can’t keep unsaved changes. Save often.");
    }
  }

  // What to do if the server refuses. Nothing is deleted before the server has it, or forbids it.
  async function send(name, entry, { late = false, leaving = false } = {}) {
    const body = JSON.stringify({
      ...{ key: name, subject: subject || null, user, late },
      ...{ serial: entry.serial, query: entry.query, used: entry.used, typed: entry.typed, age: Date.now() - entry.at },
    });
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token(form) },
      body,
      keepalive: leaving && body.length < LEAVING,
      signal: AbortSignal.timeout(LONGEST),
    });
    const answered = response.headers.get("Content-Type")?.startsWith("application/json");
    const said = answered ? await response.json() : {};
    if (response.ok || [409, 410].includes(response.status)) forget(page + name, entry.serial);
    return { status: response.status, said };
  }

  async function keep(options) {
    if (sending || over || !first) return;
    sending = true;
    const entry = { serial, at: last, query: location.search, used, typed: JSON.parse(known) };
    const began = first;
    first = 0;
    try {
      const { status, said } = await send(key, entry, options);
      retry = 0;
      if (status === 200) {
        if (!first) delete field.dataset.unkept;
        tell(`Autosaved ${said.kept}`);
        tellOthers(said);
      } else if (status === 409) {
        key = newKey(); // the page was saved, and the user typed on
        known = "";
        look();
      } else if (status === 410) {
        over = true;
        tell("", "This was taken down. Your changes aren’t kept.");
      } else {
        again(began);
        if (status === 413) tell("", `${said.refused} Until then your changes are kept on this computer.`);
        else if (status === 403) tell("", "You’ve been signed out, or can’t edit this. Your changes are kept on this computer.");
        else tell("", UNREACHED);
      }
    } catch {
      again(began);
      tell("", UNREACHED);
    } finally {
      sending = false;
    }
  }

  function tellOthers(said) {
    const meanwhile = newest && said.newest > newest ? `Version ${said.newest} was saved in the meantime. Your changes will be merged with it when you save.` : "";
    others.textContent = [said.others, meanwhile].filter(Boolean).join(" ");
  }

  // Tell that this page is open, while it is in sight, and hear who else has it open.
  async function beHere() {
    const here = document.querySelector("[data-here]")?.dataset.here;
    if (!here || document.hidden) return;
    try {
      const response = await fetch(here, { method: "POST", headers: { "X-CSRFToken": token(form) } });
      if (response.ok) tellOthers(await response.json());
    } catch {} // autosave says that the server can't be reached
  }

  function again(began) {
    first = began;
    retry = Date.now() + LONGEST;
  }

  function tick() {
    if (performance.now() - looked > LOOK / 2) look();
    const now = Date.now();
    if (first && now > retry && (now - last >= PAUSE || now - first >= LONGEST)) keep();
    if (now > left) sendWhatIsLeft().catch(() => {});
  }

  function leave() {
    look();
    keep({ leaving: true });
  }

  // What an earlier page could not send. The server knows what was saved meanwhile, and takes only the rest.
  async function sendWhatIsLeft() {
    let sent = false;
    left = Infinity;
    for (const name of Object.keys(localStorage).filter((each) => each.startsWith(page))) {
      if (name === page + key) continue;
      try {
        const entry = JSON.parse(localStorage.getItem(name));
        const { status, said } = await send(name.slice(page.length), entry, { late: true });
        sent ||= status === 200 && !said.saved;
        if (status === 403 || status >= 500) left = Date.now() + LONGEST; // until the user has signed in, or the server is back
      } catch {
        left = Date.now() + LONGEST; // it stays until the server can be reached
      }
    }
    const offers = document.querySelector("[data-kept-offers]");
    if (!sent || !offers) return;
    const answer = await fetch(`${url}?${new URLSearchParams({ subject })}`);
    if (answer.ok) offers.innerHTML = await answer.text();
  }

  let soon;
  const changed = () => {
    if (cost < CHEAP && known !== null) return look();
    soon ??= setTimeout(() => {
      soon = undefined;
      whenIdle(look);
    }, RARELY);
  };
  for (const name of ["input", "change", "formset:added", "formset:removed"]) form.addEventListener(name, changed);
  form.addEventListener("input", ({ isTrusted }) => {
    isEarly ||= isTrusted && known === null;
  }, { capture: true });
  // The page may also send the form itself and stay, which the events "saving", "saved" and "unsaved" tell.
  form.addEventListener("saved", ({ detail }) => {
    newest = detail.base;
    others.textContent = "";
    tell("");
    form.querySelectorAll("[name=_used]").forEach((each) => each.remove());
    for (const name of used.splice(0)) forget(page + name, Infinity); // they are saved
    if (detail.isSame) startAfresh();
    if (detail.subject !== subject) moveTo(detail.subject);
    setTimeout(beHere, STAYS); // at the address of what is saved now
  });
  form.addEventListener("unsaved", ({ detail }) => {
    over = false;
    keepAnew(); // with all that was sent. The server may have it under the key before: that is still sent with the form.
    if (inSending) forget(page + inSending.value, Infinity); // not before: the page may be closed in between
    tell("", detail.isReached ? "" : UNREACHED);
  });
  // A new story has been saved. What was typed meanwhile belongs to it, not to another new one.
  function moveTo(saved) {
    const typed = field.value && key;
    const before = page + typed;
    subject = saved;
    page = `unsaved ${user} ${url} ${subject} `;
    if (!typed) return;
    use(typed);
    keepAnew();
    forget(before, Infinity);
  }
  // What is in the form now is saved.
  function startAfresh() {
    field.value = "";
    delete field.dataset.unkept;
    known = null;
    first = 0;
    look();
  }
  // Keep what is in the form under another key.
  function keepAnew() {
    key = newKey();
    known = "";
    look();
  }
  // Say that what is kept under a key is in the form.
  function use(name) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "_used", value: name });
    field.after(input);
    used.push(name);
    return input;
  }
  const sends = () => {
    if (!field.value) known = ""; // whatever the user asks to be saved is kept until it is
    look();
    over = true;
    // What is typed during sending is not in it: that is kept under another key.
    inSending = use(key);
    key = newKey();
  };
  for (const name of ["submit", "saving"]) form.addEventListener(name, sends);
  form.addEventListener("leaving", look);
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
  for (const name of ["online", "focus"]) {
    window.addEventListener(name, () => {
      retry = 0; // the connection is back, or the user has signed in again
      if (left < Infinity) left = 0;
    });
  }
  // The editors settle first; changes without an event (a choice, a dragged block) are found by looking.
  const begin = () => {
    look();
    setInterval(() => whenIdle(tick), LOOK);
    setTimeout(beHere, STAYS);
    setInterval(beHere, HERE);
    if (!used.length) sendWhatIsLeft().catch(() => {});
  };
  document.addEventListener("DOMContentLoaded", () => setTimeout(begin));
}

function forget(name, serial) {
  const kept = localStorage.getItem(name);
  if (kept && JSON.parse(kept).serial <= serial) localStorage.removeItem(name);
}

function hasTyped(form) {
  const texts = [...form.elements].filter(({ type }) => ["text", "textarea"].includes(type));
  const said = ({ dataset }, value) => (dataset.blocks || dataset.rows ? JSON.stringify(JSON.parse(value || "[]")) : value);
  const data = new FormData(form); // for which an editor writes what is in it
  return texts.some((field) => data.has(field.name) && said(field, data.get(field.name)) !== said(field, field.defaultValue));
}

// The current token: it changes when the user signs in again in another window.
function token(form) {
  return document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;
}
