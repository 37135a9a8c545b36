// One photo, timeline or story, found by typing: a field that shows what is chosen and looks up the rest as one types.
// Beside it, in windows: something new, and what is chosen. A photo can be uploaded right there.
import { make } from "./fields.js";
import { post } from "./post.js";
import { uploadPhoto } from "./upload.js";

const source = document.querySelector("textarea[data-blocks]");

const WAIT = 150;
// Django's window for what is chosen renames options of lists only.
const renamed = window.dismissChangeRelatedObjectPopup;
window.dismissChangeRelatedObjectPopup = (...told) => {
  renamed(...told);
  document.dispatchEvent(new CustomEvent("renamed"));
};
let made = 0;

// `number` is the input that holds the id; `search` is the address that finds choices.
export function choose(number, { label, search, of, add, change, upload }) {
  const id = `choose-${(made += 1)}`;
  const input = make("input", { type: "text", id, autocomplete: "off", role: "combobox", ariaExpanded: "false", placeholder: `Type to find a ${label.toLowerCase()}` });
  const list = make("ul", { className: "choose__choices", id: `${id}-choices`, role: "listbox", ariaLabel: label, hidden: true });
  input.setAttribute("aria-controls", list.id);
  let choices = [];
  let at = 0;
  let timer = 0;
  let asked = 0;
  let foundBy = null; // the words that the choices were found by

  function close() {
    choices = [];
    list.hidden = true;
    input.ariaExpanded = "false";
    input.removeAttribute("aria-activedescendant");
  }

  function take(choice) {
    number.value = choice.id;
    input.value = choice.title ?? choice.headline ?? choice.text;
    foundBy = input.value.trim();
    close();
    number.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function offer() {
    list.replaceChildren(
      ...choices.map((choice, place) => {
        const picture = choice.thumbnail ? [make("img", { src: choice.thumbnail, alt: "", width: 48, height: 48 })] : [];
        const item = make("li", { role: "option", id: `${id}-${place}`, ariaSelected: String(place === at) }, ...picture, make("span", { textContent: choice.text }));
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(choice);
        });
        return item;
      }),
    );
    list.hidden = !choices.length;
    input.ariaExpanded = String(!list.hidden);
    if (choices[at]) input.setAttribute("aria-activedescendant", `${id}-${at}`);
  }

  const isCurrent = () => foundBy === input.value.trim();

  async function look() {
    clearTimeout(timer);
    const mine = (asked += 1);
    const words = input.value.trim();
    const answer = await fetch(`${search}&term=${encodeURIComponent(words)}`).catch(() => null);
    if (mine !== asked) return;
    foundBy = words;
    choices = answer?.ok ? (await answer.json()).results.slice(0, 8) : [];
    at = 0;
    if (document.activeElement === input) offer();
  }

  input.addEventListener("focus", () => look());
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  // Enter doesn't take what was found by half of the words.
  async function takeFound() {
    if (!isCurrent()) await look();
    if (choices[at] && isCurrent()) take(choices[at]);
  }

  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && choices.length) {
      at = (at + step + choices.length) % choices.length;
      offer();
    } else if (event.key === "Enter") {
      if (!list.hidden || !isCurrent()) takeFound();
    } else if (event.key === "Escape" && choices.length) {
      close();
      event.stopPropagation();
    } else {
      return;
    }
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  input.addEventListener("change", () => {
    if (!input.value.trim() && number.value) take({ id: "", text: "" }); // what is cleared names nothing
  });

  // What the field names: at first, and after a window chose, made or renamed something.
  async function name() {
    const chosen = number.value;
    const { title } = chosen ? await post(source.dataset.titles, { of, id: chosen }).catch(() => ({})) : { title: "" };
    if (number.value === chosen && document.activeElement !== input) input.value = title || (chosen && `No. ${chosen}`);
  }

  const more = make("span", { className: "choose__more" });
  const window_ = (kind, words, properties) => {
    const link = make("a", { id: `${kind}_${number.id}`, className: `related-widget-wrapper-link ${kind}-related`, textContent: words, ...properties });
    link.dataset.popup = "yes";
    more.append(link);
    return link;
  };
  if (upload) more.append(uploadPhoto(upload, number.id, take));
  else if (add) window_("add", "New", { href: add, ariaLabel: `New ${label.toLowerCase()}` });
  const edit = change && window_("change", "Edit", { ariaLabel: `Edit: ${label}` });
  const point = () => edit && (number.value ? (edit.href = change.replace("__fk__", number.value)) : edit.removeAttribute("href"));
  number.addEventListener("input", point);
  window.django?.jQuery(number).on("change", () => {
    point();
    name();
  });
  document.addEventListener("renamed", () => number.isConnected && name());
  point();
  name();
  return { input, box: make("div", { className: "choose" }, input, list, more) };
}
