// After saving with a key, the cursor returns to its place in the page that follows, and the result is announced there. Bound to [data-return-here], an empty live region inside the form.
const told = document.querySelector("[data-return-here]");
const form = told?.closest("form");
const HERE = "newsroom-here";

const TEXT = ".writing__text";
const blocks = () => [...document.querySelectorAll(`${TEXT} > *`)];

// Saving renumbers the rows of the form: a field in a row is found by the end of its name and the key of the row, or, in a
// row that had none yet, by what it holds; a field of a block of the text by the place of the block and its own name.
const ROW = ".inline-related, [data-event]";
const nameOf = (field) => (field.closest(ROW) ? field.name.replace(/^.*-\d+-/, "") : field.name);
const keyOf = (field) => field.closest(ROW)?.querySelector('input[type=hidden][name$="-id"]')?.value;
const fieldOf = (control) => control.closest(".prose-editor")?.querySelector("textarea") ?? control;

// How many characters are before the cursor in an element.
function before(element) {
  const selection = getSelection();
  if (!element.contains(selection.anchorNode)) return 0;
  const range = selection.getRangeAt(0).cloneRange();
  range.setStart(element, 0);
  return range.toString().length;
}

// Where that many characters are before it.
function placeIn(element, at) {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = at;
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (left <= text.length) return { node: text, offset: left };
    left -= text.length;
  }
  return { node: element, offset: 0 };
}

function placeOf(control) {
  const text = control.closest(TEXT);
  if (!text) {
    const field = fieldOf(control);
    return field.name && { name: nameOf(field), key: keyOf(field), value: field.value, at: control.isContentEditable ? before(control) : control.selectionStart };
  }
  const inText = control === text;
  const within = inText ? getSelection().anchorNode : control;
  const block = blocks().findIndex((each) => each.contains(within));
  if (block < 0) return null;
  if (inText) return { block, at: before(blocks()[block]) };
  const field = control.closest("[data-field]")?.dataset.field;
  return field && { block, name: field, at: control.selectionStart };
}

function remember() {
  const control = document.activeElement;
  const place = form?.contains(control) && placeOf(control);
  if (place) sessionStorage.setItem(HERE, JSON.stringify({ ...place, page: location.pathname }));
}

// Open the row of a field; its editor, if it gets one, is there a moment later.
async function opened(field) {
  const more = field.closest("[data-event-more]:not([open])");
  if (!more) return;
  const ready = field.matches("[data-rich]") && new Promise((resolve) => field.addEventListener("prose-editor:ready", resolve, { once: true }));
  more.open = true;
  await ready;
}

// Put the cursor there; return the element that has it.
async function goTo({ block, name, key, value, at }) {
  const within = block === undefined ? null : blocks()[block];
  if (within && name) {
    within.dispatchEvent(new CustomEvent("writing:edit", { detail: { field: name, cursor: at } }));
    return within;
  }
  if (within) {
    within.dispatchEvent(new CustomEvent("writing:cursor", { bubbles: true, detail: placeIn(within, at) }));
    return within;
  }
  const fields = [...form.querySelectorAll("[name]")].filter((each) => nameOf(each) === name);
  const field = fields.find((each) => key && keyOf(each) === key) ?? fields.find((each) => each.value === value) ?? fields[0];
  if (!field) return null;
  await opened(field);
  const control = field.closest(".prose-editor")?.querySelector("[contenteditable=true]") ?? field;
  control.focus();
  const { node, offset } = placeIn(control, at);
  if (control.isContentEditable) getSelection().collapse(node, offset);
  else if (at != null) control.setSelectionRange?.(at, at);
  return control;
}

async function goBack() {
  const kept = sessionStorage.getItem(HERE);
  sessionStorage.removeItem(HERE);
  if (!kept || form.querySelector(".errornote, [data-warn-unsaved=yes]")) return;
  const { page, ...place } = JSON.parse(kept);
  if (page !== location.pathname && !page.endsWith("/add/")) return;
  const control = await goTo(place);
  if (!control) return;
  control.scrollIntoView({ block: "center" });
  told.textContent = document.querySelector(".messagelist li")?.textContent.trim() ?? "";
}

if (form) {
  form.addEventListener("submit", ({ submitter }) => {
    if (submitter?.name === "_continue" && submitter !== document.activeElement) remember();
  });
  form.addEventListener("reopening", remember);
  // The editors of the texts are built as the page loads.
  addEventListener("load", () => requestAnimationFrame(() => setTimeout(goBack)));
}
