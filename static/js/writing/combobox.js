// A field whose choices are found as one types, in a list at it (WAI-ARIA's pattern of a combobox). The list is a popover:
// no panel, sheet or dialog around the field cuts it off.
import { make } from "./elements.js";

const WAIT = 150; // milliseconds after the last key
export const MOST = 8; // choices that are offered
const TALLEST = 320; // pixels
const LEAST = 160; // below the field; with less it may open above
let made = 0;

// Whether a choice of what is `of` that kind isn't the story that is written.
export const isOther = (id, of) => of !== "articles.article" || id !== document.querySelector("[data-autosave]")?.dataset.subject;

export const isAddress = (words) => /^https?:\/\/\S+$/.test(words);

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
// `take(choice)` is called for one that is pressed, or taken by `takeFound`; `prefer(choices, typed)` is the place of the one
// that Enter takes before an arrow chose another, or -1.
export function combobox(kind, { label, find, show, take, prefer = () => 0 }) {
  const id = `${kind}-${(made += 1)}`;
  const input = make("input", { type: "text", id, autocomplete: "off", role: "combobox", ariaExpanded: "false", ariaAutoComplete: "list" });
  const list = make("ul", { className: `choices ${kind}__choices`, id: `${id}-choices`, role: "listbox", ariaLabel: label, popover: "manual" });
  input.setAttribute("aria-controls", list.id);
  let choices = [];
  let at = -1; // which is selected; none while nothing is typed, so that Enter takes nothing by mistake
  let timer = 0;
  let asked = 0;
  let foundBy = null; // the words that the choices were found by

  const words = () => input.value.trim();
  const isCurrent = () => foundBy === words();
  const isOpen = () => list.matches(":popover-open");

  // Below the field, or above it where there is no room: a phone's keyboard takes the lower half.
  function put() {
    const { left, width, top, bottom } = (input.closest(".chips") ?? input).getBoundingClientRect();
    const { offsetTop, height } = visualViewport;
    const [above, below] = [top - offsetTop, offsetTop + height - bottom];
    const isBelow = below >= Math.min(list.scrollHeight, LEAST) || below >= above;
    Object.assign(list.style, {
      left: `${left}px`,
      width: `${width}px`,
      top: isBelow ? `${bottom}px` : "auto",
      bottom: isBelow ? "auto" : `${document.documentElement.clientHeight - top}px`,
      maxHeight: `${Math.min(isBelow ? below : above, TALLEST) - 8}px`,
    });
  }

  // With each frame: no event tells that the field moved because something above it grew.
  function follow() {
    if (!isOpen()) return;
    put();
    requestAnimationFrame(follow);
  }

  function open() {
    input.ariaExpanded = "true";
    input.scrollIntoView({ block: "nearest" }); // with the room that its style keeps for the list
    if (isOpen()) return put();
    list.showPopover();
    follow();
  }

  function close() {
    choices = [];
    input.ariaExpanded = "false";
    input.removeAttribute("aria-activedescendant");
    if (isOpen()) list.hidePopover();
  }

  function offer() {
    list.replaceChildren(
      ...choices.map((choice, place) => {
        const item = make("li", { role: "option", id: `${id}-${place}`, ariaSelected: String(place === at) }, ...show(choice));
        item.addEventListener("mousedown", () => take(choice));
        return item;
      }),
    );
    if (!choices.length) return close();
    open();
    if (!choices[at]) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `${id}-${at}`);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  async function look() {
    clearTimeout(timer);
    const mine = (asked += 1);
    const typed = words();
    const found = await find(typed);
    if (mine !== asked || typed !== words()) return;
    foundBy = typed;
    choices = found;
    at = typed ? prefer(found, typed) : -1;
    if (document.activeElement === input) offer();
  }

  // Take the choice that is selected. Enter doesn't take what was found by half of the words.
  async function takeFound({ anew = false } = {}) {
    clearTimeout(timer);
    if (anew || !isCurrent()) await look();
    if (choices[at] && isCurrent()) take(choices[at]);
  }

  // Whether the key moved among the choices, or asked for them.
  function step({ key, altKey }) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (!by || altKey) return false;
    if (isOpen()) {
      at = at < 0 && by < 0 ? choices.length - 1 : (at + by + choices.length) % choices.length;
      offer();
    } else look();
    return true;
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field stays focused
  input.addEventListener("blur", close);
  const named = () => (foundBy = words()); // the field shows what is chosen
  return { input, list, close, look, named, step, takeFound, isOpen, isCurrent, isSelected: () => isOpen() && at >= 0 };
}
