// Tags and bylines as chips: type, Enter, next; Backspace takes the last one out, arrows choose among suggestions.
// The field of tags and the rows of bylines below stay what the form sends.
import { combobox, lookUp, MOST } from "./combobox.js";
import { button, make } from "./fields.js";

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

// A box of chips: `names()` are those there are; `add(choice)` and `remove(place)` change them; `url` finds choices
// ({id, text}); `free` says whether what was typed is a choice itself.
function chips({ label, names, add, remove, url, free }) {
  const { input, list, close, step, takeFound, isOpen } = combobox("chips", {
    label,
    async find(typed) {
      const found = typed ? await lookUp(url, typed) : [];
      const known = found.some(({ text }) => text.toLowerCase() === typed.toLowerCase());
      return [...found.slice(0, MOST), ...(free && typed && !known ? [{ text: typed }] : [])];
    },
    show: ({ text }) => [text],
    take(choice) {
      if (!names().includes(choice.text)) add(choice);
      input.value = "";
      close();
      draw();
    },
  });
  const shown = make("ul", { className: "chips__list", ariaLabel: label });
  input.setAttribute("aria-label", `Add to ${label.toLowerCase()}`);
  const box = make("div", { className: "chips" }, shown, input, list);

  function draw() {
    shown.replaceChildren(
      ...names().map((name, place) =>
        make("li", { className: "chip" }, name, button(`Remove ${name}`, () => takeOut(place), { words: "×" })),
      ),
    );
  }

  function takeOut(place) {
    remove(place);
    draw();
    input.focus();
  }

  input.addEventListener("keydown", (event) => {
    if (step(event)) event.preventDefault();
    else if ((event.key === "Enter" || (free && event.key === ",")) && input.value.trim()) {
      event.preventDefault();
      takeFound({ anew: !isOpen() });
    } else if (event.key === "Backspace" && !input.value && names().length) {
      event.preventDefault();
      remove(names().length - 1);
      draw();
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter") event.preventDefault(); // the form is sent by its buttons
  });
  draw();
  return { box, draw };
}

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
    url,
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
    url,
    free: false,
  });
  group.classList.add("chips-group");
  group.querySelector("h2")?.after(box);
  draw();
}
