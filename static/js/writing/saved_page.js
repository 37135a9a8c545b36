// Takes over the page that a save was answered with: the fields that nobody touched since, and the parts [data-fresh].
import { same } from "./saved_body.js";

const parts = (page) => new Map([...page.querySelectorAll("[data-fresh]")].map((part) => [part.dataset.fresh, part]));
const known = new Map([...parts(document)].map(([name, part]) => [name, part.innerHTML])); // as the server sent them
const ERRORS = ".errornote, .errorlist";
const isOurs = (name) => !name.startsWith("_") && name !== "csrfmiddlewaretoken";

function values(data, name) {
  return data.getAll(name).filter((value) => typeof value === "string");
}

// The value of a list of rows, which is JSON, whatever its spaces.
function read(control, texts) {
  if (!control?.dataset?.rows) return texts;
  try {
    return texts.map((text) => JSON.parse(text));
  } catch {
    return texts;
  }
}

function set(form, name, texts, fresh) {
  const controls = [form.elements[name]].flatMap((found) => (found instanceof RadioNodeList ? [...found] : [found]));
  for (const control of controls) {
    if (["checkbox", "radio"].includes(control.type)) control.checked = texts.includes(control.value);
    else if (control.dataset.rows) control.value = JSON.stringify(JSON.parse(texts[0]));
    else if (control.localName === "select") {
      const missing = texts.filter((text) => ![...control.options].some(({ value }) => value === text));
      const offered = [...fresh.elements[name].options];
      control.append(...missing.map((text) => offered.find(({ value }) => value === text).cloneNode(true)));
      for (const option of control.options) option.selected = texts.includes(option.value);
      window.django?.jQuery(control).trigger("change"); // for what shows the choice
    } else control.value = texts[0] ?? "";
    if (fresh.elements[name]?.dataset?.names) control.dataset.names = fresh.elements[name].dataset.names;
    control.dispatchEvent(new CustomEvent("taken"));
  }
}

// Take over the fields; `sent` are those that were saved. Return whether all that the save made of them is in the form now,
// and whether there are some that only show what they are given when a page is opened.
export function takeFields(form, sent, fresh, { except }) {
  const [now, saved] = [new FormData(form), new FormData(fresh)];
  let [isWhole, isStuck] = [true, false];
  for (const name of new Set([...now.keys(), ...saved.keys()])) {
    const control = form.elements[name];
    if (!isOurs(name) || name === except || !control || control.closest?.("[data-upload-photo]")) continue;
    const [was, here, theirs] = [sent, now, saved].map((data) => read(control, values(data, name)));
    if (same(here, theirs)) continue;
    if (!same(here, was)) isWhole &&= same(theirs, was);
    else if (control.closest?.(".prose-editor")) isStuck = true;
    else set(form, name, values(saved, name), fresh);
  }
  return { isWhole, isStuck };
}

// Take over the parts that the save changed. The cursor stays in them.
export function takeParts(page) {
  for (const [name, fresh] of parts(page)) {
    const part = document.querySelector(`[data-fresh="${name}"]`);
    if (!part || known.get(name) === fresh.innerHTML) continue;
    known.set(name, fresh.innerHTML);
    const focused = part.contains(document.activeElement) && document.activeElement;
    for (const details of fresh.querySelectorAll("details[data-panel]")) {
      const here = part.querySelector(`[data-panel="${details.dataset.panel}"]`);
      if (here) details.open = here.open;
    }
    part.replaceChildren(...fresh.childNodes);
    if (!focused) continue;
    const alike = [...part.querySelectorAll(focused.localName)].find(({ name, value, textContent }) => name === focused.name && (value ?? textContent) === (focused.value ?? focused.textContent));
    (alike ?? part.closest("form")?.querySelector("[name=_continue]"))?.focus();
  }
  document.title = page.title;
  const heading = page.querySelector("h1");
  if (heading) document.querySelector("h1").textContent = heading.textContent;
}

// Show in place why a save was refused, each reason at its field.
export function showErrors(form, fresh) {
  clearErrors(form);
  for (const list of fresh.querySelectorAll(".form-row .errorlist")) {
    const row = list.closest(".form-row");
    const field = [...row.classList].find((name) => name.startsWith("field-"));
    const here = form.querySelector(`.form-row.${CSS.escape(field)}`);
    here?.prepend(list);
    here?.classList.add("errors");
    for (let around = here; around; around = around.parentElement) if (around.localName === "details") around.open = true;
  }
  const notes = [...fresh.querySelectorAll(ERRORS)].filter((note) => !note.closest(".form-row"));
  const place = form.querySelector(".story-desk");
  place.before(...notes);
  for (const note of notes) note.setAttribute("role", "alert");
  (form.querySelector(".form-row .errorlist") ?? notes[0])?.scrollIntoView({ block: "center" });
}

export function clearErrors(form) {
  form.querySelectorAll(`${ERRORS}, .kept-notice`).forEach((note) => note.remove());
  form.querySelectorAll(".errors").forEach((row) => row.classList.remove("errors"));
}
