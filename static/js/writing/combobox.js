// A field whose choices are found as one types, in a list below it (WAI-ARIA's pattern of a combobox).
import { make } from "./elements.js";

const WAIT = 150; // milliseconds after the last key
export const MOST = 8; // choices that are offered
let made = 0;

// What the desk's address for choices finds by words: [{id, text, …}]. None if it can't be asked.
export async function lookUp(url, words) {
  try {
    const answer = await fetch(`${url}&term=${encodeURIComponent(words)}`);
    return answer.ok ? (await answer.json()).results : [];
  } catch {
    return [];
  }
}

// `kind` begins the names of classes and ids; `find(words)` returns choices; `show(choice)` are the children of its item;
// `take(choice)` is called for one that is pressed, or taken by `takeFound`.
export function combobox(kind, { label, find, show, take }) {
  const id = `${kind}-${(made += 1)}`;
  const input = make("input", { type: "text", id, autocomplete: "off", role: "combobox", ariaExpanded: "false" });
  const list = make("ul", { className: `${kind}__choices`, id: `${id}-choices`, role: "listbox", ariaLabel: label, hidden: true });
  input.setAttribute("aria-controls", list.id);
  let choices = [];
  let at = 0;
  let timer = 0;
  let asked = 0;
  let foundBy = null; // the words that the choices were found by

  const words = () => input.value.trim();
  const isCurrent = () => foundBy === words();

  function close() {
    choices = [];
    list.hidden = true;
    input.ariaExpanded = "false";
    input.removeAttribute("aria-activedescendant");
  }

  function offer() {
    list.replaceChildren(
      ...choices.map((choice, place) => {
        const item = make("li", { role: "option", id: `${id}-${place}`, ariaSelected: String(place === at) }, ...show(choice));
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

  async function look() {
    clearTimeout(timer);
    const mine = (asked += 1);
    const typed = words();
    const found = await find(typed);
    if (mine !== asked) return;
    foundBy = typed;
    choices = found;
    at = 0;
    if (document.activeElement === input) offer();
  }

  // Take the choice that is selected. Enter doesn't take what was found by half of the words.
  async function takeFound({ anew = false } = {}) {
    clearTimeout(timer);
    if (anew || !isCurrent()) await look();
    if (choices[at] && isCurrent()) take(choices[at]);
  }

  // Whether the key moved among the choices.
  function step({ key }) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (!by || !choices.length) return false;
    at = (at + by + choices.length) % choices.length;
    offer();
    return true;
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  input.addEventListener("blur", close);
  const named = () => (foundBy = words()); // the field shows what is chosen
  return { input, list, close, look, named, step, takeFound, isOpen: () => !list.hidden, isCurrent };
}
