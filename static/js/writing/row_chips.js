// Rows of a story as chips: bylines, related stories, events. Bound to textarea[data-rows], whose JSON the form sends.
// data-rows says what a row names and its other fields, which are shown for a chip that is pressed; data-names has the
// names of what stored rows name.
import { newKey } from "../new_key.js";
import { chips, moved } from "./chips.js";
import { isAddress, isOther, lookUp, MOST } from "./combobox.js";
import { make } from "./elements.js";
import { blank, inputsOf } from "./fields.js";
import { post } from "./post.js";

const source = document.querySelector("textarea[data-blocks]");
const idOf = (id) => (/^\d+$/.test(id) ? Number(id) : id);

export function rowChips(textarea) {
  const { names: relation, of, search, fields, isOrdered } = JSON.parse(textarea.dataset.rows);
  const named = new Map(Object.entries(JSON.parse(textarea.dataset.names)));
  const isFree = fields.some(({ name }) => name === "title"); // a row may name nothing yet
  const rows = () => JSON.parse(textarea.value || "[]");
  const write = (all) => {
    textarea.value = JSON.stringify(all);
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // What a row names; asked for once where the page doesn't know it.
  function nameOf(id) {
    const known = named.get(String(id));
    if (known !== undefined) return known;
    named.set(String(id), "…");
    post(source.dataset.titles, { of, id })
      .catch(() => ({}))
      .then(({ title }) => {
        named.set(String(id), title || "Not available");
        draw();
      });
    return "…";
  }

  // The one field of a row, such as the role in a byline: its choice is always shown.
  function choiceOf(row) {
    const [only, ...others] = fields;
    if (others.length || only?.input !== "select") return null;
    return { field: only.name, label: only.label, words: only.choices.find(([value]) => value === row[only.name])?.[1] ?? only.label };
  }

  // Which of its choices a row has, if that isn't the usual one.
  function noteOf(row) {
    if (choiceOf(row)) return "";
    const chosen = fields.filter(({ name, input, initial }) => input === "select" && row[name] !== initial);
    const notes = chosen.map(({ name, choices }) => choices.find(([value]) => value === row[name])?.[1]);
    return [...notes, ...(isFree && !row[relation] && !row.url ? ["Not linked yet"] : [])].join(" · ");
  }

  async function find(words) {
    const there = new Set(rows().map((row) => String(row[relation])));
    const found = (await lookUp(search, words)).filter(({ id }) => !there.has(id) && isOther(id, of)).slice(0, MOST);
    if (!isFree || !words) return found;
    return isAddress(words) ? [{ url: words, text: `Link to ${words}` }] : [...found, { title: words, text: `“${words}”, not linked yet` }];
  }

  function add({ id, text, headline, url = "", title = "" }) {
    if (id && rows().some((row) => String(row[relation]) === id)) return "";
    if (id) named.set(id, headline ?? text);
    const texts = isFree ? { url, title } : {};
    write([...rows(), { key: newKey(), ...blank(fields), ...texts, [relation]: id ? idOf(id) : null }]);
    return url && !title ? "title" : "";
  }

  const { field, draw } = chips({
    label: textarea.labels[0].textContent.trim().replace(/:$/, ""),
    items: () => rows().map((row) => ({ key: row.key, text: row[relation] ? nameOf(row[relation]) : row.title || row.url || "Untitled", note: noteOf(row), choice: choiceOf(row) })),
    find,
    add,
    remove: (place) => write(rows().toSpliced(place, 1)),
    move: isOrdered ? (from, to) => write(moved(rows(), from, to)) : undefined,
    details: fields.length || isOrdered ? details : undefined,
  });

  function details(place) {
    const values = rows()[place];
    const changed = () => {
      write(rows().map((row) => (row.key === values.key ? { ...values } : row)));
      draw();
    };
    return [make("div", { className: "chips__inputs" }, ...inputsOf({ fields }, values, changed))];
  }

  textarea.value = JSON.stringify(rows()); // as a change would be written, so that one that is undone leaves no trace
  textarea.hidden = true;
  textarea.after(field);
  textarea.addEventListener("taken", () => {
    for (const [id, name] of Object.entries(JSON.parse(textarea.dataset.names))) named.set(id, name);
    draw();
  });
  // Another script of the page adds what it found: {id, text}.
  textarea.addEventListener("rows:add", ({ detail }) => {
    add(detail);
    draw();
  });
  document.addEventListener("renamed", () => {
    named.clear();
    draw();
  });
}
