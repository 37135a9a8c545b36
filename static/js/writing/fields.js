// The fields of a block as plain inputs, from what data-blocks says of its type. Each change is told at once.
import { choose } from "./choose.js";
import { button, make } from "./elements.js";
import { gallery } from "./gallery.js";
import { headlineLines } from "./headline_lines.js";
import { rich } from "./rich.js";
import { table } from "./table.js";
import { eventRows } from "./timeline_events.js";
import { events, versions } from "./timeline_fields.js";

let made = 0;

export const blank = (fields) =>
  Object.fromEntries(fields.filter(({ input }) => input !== "event_rows").map(({ name, input, initial }) => [name, input === "relation" ? null : structuredClone(initial)]));

// The controls by kind of input: each shows a value, and `read` says what it holds.
const CONTROLS = {
  line: (value) => make("input", { type: "text", value, spellcheck: true }),
  text: (value) => make("textarea", { value, spellcheck: true, rows: 1 }),
  rich: (value) => make("textarea", { value, spellcheck: true, rows: 2 }),
  date: (value) => make("input", { type: "date", value: value ?? "" }),
  number: (value) => make("input", { type: "number", value }),
  relation: (value) => make("input", { type: "number", value }),
  checkbox: (value) => make("input", { type: "checkbox", checked: value }),
  select: (value, { choices }) => make("select", {}, ...choices.map(([each, name]) => new Option(name, each, false, each === value))),
  json: (value) => make("textarea", { value: JSON.stringify(value, null, 1), rows: 3, spellcheck: false }),
};

function read(control, { input, choices }, before) {
  if (input === "checkbox") return control.checked;
  if (input === "select") return choices[control.selectedIndex][0];
  if (control.validity?.badInput) return before; // partly typed: see whole_dates.js
  if (input === "number" || input === "relation") return control.value ? Number(control.value) : null;
  if (input !== "json") return control.value;
  try {
    return JSON.parse(control.value);
  } catch {
    return before; // until it is whole
  }
}

function fieldOf(values, field, changed) {
  const { name, label, help, input } = field;
  const within = make("div", { className: `body-field body-field--${input}`, dataset: { field: name } });
  if (input === "headlines") return headlineLines(within, values, field, changed);
  if (input === "photos") return gallery(within, values, field, changed);
  if (input === "events") return events(within, values, field, changed);
  if (input === "event_rows") return eventRows(() => values[field.of], within);
  if (input === "versions") return versions(within, values, field, changed);
  const control = CONTROLS[input](values[name] ?? field.initial, field);
  control.id = `id_block-${(made += 1)}-${name}`;
  const chooser = field.search ? choose(control, field) : null;
  const browse = field.list && make("a", { id: `lookup_${control.id}`, className: "related-lookup", href: field.list, textContent: "Browse", ariaLabel: `Browse: ${label}` });
  within.append(make("label", { htmlFor: (chooser?.input ?? control).id, textContent: label }), ...(chooser ? [chooser.box] : []), control);
  control.hidden = Boolean(chooser) || input === "rich";
  if (input === "rich") within.append(field.is_table ? table(control, label) : rich(control, label));
  if (browse) (chooser?.more ?? within).append(browse);
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

// The inputs of a block of this type. `values` are its fields, and are changed; `changed` is called after each change.
export const inputsOf = (type, values, changed) => type.fields.filter(({ input }) => input !== "hidden").map((field) => fieldOf(values, field, changed));
