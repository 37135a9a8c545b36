// What a row of the table of events opens: its text gets an editor and its photo a look-up field, which would be too many
// if every row had them at once. Bound to [data-event-more], a <details>.
import { createEditor } from "django-prose-editor/configurable";
import { field, rowOf, table } from "./rows.js";

const EDITOR = "data-django-prose-editor-configurable";

export function equip(details) {
  const text = details.querySelector("[data-rich]");
  if (!text || text.hasAttribute(EDITOR)) return;
  text.setAttribute(EDITOR, table.dataset.editor);
  createEditor(text);
  const photo = details.querySelector("[data-photo]");
  photo.classList.add("related-widget-wrapper");
  const select = photo.querySelector("select");
  select.classList.add("admin-autocomplete");
  window.django.jQuery(select).djangoAdminSelect2();
  details.dispatchEvent(new CustomEvent("event:opened", { bubbles: true })); // for static/js/picture_choice.js
}

// What the closed row says that it holds.
function mark(row) {
  for (const each of row.querySelectorAll("[data-mark]")) each.hidden = !field(row, each.dataset.mark).value;
}

table.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.matches("[data-event-more]")) return;
    if (target.open) equip(target);
    else mark(rowOf(target));
  },
  true, // it doesn't bubble
);
