// Ctrl+S and Save send the form by fetch: the cursor stays. The answer is the page that a load would show now, from which
// this one takes over what the server changed, what was merged, and, of a new story, its address. What is refused is shown at
// its field; where the server asks something else, as to sign in again, the form is sent as a form.
// Where the server can't be reached, the page stays: autosave keeps the text on this computer, and tries again.
import { bodyOf } from "./body.js";
import { takeOver } from "./saved_body.js";
import { clearErrors, showErrors, takeFields, takeParts } from "./saved_page.js";
import { reportPartlyTyped } from "../whole_dates.js";

const source = document.querySelector("textarea[data-blocks]");
const QUESTIONS = ".clashes"; // a page with questions goes with them

// `tellErrors` marks the blocks that a refusal is about.
export function saveByFetch(editor, tellErrors) {
  const { form } = source;
  const button = form.querySelector("[name=_continue]");
  const state = document.querySelector("[data-saved]");
  let sending = false;
  let again = false; // asked for while it was sent
  let held = null; // another button that was pressed then
  let plainly = false;
  let isTimelineSaved = false; // since the story was: its events are saved at once
  let stored = null; // the form as the server has it, if that is known

  const typed = () => JSON.stringify([...new FormData(form)].filter(([name]) => !name.startsWith("_")).map(([name, value]) => [name, value.name ?? value]));
  const tell = (name, detail) => form.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));

  async function save() {
    sending = true;
    again = false;
    state.textContent = "Saving…";
    tell("saving"); // autosave adds the key of what is sent, and begins a new copy: what is typed from here on
    const sent = new FormData(form, button);
    const body = bodyOf(editor.state.doc);
    const before = typed();
    try {
      const answer = await post(sent);
      if (answer?.address) {
        const isSame = typed() === before;
        again &&= !isSame;
        take(answer, sent, body, isSame, before === stored);
        stored = isSame ? typed() : null;
      } else {
        state.textContent = "";
        again = false;
        if (answer) {
          showErrors(form, answer.page);
          tellErrors(editor, body);
        }
        tell("unsaved", { isReached: Boolean(answer) });
        held = null;
      }
    } catch {
      plainly = true;
      press(held ?? button);
      return;
    } finally {
      sending = false;
    }
    if (held) press(held);
    else if (again && reportPartlyTyped(form)) save();
  }

  // Press a button, or what has taken its place since.
  function press(pressed) {
    held = null;
    (pressed.isConnected ? pressed : form.querySelector(`[name="${pressed.name}"]`) ?? button).click();
  }

  function take({ address, page }, sent, body, isSame, isStored) {
    const fresh = page.getElementById(form.id);
    const { isWhole, isStuck } = takeFields(form, sent, fresh, { except: source.name });
    const isAll = takeOver(editor, body, JSON.parse(fresh.elements[source.name].value)) && isWhole && !isStuck;
    const base = fresh.elements._base.value;
    // What is not all in the form is merged with it once more by the next save.
    for (const name of ["_base", "_head"]) setHidden(name, isAll ? base : (form.elements[name]?.value ?? "1"));
    const note = form.elements._note;
    if (note?.value === sent.get("_note")) note.value = ""; // it was about that save
    clearErrors(form);
    takeParts(page);
    const told = [...page.querySelectorAll(".messagelist > :not(.success)")].map(({ textContent }) => textContent.trim());
    const { at } = page.querySelector("[data-saved]").dataset;
    const isUnchanged = isStored && sent.get("_base") === base;
    const since = isTimelineSaved ? ["Saved the timeline", `nothing else changed since ${at}`] : ["Saved", `nothing changed since ${at}`];
    state.textContent = [...(isUnchanged ? since : [`Saved ${at}`]), ...told].join(" · ");
    isTimelineSaved = false;
    form.removeAttribute("action");
    if (location.pathname !== address) history.replaceState(history.state, "", address);
    tell("saved", { base: Number(base), subject: fresh.querySelector("[data-autosave]").dataset.subject, sent, isSame });
    if (!isStuck) return;
    tell("reopening");
    location.reload();
  }

  function setHidden(name, value) {
    if (!form.elements[name]) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name });
      form.prepend(field);
    }
    form.elements[name].value = value;
  }

  // The page that the server answers with, and its address if all is saved; null if the server can't be reached or fails.
  async function post(sent) {
    let response;
    let html;
    try {
      response = await fetch(form.action, { method: "POST", body: sent, headers: { Prefer: "return=representation" } });
      html = await response.text();
    } catch {
      return null;
    }
    if (response.status >= 500) return null;
    const page = new DOMParser().parseFromString(html, "text/html");
    if (!response.ok || !page.getElementById(form.id) || page.querySelector(QUESTIONS)) throw new Error("refused");
    return { page, address: response.headers.get("Content-Location") };
  }

  document.addEventListener("DOMContentLoaded", () => setTimeout(() => (stored = typed()))); // once the editors have settled
  source.addEventListener("writing:timeline", () => (isTimelineSaved = true));
  form.addEventListener(
    "submit",
    (event) => {
      if (plainly) return;
      const isOurs = event.submitter === button && !document.querySelector(QUESTIONS);
      if (!isOurs && !sending) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!sending) save();
      else if (isOurs) again = true;
      else held = event.submitter;
    },
    true,
  );
}
