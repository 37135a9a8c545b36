// Tags and bylines as chips: type, Enter, next; Backspace takes the last one out, arrows choose among suggestions.
// The field of tags and the rows of bylines below stay what the form sends.
import { button, make } from "./fields.js";

const WAIT = 150;
let made = 0;

// Fields from a comma-separated list in which names may be quoted, and back.
export function namesIn(text) {
  const found = [];
  for (const [, quoted, plain] of text.matchAll(/"([^"]*)"|([^",]+)/g)) {
    const name = (quoted ?? plain).trim();
    if (name) found.push(name);
  }
  return found;
}
export const textOfNames = (names) => names.map((name) => `"${name.replaceAll('"', "")}"`).join(", ");

// A box of chips: `names()` are those there are; `add(choice)` and `remove(place)` change them; `search` finds choices
// ({id, text}); `free` says whether what was typed is a choice itself.
function chips({ label, names, add, remove, search, free }) {
  const id = `chips-${(made += 1)}`;
  const input = make("input", { type: "text", id, autocomplete: "off", role: "combobox", ariaExpanded: "false" });
  const list = make("ul", { className: "chips__choices", id: `${id}-choices`, role: "listbox", ariaLabel: label, hidden: true });
  const shown = make("ul", { className: "chips__list", ariaLabel: label });
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-label", `Add to ${label.toLowerCase()}`);
  const box = make("div", { className: "chips" }, shown, input, list);
  let choices = [];
  let at = 0;
  let timer = 0;
  let asked = 0;
  let foundBy = ""; // the words that the choices were found by

  function draw() {
    shown.replaceChildren(
      ...names().map((name, place) =>
        make("li", { className: "chip" }, name, button(`Remove ${name}`, () => take(place), { words: "×" })),
      ),
    );
  }

  function take(place) {
    remove(place);
    draw();
    input.focus();
  }

  function close() {
    choices = [];
    list.hidden = true;
    input.ariaExpanded = "false";
    input.removeAttribute("aria-activedescendant");
  }

  function choose(choice) {
    if (!names().includes(choice.text)) add(choice);
    input.value = "";
    close();
    draw();
  }

  function offer() {
    list.replaceChildren(
      ...choices.map((choice, number) => {
        const item = make("li", { role: "option", id: `${id}-${number}`, textContent: choice.text, ariaSelected: String(number === at) });
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          choose(choice);
        });
        return item;
      }),
    );
    list.hidden = !choices.length;
    input.ariaExpanded = String(!list.hidden);
    if (choices[at]) input.setAttribute("aria-activedescendant", `${id}-${at}`);
  }

  async function look() {
    const typed = input.value.trim();
    const number = (asked += 1);
    const found = typed ? await search(typed).catch(() => []) : [];
    if (number !== asked) return;
    foundBy = typed;
    const known = found.some(({ text }) => text.toLowerCase() === typed.toLowerCase());
    choices = [...found.slice(0, 8), ...(free && typed && !known ? [{ text: typed }] : [])];
    at = 0;
    offer();
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  input.addEventListener("keydown", async (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && choices.length) {
      at = (at + step + choices.length) % choices.length;
      offer();
    } else if ((event.key === "Enter" || (free && event.key === ",")) && input.value.trim()) {
      event.preventDefault();
      clearTimeout(timer);
      if (!choices.length || foundBy !== input.value.trim()) await look();
      if (choices[at] && foundBy === input.value.trim()) choose(choices[at]);
      return;
    } else if (event.key === "Backspace" && !input.value && names().length) {
      remove(names().length - 1);
      draw();
    } else if (event.key === "Escape") {
      close();
    } else {
      if (event.key === "Enter") event.preventDefault(); // the form is sent by its buttons
      return;
    }
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  draw();
  return { box, draw, input };
}

const lookUp = (url) => async (term) => {
  const response = await fetch(`${url}&term=${encodeURIComponent(term)}`);
  return response.ok ? (await response.json()).results : [];
};

export function tagChips(field, url) {
  const changed = (names) => {
    field.value = textOfNames(names);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const names = () => namesIn(field.value);
  const { box, draw } = chips({
    label: "Tags",
    names,
    add: ({ text }) => changed([...names(), text]),
    remove: (place) => changed(names().toSpliced(place, 1)),
    search: lookUp(url),
    free: true,
  });
  field.hidden = true;
  field.after(box);
  field.addEventListener("change", draw);
}

export function bylineChips(group, url) {
  const rows = () => [...group.querySelectorAll("tr.form-row:not(.empty-form)")].filter((row) => !row.querySelector("[name$=-DELETE]")?.checked);
  const select = (row) => row.querySelector("select[name$=-author]");
  const filled = () => rows().filter((row) => select(row)?.value);
  const { box, draw } = chips({
    label: "Bylines",
    names: () => filled().map((row) => select(row).selectedOptions[0].textContent.trim()),
    add({ id, text }) {
      group.querySelector(".add-row a").click();
      const row = rows().at(-1);
      select(row).append(new Option(text, id, true, true));
      select(row).dispatchEvent(new Event("change", { bubbles: true }));
    },
    remove(place) {
      const row = filled()[place];
      const mark = row.querySelector("[name$=-DELETE]");
      if (row.classList.contains("has_original") && mark) {
        mark.checked = true;
        mark.dispatchEvent(new Event("change", { bubbles: true }));
      } else {
        row.querySelector(".inline-deletelink")?.click();
      }
    },
    search: lookUp(url),
    free: false,
  });
  group.classList.add("chips-group");
  group.querySelector("h2")?.after(box);
  draw();
}
