// After saving with a key, the cursor returns to its place in the page that follows, and the result is announced there. Bound to [data-return-here], an empty live region inside the form.
const told = document.querySelector("[data-return-here]");
const form = told?.closest("form");
const HERE = "newsroom-here";

const blocks = () => [...document.querySelectorAll(".body-block:not(.body-block--deleted)")];

// Saving renumbers the rows of the form: a block is found by its place, a field in it by the end of its name.
const known = (field) =>
  field.closest("[data-field]")?.dataset.field ?? (field.closest(".inline-related") ? field.name.replace(/^.*-\d+-/, "") : field.name);
const fieldOf = (control) => control.closest(".prose-editor")?.querySelector("textarea") ?? control;

function cursor(control) {
  if (!control.isContentEditable) return control.selectionStart;
  const range = getSelection().getRangeAt(0).cloneRange();
  range.setStart(control, 0);
  return range.toString().length;
}

function put(control, at) {
  control.focus();
  if (at == null) return;
  if (!control.isContentEditable) return control.setSelectionRange?.(at, at);
  const texts = document.createTreeWalker(control, NodeFilter.SHOW_TEXT);
  let left = at;
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (left <= text.length) return getSelection().collapse(text, left);
    left -= text.length;
  }
}

function remember() {
  const control = document.activeElement;
  const field = form?.contains(control) && fieldOf(control);
  if (!field || !known(field)) return;
  const block = blocks().indexOf(control.closest(".body-block"));
  sessionStorage.setItem(HERE, JSON.stringify({ block, name: known(field), at: cursor(control), page: location.pathname }));
}

function goBack() {
  const kept = sessionStorage.getItem(HERE);
  sessionStorage.removeItem(HERE);
  if (!kept || form.querySelector(".errornote, [data-warn-unsaved=yes]")) return;
  const { block, name, at, page } = JSON.parse(kept);
  if (page !== location.pathname && !page.endsWith("/add/")) return;
  const within = block < 0 ? form : blocks()[block];
  const fields = [...(within?.querySelectorAll(block < 0 ? "[name]" : "[data-field] :is(input, textarea, select)") ?? [])];
  const field = fields.find((each) => known(each) === name);
  if (!field) return;
  const control = field.closest(".prose-editor")?.querySelector("[contenteditable=true]") ?? field;
  put(control, at);
  control.scrollIntoView({ block: "center" });
  told.textContent = document.querySelector(".messagelist li")?.textContent.trim() ?? "";
}

if (form) {
  form.addEventListener("submit", ({ submitter }) => {
    if (submitter?.name === "_continue" && submitter !== document.activeElement) remember();
  });
  // The editors of the texts are built as the page loads.
  addEventListener("load", () => requestAnimationFrame(() => setTimeout(goBack)));
}
