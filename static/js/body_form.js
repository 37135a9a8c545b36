// Shows the body of a story, which is JSON in textarea[data-blocks], as a list of its blocks with plain fields, and writes
// every change back. data-blocks has the types with their fields.
// What is not changed stays as it is: a block keeps its key and all of its fields, and one of an unknown type its content.
// Empty paragraphs are left out. Without this script the JSON can be edited.
const source = document.querySelector("textarea[data-blocks]");
const types = JSON.parse(source?.dataset.blocks ?? "{}");
const list = make("div", { className: "body-form" });
const rows = new WeakMap(); // by the element of the block
let made = 0;

function make(tag, { dataset = {}, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  Object.assign(element.dataset, dataset);
  element.append(...children);
  return element;
}

function button(label, act, words = label) {
  const element = make("button", { type: "button", className: "move-block", textContent: words, title: label, ariaLabel: label });
  element.addEventListener("click", () => act(element));
  return element;
}

function write() {
  const kept = [...list.children].filter((block) => !block.matches(".body-block--deleted")).map((block) => rows.get(block));
  source.value = JSON.stringify(kept.filter(({ type, fields }) => type !== "paragraph" || fields.text?.trim()));
}

function changed() {
  write();
  source.dispatchEvent(new Event("input", { bubbles: true }));
}

const blank = (fields) => Object.fromEntries(fields.map(({ name, input, initial }) => [name, input === "relation" ? null : structuredClone(initial)]));
const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

// The controls by kind of input: each shows a value, and `read` says what it holds.
const CONTROLS = {
  line: (value) => make("input", { type: "text", value, spellcheck: true }),
  text: (value) => make("textarea", { value, spellcheck: true, rows: 1 }),
  number: (value) => make("input", { type: "number", value }),
  checkbox: (value) => make("input", { type: "checkbox", checked: value }),
  select: (value, { choices }) => make("select", {}, ...choices.map(([each, name]) => new Option(name, each, false, each === value))),
  lines: (value) => make("textarea", { value: value.join("\n"), rows: 2, spellcheck: false }),
  json: (value) => make("textarea", { value: JSON.stringify(value, null, 1), rows: 3, spellcheck: false }),
};
CONTROLS.rich = CONTROLS.text;
CONTROLS.relation = CONTROLS.number;

function read(control, { input, choices }, before) {
  if (input === "checkbox") return control.checked;
  if (input === "select") return choices[control.selectedIndex][0];
  if (input === "lines") return lines(control.value);
  if (input === "number" || input === "relation") return control.value ? Number(control.value) : null;
  if (input !== "json") return control.value;
  try {
    return JSON.parse(control.value);
  } catch {
    return before; // until it is whole
  }
}

function fieldOf(values, field, id) {
  const { name, label, help, input } = field;
  const within = make("div", { className: `body-field body-field--${input}`, dataset: { field: name } });
  if (input === "rows") return fillRows(within, values[name], field, id);
  const control = CONTROLS[input](values[name] ?? field.initial, field);
  control.id = `${id}-${name}`;
  within.append(make("label", { htmlFor: control.id, textContent: label }), control);
  if (field.list) {
    const words = `Look up: ${label}`;
    within.append(make("a", { id: `lookup_${control.id}`, className: "related-lookup", href: field.list, title: words, ariaLabel: words }));
  }
  if (help) {
    within.append(make("small", { id: `${control.id}-help`, className: "body-field__help", textContent: help }));
    control.setAttribute("aria-describedby", `${control.id}-help`);
  }
  const note = () => {
    values[name] = read(control, field, values[name]);
    changed();
  };
  control.addEventListener("input", note);
  window.django?.jQuery(control).on("change", note); // what is looked up is reported through jQuery
  return within;
}

// Rows with fields of their own: the items of a box of related stories.
function fillRows(within, items, { label, fields }, id) {
  const add = button(`Add to ${label.toLowerCase()}`, () => {
    items.push(blank(fields));
    show(items.at(-1));
    changed();
  });
  function show(item) {
    const row = make("div", { className: "body-row", role: "group", ariaLabel: label });
    const remove = button(`Remove from ${label.toLowerCase()}`, () => {
      items.splice(items.indexOf(item), 1);
      row.remove();
      changed();
    }, "Remove");
    made += 1;
    row.append(...fields.map((field) => fieldOf(item, field, `id_body-row-${made}`)), remove);
    add.before(row);
  }
  within.append(make("p", { className: "body-field__label", textContent: label }), add);
  items.forEach(show);
  return within;
}

function firstWords({ fields }, type) {
  const texts = (type?.fields ?? []).filter(({ input }) => ["rich", "line", "text"].includes(input)).map(({ name }) => fields[name] ?? "");
  return (texts.find((text) => text.trim()) ?? "").replace(/<[^>]*>/g, " ").slice(0, 120);
}

function move(block, before, pressed) {
  if (!before) return;
  list.insertBefore(block, before === "end" ? null : before);
  pressed.focus();
  changed();
}

function addBelow(block, kind) {
  const added = show({ type: kind, fields: blank(types[kind].fields) });
  block.after(added);
  added.dispatchEvent(new CustomEvent("formset:added", { bubbles: true }));
  changed();
  added.querySelector(".body-block__fields :is(input, textarea, select)")?.focus();
}

function menu(block) {
  const offered = Object.entries(types).map(([kind, { name }]) =>
    button(`Add ${name.toLowerCase()}`, () => {
      details.open = false;
      addBelow(block, kind);
    }, name),
  );
  const details = make("details", { className: "body-block__add" }, make("summary", { textContent: "Add below" }), make("div", {}, ...offered));
  return details;
}

function remove(block, pressed) {
  pressed.textContent = block.classList.toggle("body-block--deleted") ? "Undo delete" : "Delete";
  pressed.ariaLabel = pressed.title = pressed.textContent;
  changed();
}

// The element of a block.
function show(row) {
  const type = types[row.type];
  const id = `id_body-${(made += 1)}`;
  const words = make("span", { className: "body-block__words" });
  const name = make("div", { id: `${id}-name`, className: "body-block__name" }, make("strong", { textContent: type?.name ?? `Unknown block: ${row.type}` }), " ", words);
  const block = make("div", { className: "body-block", role: "group", dataset: { block: row.key ?? "", type: row.type } });
  block.setAttribute("aria-labelledby", name.id);
  const fields = type
    ? type.fields.map((field) => fieldOf(row.fields, field, id))
    : [make("pre", { textContent: JSON.stringify(row.fields, null, 1) })];
  const tools = [
    button("Move up", (pressed) => move(block, block.previousElementSibling, pressed), "↑"),
    button("Move down", (pressed) => move(block, block.nextElementSibling && (block.nextElementSibling.nextElementSibling ?? "end"), pressed), "↓"),
    button("Delete", (pressed) => remove(block, pressed)),
    menu(block),
  ];
  block.append(make("div", { className: "body-block__head" }, name, ...tools), make("div", { className: "body-block__fields" }, ...fields));
  const tell = () => (words.textContent = firstWords(row, type));
  block.addEventListener("input", tell);
  tell();
  rows.set(block, row);
  return block;
}

// A refusal names a block by its number: it is said there too.
function tellErrors() {
  for (const { textContent } of document.querySelectorAll(".field-body .errorlist li")) {
    const block = list.children[/^Block (\d+),/.exec(textContent)?.[1] - 1];
    block?.append(make("p", { className: "body-block__error", textContent }));
    block?.classList.add("body-block--refused");
  }
}

function start() {
  let body;
  try {
    body = JSON.parse(source.value || "[]") ?? [];
  } catch {
    return; // to be mended as it is
  }
  if (!Array.isArray(body) || !body.every((row) => row?.fields && typeof row.fields === "object")) return;
  list.append(...(body.length ? body : [{ type: "paragraph", fields: blank(types.paragraph.fields) }]).map(show));
  source.hidden = true;
  source.after(list);
  write(); // as a change would be written, so that one that is undone leaves no trace
  tellErrors();
}

if (source) start();
