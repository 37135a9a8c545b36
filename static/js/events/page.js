// The table of events on the page of a timeline. Without these scripts it is a form: positions are typed, and each save
// leaves an empty row for one more event.
import "./drag.js";
import "./keys.js";
import "./scale.js";
import "../typeset_fields.js";
import { equip } from "./more.js";
import { field, insert, number, remove, restore, rowOf, rows, showDeleted, step, table } from "./rows.js";

const ACTS = {
  "[data-insert]": insert,
  "[data-delete]": remove,
  "[data-restore]": restore,
  '.move-block[aria-label="Move up"]': (row) => step(row, -1),
  '.move-block[aria-label="Move down"]': (row) => step(row, 1),
};

table?.addEventListener("click", ({ target }) => {
  const [, act] = Object.entries(ACTS).find(([selector]) => target.closest(selector)) ?? [];
  act?.(rowOf(target));
});
document.querySelector("[data-add-event]")?.addEventListener("click", () => insert(rows().at(-1)));

for (const row of table ? rows() : []) {
  if (!field(row, "position").value) number(row); // the empty row belongs below the others that are shown
  if (field(row, "DELETE")?.checked) showDeleted(row); // a form that came back unsaved
}
table?.querySelectorAll("[data-event-more][open]").forEach(equip);
// In a long table a refusal may be far below.
table?.querySelector(".errorlist")?.parentElement.querySelector("input, textarea, select")?.focus();
