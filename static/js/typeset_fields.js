// Quotes and dashes as a typesetter writes them, in the plain fields of a timeline's events, while one types; one undo brings
// back the key that was pressed. Bound to [data-typeset] (the setting TYPOGRAPHY), in it to fields whose spelling is checked
// and that don't choose from a list.
import { typeset } from "./writing/typography.js";

let isWriting = false;

function write(field, from, text) {
  field.setSelectionRange(from, field.selectionEnd);
  document.execCommand("insertText", false, text); // the only way that undo knows
}

document.addEventListener("beforeinput", (event) => {
  const field = event.target;
  if (isWriting || event.inputType !== "insertText" || event.isComposing || !event.data) return;
  if (!field.matches?.("[data-typeset] :is(input[type=text], textarea)[spellcheck=true]:not([list])")) return;
  const at = field.selectionStart;
  const found = typeset(field.value.slice(Math.max(0, at - 3), at), event.data, field.closest("[lang]")?.lang || "en");
  if (!found) return;
  event.preventDefault();
  isWriting = true;
  write(field, at, event.data);
  write(field, at - found[0], found[1]);
  isWriting = false;
});
