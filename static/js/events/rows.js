// The rows of the table of events: what they hold, where they are, and how they are added, moved and deleted.
// Bound to [data-events], a table (data-above and data-below: positions of the neighbors in other parts of a long one) whose rows are bodies of their own, [data-event]. The form numbers its rows as they were
// made, and holds their order in their field "position". Without this script that field is typed.
const STEP = 10; // between neighbors, as the server numbers them
export const table = document.querySelector("[data-events]");
const total = document.querySelector("[name=events-TOTAL_FORMS]");
const told = document.querySelector("[data-events-told]");

export const rowOf = (element) => element.closest?.("[data-event]") ?? null;
export const rows = () => [...table.tBodies];
export const field = (row, name) => row.querySelector(`[name="${row.id}-${name}"]`);
export const cells = (row) => [...row.querySelectorAll("[data-cell]")];
export const tell = (words) => (told.textContent = words);
const isBlank = (row) => ["date_text", "headline", "sources", "body"].every((name) => !field(row, name).value.trim());
const isNew = (row) => !field(row, "id").value;
const place = (row) => Number(field(row, "position").value);

// Autosave, and whatever else looks at the form.
const changed = (control) => control.dispatchEvent(new Event("change", { bubbles: true }));

// Give a row a position between those above and below it. Rows below move down only where there is no number between.
export function number(row) {
  const all = rows();
  const at = all.indexOf(row);
  const above = at > 0 ? place(all[at - 1]) : Number(table.dataset.above);
  const below = at + 1 < all.length ? place(all[at + 1]) : Number(table.dataset.below);
  field(row, "position").value = below > above + 1 ? Math.floor((above + below) / 2) : above + (below ? 1 : STEP);
  for (let next = at + 1; next < all.length && place(all[next]) <= place(all[next - 1]); next += 1) {
    field(all[next], "position").value = place(all[next - 1]) + 1;
  }
}

// Put an empty row below this one, or use the empty one that is there; the cursor goes into it.
export function insert(above) {
  const next = above.nextElementSibling;
  const row = next?.matches("[data-event]") && isNew(next) && isBlank(next) ? next : make(above);
  cells(row)[0].focus();
}

function make(above) {
  const shell = document.createElement("template");
  shell.innerHTML = table.querySelector("[data-new-event]").innerHTML.replaceAll("__prefix__", total.value);
  const row = shell.content.firstElementChild;
  total.value = Number(total.value) + 1;
  above.after(row);
  number(row);
  changed(field(row, "position"));
  return row;
}

// Put a row before another one (null: at the end). An event that was told to stay after another no longer does.
export function moveBefore(row, other) {
  const all = rows();
  if (row === other || row === all[all.indexOf(other) - 1] || (!other && row === all.at(-1))) return;
  if (other) other.before(row);
  else all.at(-1).after(row);
  settle(row);
}

// Move a row by one place. The neighbor moves, so that the cursor stays.
export function step(row, by) {
  const all = rows();
  const other = all[all.indexOf(row) + by];
  if (!other) return;
  if (by < 0) row.after(other);
  else row.before(other);
  settle(row);
}

function settle(row) {
  field(row, "after").value = "";
  number(row);
  changed(field(row, "position"));
  tell("Moved. Events with a date are sorted by it when you save; one without a date stays here.");
}

const nameOf = (row) => [field(row, "date_text").value, field(row, "headline").value].filter(Boolean).join(" · ") || "New event";

// Delete a row: until the form is saved, a line in its place takes that back.
export function remove(row) {
  if (isNew(row) && isBlank(row) && rows().length > 1) {
    const next = row.nextElementSibling?.matches("[data-event]") ? row.nextElementSibling : row.previousElementSibling;
    row.remove();
    cells(next)[0].focus();
    return;
  }
  field(row, "DELETE").checked = true;
  showDeleted(row);
  changed(field(row, "DELETE"));
  row.querySelector("[data-restore]").focus();
}

export function showDeleted(row) {
  const line = table.querySelector("[data-deleted-event]").content.firstElementChild.cloneNode(true);
  line.querySelector("[data-name]").textContent = nameOf(row);
  row.prepend(line);
  row.classList.add("event--deleted");
}

export function restore(row) {
  field(row, "DELETE").checked = false;
  row.classList.remove("event--deleted");
  row.querySelector(".event__deleted").remove();
  changed(field(row, "DELETE"));
  cells(row)[0].focus();
}
