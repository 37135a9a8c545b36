// Chips: names in a row. Type, Enter, next; Backspace takes the last one out. Where their order counts, they are dragged, or
// moved by Alt with an arrow. The field below them stays what the form sends.
import { combobox, lookUp, MOST } from "./combobox.js";
import { button, make } from "./elements.js";

const LEFT = "Choose a name from the list, or press Esc.";
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

// `items()` are the chips there are: [{key, text, note, choice}]; `choice` is {field, label, words} of a field of the details
// that has a button of its own on the chip. `find(words)` returns choices, and `show(choice)` the children of
// the item of one; `add(choice)`, `remove(place)` and `move(from, to)` change the chips. `details(place)` returns elements
// shown below the chips for one that is pressed, or of which `add` returns the name of a field that is still needed.
// A comma adds, too, where `commas` says so. `left` says what to do with words that are left in the field.
export function chips({ label, items, find, show = ({ text }) => [text], add, remove, move, details, commas = false, left = LEFT }) {
  const { input, list, close, look, step, takeFound, isOpen, isSelected } = combobox("chips", { label, find, show, take });
  input.setAttribute("aria-label", `Add to ${label.toLowerCase()}`);
  const shown = make("ul", { className: "chips__list", ariaLabel: label });
  const told = make("p", { className: "chips__told", role: "status" });
  const panel = make("div", { className: "chips__details", role: "group", hidden: true });
  const chip = (place) => shown.children[place];
  const placeOf = (element) => [...shown.children].indexOf(element.closest(".chip"));
  const focusOn = (place) => (chip(Math.max(place, 0))?.querySelector("button") ?? input).focus();
  let opened = null; // the key of the chip whose details are shown
  let dragged = -1;

  function draw() {
    const focused = shown.contains(document.activeElement) ? placeOf(document.activeElement) : -1;
    shown.replaceChildren(
      ...items().map(({ key, text, note, choice }, place) => {
        const name = button(text, () => open(place), { className: "chip__name" });
        if (details) name.ariaExpanded = String(!panel.hidden && opened === key);
        const remove = button(`Remove ${text}`, () => takeOut(place), { words: "×" });
        const more = note ? [make("span", { className: "chip__note", textContent: note })] : [];
        if (choice) more.push(button(`${choice.label}: ${choice.words}`, () => open(place, choice.field), { words: choice.words, className: "chip__choice" }));
        return make("li", { className: "chip", draggable: Boolean(move), dataset: { key: key ?? "" } }, name, ...more, remove);
      }),
    );
    if (focused >= 0) focusOn(focused);
  }

  function take(choice) {
    told.textContent = "";
    const asked = add(choice);
    input.value = "";
    close();
    draw();
    if (asked) open(items().length - 1, asked);
  }

  function takeOut(place) {
    shut();
    remove(place);
    draw();
    focusOn(place);
  }

  function moveTo(from, to) {
    const all = items();
    if (!move || from < 0 || to < 0 || to >= all.length) return;
    move(from, to);
    draw();
    told.textContent = `${all[from].text}: ${to + 1} of ${all.length}`;
  }

  function shut() {
    panel.hidden = true;
    opened = null;
  }

  function open(place, field) {
    const { key, text } = items()[place];
    const isOpened = opened === key;
    shut();
    if (!details || isOpened) return draw();
    opened = key;
    panel.ariaLabel = text;
    const here = () => items().findIndex((each) => each.key === key);
    const shift = (by) => () => moveTo(here(), here() + by);
    const moves = move && items().length > 1 ? [button("Move up", shift(-1)), button("Move down", shift(1))] : [];
    const done = button("Done", () => {
      const at = here();
      shut();
      draw();
      focusOn(at);
    });
    panel.replaceChildren(...details(place), make("p", { className: "chips__moves" }, ...moves, done));
    panel.hidden = false;
    draw();
    const within = (field && panel.querySelector(`[data-field="${field}"]`)) || panel;
    within.querySelector("input:not([hidden]), textarea, select, button").focus();
  }

  shown.addEventListener("keydown", (event) => {
    const place = placeOf(event.target);
    const by = STEPS[event.key];
    if (place < 0) return;
    if (by && event.altKey) {
      moveTo(place, place + by);
      if (chip(place + by)) focusOn(place + by);
    } else if (by) focusOn(place + by);
    else if (["Backspace", "Delete"].includes(event.key)) takeOut(place);
    else return;
    event.preventDefault();
  });
  shown.addEventListener("dragstart", (event) => {
    dragged = placeOf(event.target);
    event.dataTransfer.setData("text/plain", items()[dragged].text);
    event.dataTransfer.effectAllowed = "move";
  });
  shown.addEventListener("dragend", () => (dragged = -1));
  shown.addEventListener("dragover", (event) => dragged >= 0 && event.preventDefault());
  shown.addEventListener("drop", (event) => {
    if (dragged < 0) return;
    event.preventDefault();
    moveTo(dragged, placeOf(event.target));
  });
  input.addEventListener("keydown", async (event) => {
    const typed = input.value.trim();
    if (step(event)) event.preventDefault();
    else if (event.key === "Enter" || (commas && event.key === "," && typed)) {
      event.preventDefault(); // the form is sent by its buttons
      if (!typed && !isSelected()) return;
      await takeFound({ anew: !isOpen() });
      if (typed && input.value.trim() === typed) told.textContent = `Nothing found for “${typed}”.`;
    } else if (["Backspace", "ArrowLeft"].includes(event.key) && !input.value && items().length) {
      event.preventDefault();
      if (event.key === "Backspace") takeOut(items().length - 1);
      else focusOn(items().length - 1);
      if (event.key === "Backspace") input.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
      input.value = "";
      told.textContent = "";
    }
  });
  input.addEventListener("input", () => (told.textContent = ""));
  input.addEventListener("blur", () => input.value.trim() && (told.textContent = left));
  input.addEventListener("focus", look); // what stories name most, before anything is typed
  draw();
  return { field: make("div", { className: "chips-field" }, make("div", { className: "chips" }, shown, input, list), told, panel), draw };
}

export function moved(all, from, to) {
  const [one] = all.slice(from, from + 1);
  return all.toSpliced(from, 1).toSpliced(to, 0, one);
}

// Names from a comma-separated list in which they may be quoted, and back.
export function namesIn(text) {
  const found = [];
  for (const [, quoted, plain] of text.matchAll(/"([^"]*)"|([^",]+)/g)) {
    const name = (quoted ?? plain).trim();
    if (name) found.push(name);
  }
  return found;
}
export const textOfNames = (names) => names.map((name) => `"${name.replaceAll('"', "")}"`).join(", ");

export function tagChips(field, url) {
  const names = () => namesIn(field.value);
  const changed = (all) => {
    field.value = textOfNames(all);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const { field: box, draw } = chips({
    label: "Tags",
    items: () => names().map((text) => ({ key: text, text })),
    async find(typed) {
      const found = await lookUp(url, typed);
      const isKnown = found.some(({ text }) => text.toLowerCase() === typed.toLowerCase());
      const others = found.filter(({ text }) => !names().includes(text)).slice(0, MOST);
      return [...others, ...(typed && !isKnown ? [{ text: typed, isNew: true }] : [])];
    },
    show: ({ text, isNew }) => [isNew ? `New tag: ${text}` : text],
    add({ text }) {
      if (!names().includes(text)) changed([...names(), text]);
    },
    remove: (place) => changed(names().toSpliced(place, 1)),
    move: (from, to) => changed(moved(names(), from, to)),
    commas: true,
    left: "Press Enter to add this tag, or Esc.",
  });
  field.hidden = true;
  field.after(box);
  field.addEventListener("taken", draw); // what was saved
}
